package dev.referee.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keys that are had from a server, and what becomes of tokens when it changes or fails. */
class KeySetTest {
    private static final KeyPair RSA = SignedTokens.rsa(2_048);
    private static final KeyPair NEXT_RSA = SignedTokens.rsa(2_048);
    private static final KeyPair EC = SignedTokens.ec("secp256r1");

    private final Vertx vertx = Vertx.vertx();
    private final OneContext context = new OneContext(vertx);
    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> answer = request -> {};
    private HttpServer site = listen(0);
    private final int port = site.actualPort();
    private final Tokens tokens = tokens(Duration.ofHours(1));

    @BeforeEach
    void give() {
        answer(SignedTokens.jwks(SignedTokens.jwk(RSA.getPublic(), "1")));
    }

    @AfterEach
    void stop() {
        tokens.stop();
        OneContext.await(vertx.close());
    }

    @Test
    void keysComeFromAServer() {
        answer(SignedTokens.jwks(
                SignedTokens.jwk(RSA.getPublic(), "1"), SignedTokens.jwk(EC.getPublic(), "2")));
        context.start(tokens);
        assertTrue(isValid(rs256(RSA, "1")));
        assertTrue(isValid(SignedTokens.es256(EC.getPrivate(), "2", claims())));
        assertFalse(isValid(rs256(NEXT_RSA, "1")));
    }

    @Test
    void aNewKeyCountsAsSoonAsATokenNamesItAndAnOldOneNoLonger() {
        context.start(tokens);
        answer(SignedTokens.jwks(SignedTokens.jwk(NEXT_RSA.getPublic(), "2")));
        nanoTime.addAndGet(Tokens.LEAST_BETWEEN_READS.toNanos());
        assertTrue(isValid(rs256(RSA, "1")));
        assertTrue(isValid(rs256(NEXT_RSA, "2")));
        assertFalse(isValid(rs256(RSA, "1")));
    }

    @Test
    void keysAreReadAgainFromTimeToTime() {
        Tokens often = tokens(Duration.ofMillis(20));
        context.start(often);
        answer(SignedTokens.jwks(SignedTokens.jwk(NEXT_RSA.getPublic(), "2")));
        awaitThat(() -> context.check(often, rs256(NEXT_RSA, "2")).isPresent());
        often.stop();
    }

    @Test
    void strangersWhoNameUnknownKeysDoNotHaveThemReadAllTheTime() {
        context.start(tokens);
        for (int i = 0; i < 100; i++) {
            assertFalse(isValid(rs256(NEXT_RSA, "unknown" + i)));
        }
        assertEquals(1, requests.get());
        nanoTime.addAndGet(Tokens.LEAST_BETWEEN_READS.toNanos());
        for (int i = 0; i < 100; i++) {
            assertFalse(isValid(rs256(NEXT_RSA, "unknown" + i)));
        }
        assertEquals(2, requests.get());
    }

    @Test
    void theStartDoesNotFailWithAServerThatIsDownAndItsKeysCountWhenItIsUp() {
        OneContext.await(site.close());
        context.start(tokens);
        assertFalse(isValid(rs256(RSA, "1")));
        site = listen(port);
        assertFalse(isValid(rs256(RSA, "1")), "read again at once");
        nanoTime.addAndGet(Tokens.LEAST_BETWEEN_READS.toNanos());
        assertTrue(isValid(rs256(RSA, "1")));
    }

    @Test
    void whileTheServerIsDownTheKeysThatWereReadLastGoOnCounting() {
        context.start(tokens);
        OneContext.await(site.close());
        assertGoesOnCounting();
    }

    @Test
    void aServerThatIsInTroubleChangesNothing() {
        context.start(tokens);
        answer = request -> request.response().setStatusCode(500).end("trouble");
        assertGoesOnCounting();
        answer("<html>");
        assertGoesOnCounting();
        answer("{\"keys\":7}");
        assertGoesOnCounting();
        answer("{\"keys\":[]}");
        assertGoesOnCounting();
        answer("{}");
        assertGoesOnCounting();
        answer = request -> request.connection().close();
        assertGoesOnCounting();
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() {
        context.start(tokens);
        Promise<Void> cut = Promise.promise();
        answer = request -> {
            request.connection().closeHandler(nothing -> cut.complete());
            request.response().setChunked(true);
            goOnForEver(request);
        };
        assertGoesOnCounting();
        OneContext.await(cut.future());
    }

    private static void goOnForEver(HttpServerRequest request) {
        request.response().write("x".repeat(10_000)).onSuccess(written -> goOnForEver(request));
    }

    @Test
    void anAnswerThatNeverComesIsNotWaitedForForEver() {
        context.start(tokens);
        answer = request -> {};
        assertGoesOnCounting();
    }

    @Test
    void nobodyIsFollowedElsewhere() {
        context.start(tokens);
        answer = request -> {
            if ("/elsewhere".equals(request.path())) {
                request.response()
                        .end(SignedTokens.jwks(SignedTokens.jwk(NEXT_RSA.getPublic(), "2")));
            } else {
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/elsewhere")
                        .end();
            }
        };
        assertGoesOnCounting();
        assertFalse(isValid(rs256(NEXT_RSA, "2")));
    }

    /** Whatever the server does now when it is asked. */
    private void assertGoesOnCounting() {
        nanoTime.addAndGet(Tokens.LEAST_BETWEEN_READS.toNanos());
        int before = requests.get();
        assertFalse(isValid(rs256(NEXT_RSA, "unknown")));
        assertTrue(isValid(rs256(RSA, "1")));
        assertTrue(requests.get() <= before + 1);
    }

    @Test
    void keysThatAreWeakOrMeantForSomethingElseAreLeftOut() {
        KeyPair weak = SignedTokens.rsa(1_024);
        KeyPair otherCurve = SignedTokens.ec("secp384r1");
        JsonObject secret = JsonObject.of(
                "kty", "oct", "kid", "secret", "k", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY");
        answer(SignedTokens.jwks(
                SignedTokens.jwk(RSA.getPublic(), "1"),
                SignedTokens.jwk(weak.getPublic(), "weak"),
                SignedTokens.jwk(NEXT_RSA.getPublic(), "encrypts").put("use", "enc"),
                SignedTokens.jwk(NEXT_RSA.getPublic(), "pss").put("alg", "PS256"),
                SignedTokens.jwk(otherCurve.getPublic(), "p384").put("crv", "P-384"),
                SignedTokens.jwk(EC.getPublic(), "off the curve").put("x", "AAAA"),
                SignedTokens.jwk(EC.getPublic(), "unknown curve").put("crv", "P-7"),
                JsonObject.of("kty", "new", "kid", "new"),
                secret));
        context.start(tokens);
        assertTrue(isValid(rs256(RSA, "1")));
        assertFalse(isValid(rs256(weak, "weak")));
        assertFalse(isValid(rs256(NEXT_RSA, "encrypts")));
        assertFalse(isValid(rs256(NEXT_RSA, "pss")));
        assertFalse(isValid(SignedTokens.es256(otherCurve.getPrivate(), "p384", claims())));
        assertFalse(isValid(SignedTokens.hs256(
                SignedTokens.SECRET.getBytes(UTF_8),
                SignedTokens.header("HS256", "secret"),
                claims())));
    }

    @Test
    void aSetOfWhichNoKeyIsUsableLetsNobodyIn() {
        answer(SignedTokens.jwks(
                SignedTokens.jwk(EC.getPublic(), "1").put("x", "AAAA"),
                SignedTokens.jwk(RSA.getPublic(), "2").put("n", "AQAB")));
        context.start(tokens);
        String content = SignedTokens.content(SignedTokens.header("none", null), claims());
        assertFalse(isValid(content));
        assertFalse(isValid(content + "."));
        assertFalse(isValid(SignedTokens.es256(EC.getPrivate(), "1", claims())));
    }

    @Test
    void aSetOfVeryManyKeysIsNotTaken() {
        context.start(tokens);
        JsonArray keys = new JsonArray();
        for (int i = 0; i < 101; i++) {
            keys.add(SignedTokens.jwk(EC.getPublic(), "ec" + i));
        }
        answer(JsonObject.of("keys", keys).encode());
        assertGoesOnCounting();
        keys.remove(100);
        answer(JsonObject.of("keys", keys).encode());
        nanoTime.addAndGet(Tokens.LEAST_BETWEEN_READS.toNanos());
        assertTrue(isValid(SignedTokens.es256(EC.getPrivate(), "ec99", claims())));
    }

    private void answer(String body) {
        answer = request -> request.response().end(body);
    }

    private HttpServer listen(int wanted) {
        return OneContext.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    answer.accept(request);
                })
                .listen(wanted, "localhost"));
    }

    private Tokens tokens(Duration refresh) {
        TokenSettings settings = new TokenSettings(
                null,
                null,
                null,
                null,
                URI.create("http://localhost:" + port + "/keys"),
                refresh,
                null,
                "referee",
                Duration.ZERO);
        return new Tokens(vertx, settings, nanoTime::get);
    }

    private boolean isValid(String token) {
        return context.check(tokens, token).isPresent();
    }

    private static String rs256(KeyPair keys, String kid) {
        return SignedTokens.rs256(keys.getPrivate(), kid, claims());
    }

    private static JsonObject claims() {
        return SignedTokens.claims(Instant.now().plusSeconds(3_600));
    }

    private static void awaitThat(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 30 s");
            Thread.onSpinWait();
        }
    }
}
