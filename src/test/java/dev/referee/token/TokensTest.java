package dev.referee.token;

import static dev.referee.token.SignedTokens.SECRET;
import static dev.referee.token.SignedTokens.claims;
import static dev.referee.token.SignedTokens.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.model.EndpointPattern;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which tokens count, of those that a site signs and those that somebody makes up. */
class TokensTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final OneContext CONTEXT = new OneContext(VERTX);
    private static final Duration LEEWAY = Duration.ofSeconds(5);
    private static final int AN_HOUR = 3_600;
    private static final KeyPair RSA = SignedTokens.rsa(2_048);
    private static final KeyPair EC = SignedTokens.ec("secp256r1");
    private static final KeyPair OTHER_RSA = SignedTokens.rsa(2_048);
    private static final KeyPair OTHER_EC = SignedTokens.ec("secp256r1");
    private static final KeyPair LISTED_RSA = SignedTokens.rsa(3_072);
    private static final KeyPair LISTED_EC = SignedTokens.ec("secp256r1");

    @TempDir
    private static Path folder;

    /** Takes the secret, both key files, and a set with a key of either kind. */
    private static Tokens tokens;

    @BeforeAll
    static void start() throws IOException {
        Path jwks = file(
                "jwks.json",
                SignedTokens.jwks(
                        SignedTokens.jwk(LISTED_RSA.getPublic(), "rsa-1"),
                        SignedTokens.jwk(LISTED_EC.getPublic(), "ec-1")));
        tokens = new Tokens(
                VERTX,
                settings(SECRET, pem("rsa.pem", RSA), pem("ec.pem", EC), jwks, "https://site"));
        CONTEXT.start(tokens);
    }

    @AfterAll
    static void stop() {
        tokens.stop();
        OneContext.await(VERTX.close());
    }

    static Map<String, String> goodTokens() {
        Map<String, String> good = new TreeMap<>();
        good.put("HS256", SignedTokens.hs256(SECRET, good()));
        good.put("RS256", SignedTokens.rs256(RSA.getPrivate(), null, good()));
        good.put("ES256", SignedTokens.es256(EC.getPrivate(), null, good()));
        good.put("RS256 of the set", SignedTokens.rs256(LISTED_RSA.getPrivate(), "rsa-1", good()));
        good.put("ES256 of the set", SignedTokens.es256(LISTED_EC.getPrivate(), "ec-1", good()));
        good.put("RS256 without kid", SignedTokens.rs256(LISTED_RSA.getPrivate(), null, good()));
        good.put("audiences", hs256("aud", JsonArray.of("another", "referee")));
        good.put("ended within the leeway", hs256("exp", in(-1)));
        good.put("begins within the leeway", hs256("nbf", in(3)));
        good.put("key file's key with a kid", SignedTokens.rs256(RSA.getPrivate(), "x", good()));
        good.put("fraction of a second", hs256("exp", in(AN_HOUR) + 0.5));
        good.put("other claims", hs256("department", JsonObject.of("whoever", 1)));
        return good;
    }

    static Stream<Arguments> eachGoodToken() {
        return goodTokens().entrySet().stream()
                .map(token -> Arguments.of(token.getKey(), token.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("eachGoodToken")
    void aTokenThatTheSiteSignedCounts(String name, String token) {
        Grant grant = CONTEXT.check(tokens, token).orElseThrow(() -> new AssertionError(name));
        assertEquals(
                List.of(new EndpointPattern("PJSIP/alice"), new EndpointPattern("PJSIP/sales-*")),
                grant.endpoints());
        assertFalse(grant.admin());
    }

    /** Each lacks what makes it good in one point. */
    static Map<String, String> badTokens() {
        Map<String, String> bad = new TreeMap<>();
        bad.putAll(forged());
        bad.putAll(confused());
        bad.putAll(withFalseClaims());
        bad.putAll(malformed());
        return bad;
    }

    private static Map<String, String> forged() {
        Map<String, String> bad = new TreeMap<>();
        bad.put("another secret", SignedTokens.hs256("x".repeat(32), good()));
        bad.put("another RSA key", SignedTokens.rs256(OTHER_RSA.getPrivate(), null, good()));
        bad.put("another EC key", SignedTokens.es256(OTHER_EC.getPrivate(), null, good()));
        bad.put(
                "another key under a known kid",
                SignedTokens.rs256(OTHER_RSA.getPrivate(), "rsa-1", good()));
        bad.put("unknown kid", SignedTokens.rs256(OTHER_RSA.getPrivate(), "rsa-2", good()));
        bad.put(
                "key of the set under a kid of another one",
                SignedTokens.es256(LISTED_EC.getPrivate(), "rsa-1", good()));
        bad.put(
                "brings its own key",
                SignedTokens.signed(
                        "SHA256withRSA",
                        OTHER_RSA.getPrivate(),
                        header("RS256", null)
                                .put("jwk", SignedTokens.jwk(OTHER_RSA.getPublic(), null)),
                        good()));
        bad.put(
                "brings its own certificate",
                SignedTokens.signed(
                        "SHA256withRSA",
                        OTHER_RSA.getPrivate(),
                        header("RS256", null)
                                .put(
                                        "x5c",
                                        JsonArray.of(Base64.getEncoder()
                                                .encodeToString(
                                                        OTHER_RSA.getPublic().getEncoded()))),
                        good()));
        String whole = SignedTokens.hs256(SECRET, good());
        String other = SignedTokens.content(
                header("HS256", null), good().put("roles", JsonArray.of("admin")));
        bad.put("claims put in", other + whole.substring(whole.lastIndexOf('.')));
        bad.put("signature cut off", whole.substring(0, whole.lastIndexOf('.') + 1));
        bad.put("signature shortened", whole.substring(0, whole.length() - 2));
        bad.put(
                "ECDSA with zeros (CVE-2022-21449)",
                SignedTokens.content(header("ES256", null), good()) + "." + "A".repeat(86));
        bad.put(
                "ECDSA in DER",
                SignedTokens.signed(
                        "SHA256withECDSA", EC.getPrivate(), header("ES256", null), good()));
        return bad;
    }

    private static Map<String, String> confused() {
        Map<String, String> bad = new TreeMap<>();
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            String content = SignedTokens.content(header(none, null), good());
            bad.put("alg '" + none + "', no signature", content + ".");
            bad.put("alg '" + none + "', two parts", content);
            bad.put("alg '" + none + "', some signature", content + ".AAAA");
        }
        byte[] der = RSA.getPublic().getEncoded();
        for (byte[] secret : List.of(
                SignedTokens.pem(RSA.getPublic()).getBytes(UTF_8),
                SignedTokens.pem(RSA.getPublic()).strip().getBytes(UTF_8),
                Base64.getEncoder().encode(der),
                der)) {
            bad.put(
                    "HS256 with the RSA key as secret, " + secret.length + " bytes",
                    SignedTokens.hs256(secret, header("HS256", null), good()));
        }
        bad.put(
                "HS256 with the kid of an RSA key",
                SignedTokens.hs256(der, header("HS256", "rsa-1"), good()));
        bad.put(
                "HS256 that says RS256",
                SignedTokens.hs256(SECRET.getBytes(UTF_8), header("RS256", null), good()));
        bad.put(
                "RS512 of the right key",
                SignedTokens.signed(
                        "SHA512withRSA", RSA.getPrivate(), header("RS512", null), good()));
        bad.put(
                "RS512 that says RS256",
                SignedTokens.signed(
                        "SHA512withRSA", RSA.getPrivate(), header("RS256", null), good()));
        bad.put(
                "no alg",
                SignedTokens.hs256(SECRET.getBytes(UTF_8), JsonObject.of("typ", "JWT"), good()));
        bad.put(
                "critical header that is not known (RFC 7515 section 4.1.11)",
                SignedTokens.hs256(
                        SECRET.getBytes(UTF_8),
                        header("HS256", null).put("crit", JsonArray.of("exp")),
                        good()));
        return bad;
    }

    private static Map<String, String> withFalseClaims() {
        Map<String, String> bad = new TreeMap<>();
        bad.put("ended", hs256("exp", in(-60)));
        bad.put("ended long ago", hs256("exp", -1e300));
        bad.put("ends in no time", hs256("exp", 1e300));
        bad.put("no end", hs256("exp", null));
        bad.put("end as text", hs256("exp", String.valueOf(in(AN_HOUR))));
        bad.put("not yet", hs256("nbf", in(AN_HOUR)));
        bad.put("another audience", hs256("aud", "another"));
        bad.put("other audiences", hs256("aud", JsonArray.of("another", "referee2")));
        bad.put("no audience", hs256("aud", null));
        bad.put("another issuer", hs256("iss", "https://elsewhere"));
        bad.put("no issuer", hs256("iss", null));
        bad.put("endpoints as text", hs256("endpoints", "PJSIP/alice"));
        bad.put("endpoints that are no texts", hs256("endpoints", JsonArray.of(1)));
        bad.put("101 endpoints", hs256("endpoints", new JsonArray(Collections.nCopies(101, "a"))));
        bad.put("roles as text", hs256("roles", "admin"));
        bad.put("roles as object", hs256("roles", JsonObject.of("admin", true)));
        return bad;
    }

    private static Map<String, String> malformed() {
        Map<String, String> bad = new TreeMap<>();
        String good = SignedTokens.hs256(SECRET, good());
        bad.put("one space", " ");
        bad.put("no dot", "token");
        bad.put("dots", "..");
        bad.put("more dots", "...");
        bad.put("part behind", good + ".AAAA");
        bad.put("deep", base64("{\"a\":".repeat(8_000)) + good.substring(good.indexOf('.')));
        bad.put("deep claims", hs256("x", new JsonArray("[".repeat(900) + "]".repeat(900))) + "A");
        bad.put("no Base64", good.replace('.', '!'));
        bad.put("header that is no JSON", "AAAA" + good.substring(good.indexOf('.')));
        bad.put("null", "bnVsbA.bnVsbA.AAAA");
        bad.put("not ASCII", "ä.ö.ü");
        return bad;
    }

    static Stream<Arguments> eachBadToken() {
        return badTokens().entrySet().stream()
                .map(token -> Arguments.of(token.getKey(), token.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("eachBadToken")
    void aTokenThatIsWrongInOnePointDoesNot(String name, String token) {
        assertTrue(CONTEXT.check(tokens, token).isEmpty(), name);
    }

    @Test
    void theRoleAdminAllowsEverything() {
        Grant grant = CONTEXT.check(tokens, hs256("roles", JsonArray.of("x", "admin")))
                .orElseThrow();
        assertTrue(grant.admin());
        assertTrue(grant.allows("PJSIP/anybody"));
    }

    @Test
    void itCountsUntilItsEndAndTheLeewayAfterIt() {
        Instant end = Instant.ofEpochSecond(in(AN_HOUR));
        Grant grant = CONTEXT.check(tokens, hs256("exp", end.getEpochSecond())).orElseThrow();
        assertEquals(end.plus(LEEWAY), grant.until());
        Grant eternal = CONTEXT.check(tokens, hs256("exp", 1e12)).orElseThrow();
        assertTrue(eternal.until().isAfter(end));
    }

    @Test
    void withoutAnyKeyNoTokenCounts() {
        Tokens none = new Tokens(VERTX, settings(null, null, null, null, null));
        CONTEXT.start(none);
        assertTrue(CONTEXT.check(none, SignedTokens.content(header("none", null), good()) + ".")
                .isEmpty());
        assertTrue(CONTEXT.check(none, SignedTokens.hs256("null", good())).isEmpty());
        none.stop();
    }

    @Test
    void whoTakesOneAlgorithmTakesNoOther() throws IOException {
        Tokens onlyEc = new Tokens(VERTX, settings(null, null, pem("only.pem", EC), null, null));
        CONTEXT.start(onlyEc);
        for (Map.Entry<String, String> token : goodTokens().entrySet()) {
            assertEquals(
                    token.getKey().equals("ES256"),
                    CONTEXT.check(onlyEc, token.getValue()).isPresent(),
                    token.getKey());
        }
        onlyEc.stop();
    }

    @Test
    void aKeyFileThatCannotBeUsedStopsTheStartAndIsNamed() throws IOException {
        assertRefused(folder.resolve("missing.pem"), "missing.pem");
        assertRefused(file("empty.pem", ""), "must hold one public key in PEM");
        assertRefused(
                file(
                        "private.pem",
                        SignedTokens.pem("PRIVATE KEY", RSA.getPrivate().getEncoded())),
                "must hold one public key in PEM");
        assertRefused(
                file("two.pem", SignedTokens.pem(RSA.getPublic()).repeat(2)),
                "must hold one public key in PEM");
        assertRefused(pem("of-the-other-kind.pem", EC), "holds no key for RS256");
        assertRefused(
                file("garbage.pem", SignedTokens.pem("PUBLIC KEY", new byte[100])),
                "holds no key for RS256");
        assertRefused(
                pem("weak.pem", SignedTokens.rsa(1_024)), "an RSA key of less than 2048 bits");
        assertRefused(file("large.pem", "x".repeat(KeySet.MOST_BYTES + 1)), "larger than");
    }

    private static void assertRefused(Path rsaKey, String why) {
        Tokens broken = new Tokens(VERTX, settings(null, rsaKey, null, null, null));
        AssertionError refused =
                assertThrows(AssertionError.class, () -> CONTEXT.start(broken), why);
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(rsaKey.toString()), message);
        assertTrue(message.contains(why), message);
        assertTrue(message.contains("tokens.rs256_key_file"), message);
        broken.stop();
    }

    private static JsonObject good() {
        return claims(Instant.ofEpochSecond(in(AN_HOUR)))
                .put("iss", "https://site")
                .put("endpoints", JsonArray.of("PJSIP/alice", "PJSIP/sales-*"));
    }

    /** A token that is good but for one claim; null takes it out. */
    private static String hs256(String claim, @Nullable Object value) {
        JsonObject claims = good();
        claims.remove(claim);
        return SignedTokens.hs256(SECRET, value == null ? claims : claims.put(claim, value));
    }

    /** A moment as a token writes it. */
    private static long in(int seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static Path pem(String name, KeyPair keys) throws IOException {
        return file(name, SignedTokens.pem(keys.getPublic()));
    }

    private static Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static TokenSettings settings(
            @Nullable String secret,
            @Nullable Path rsa,
            @Nullable Path ec,
            @Nullable Path jwks,
            @Nullable String issuer) {
        return new TokenSettings(
                secret, rsa, ec, jwks, null, Duration.ofHours(1), issuer, "referee", LEEWAY);
    }
}
