package dev.referee.token;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.NoSuchKeyIdException;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Checks tokens. Keys of a set are read again from time to time, and when a token names one that is
 * not known; while a set cannot be had, the keys that were read last go on counting. Used on one
 * context only. Neither tokens nor keys reach the log.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final long FETCH_SECONDS = 5;

    /** Strangers may name unknown keys as often as they like. */
    private static final long LEAST_BETWEEN_READS_NS = Duration.ofSeconds(10).toNanos();

    private final Vertx vertx;
    private final TokenSettings settings;
    private final HttpClientAgent client;
    private final List<PubSecKeyOptions> own = new ArrayList<>();
    private List<JsonObject> fromFile = List.of();
    private List<JsonObject> fromUrl = List.of();
    private @Nullable JWTAuth provider;
    private @Nullable Future<Void> reading;
    private long lastRead;
    private long timer = -1;

    /** Creates one that knows no key yet. */
    public Tokens(Vertx vertx, TokenSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(FETCH_SECONDS))
                .setIdleTimeout((int) FETCH_SECONDS));
    }

    /**
     * Reads the keys.
     *
     * @return fails with a message for the administrator when a single key's file cannot be used. A
     *     key set that cannot be had is told in the log, and tried again
     */
    public Future<Void> start() {
        if (settings.hs256Secret() != null) {
            own.add(new PubSecKeyOptions()
                    .setAlgorithm("HS256")
                    .setBuffer(Buffer.buffer(settings.hs256Secret())));
        }
        return addOwn(settings.rs256KeyFile(), "RS256")
                .compose(nothing -> addOwn(settings.es256KeyFile(), "ES256"))
                .compose(nothing -> read())
                .onSuccess(nothing ->
                        timer = vertx.setPeriodic(settings.refresh().toMillis(), tick -> read()));
    }

    /** Reads no key any more. */
    public void stop() {
        vertx.cancelTimer(timer);
        var unused = client.close();
    }

    /** What a token allows; empty when it is not valid, or cannot be checked. Never fails. */
    public Future<Optional<Grant>> check(String token) {
        return verify(token)
                .recover(failure -> isKeyMissing(failure) && mayReadAgain()
                        ? read().compose(nothing -> verify(token))
                        : Future.failedFuture(failure))
                .map(claims -> Grant.of(claims, settings.leeway()))
                .otherwise(Optional.empty());
    }

    private static boolean isKeyMissing(Throwable failure) {
        return failure instanceof NoSuchKeyIdException || failure instanceof NoKeys;
    }

    private boolean mayReadAgain() {
        return reading != null
                || (hasSets() && System.nanoTime() - lastRead >= LEAST_BETWEEN_READS_NS);
    }

    private boolean hasSets() {
        return settings.jwksFile() != null || settings.jwksUrl() != null;
    }

    private Future<JsonObject> verify(String token) {
        JWTAuth present = provider;
        if (present == null) {
            return Future.failedFuture(new NoKeys());
        }
        try {
            return present.authenticate(new TokenCredentials(token))
                    .map(user -> user.attributes().getJsonObject("accessToken"));
        } catch (RuntimeException e) {
            // Vert.x 5.0.8 throws at claims of another type than they should have.
            return Future.failedFuture(e);
        }
    }

    private Future<Void> addOwn(@Nullable Path file, String algorithm) {
        if (file == null) {
            return Future.succeededFuture();
        }
        return content(file)
                .map(content -> own.add(pem(content, algorithm)))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        file + " cannot be used for tokens: " + failure.getMessage()
                                + ". Give another one in tokens."
                                + (algorithm.equals("RS256") ? "rs256" : "es256") + "_key_file.",
                        failure)));
    }

    private static PubSecKeyOptions pem(Buffer content, String algorithm) {
        try {
            return KeySet.pem(content, algorithm);
        } catch (KeySet.BadKey e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Reads the key sets, unless that is being done. Never fails. */
    private Future<Void> read() {
        if (reading != null) {
            return reading;
        }
        lastRead = System.nanoTime();
        Future<Void> now = readFile()
                .compose(nothing -> readUrl())
                .<Void>mapEmpty()
                .onComplete(done -> {
                    reading = null;
                    renew();
                });
        if (!now.isComplete()) {
            reading = now;
        }
        return now;
    }

    private Future<?> readFile() {
        Path file = settings.jwksFile();
        return file == null
                ? Future.succeededFuture()
                : keys(content(file), file.toString(), fromFile).onSuccess(keys -> fromFile = keys);
    }

    private Future<?> readUrl() {
        URI url = settings.jwksUrl();
        return url == null
                ? Future.succeededFuture()
                : keys(fetch(url), url.toString(), fromUrl).onSuccess(keys -> fromUrl = keys);
    }

    private static Future<List<JsonObject>> keys(
            Future<Buffer> content, String from, List<JsonObject> before) {
        return content.map(Tokens::jwks).recover(failure -> {
            LOG.error(
                    "The keys for tokens cannot be had from {}: {}. {}. Subscriptions by dialog"
                            + " need no token and go on",
                    from,
                    failure.getMessage(),
                    before.isEmpty()
                            ? "Its tokens are refused until they can be had"
                            : "Those that were read last go on counting");
            return Future.succeededFuture(before);
        });
    }

    private static List<JsonObject> jwks(Buffer content) {
        try {
            return KeySet.jwks(content);
        } catch (KeySet.BadKey e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void renew() {
        List<JsonObject> sets = new ArrayList<>(fromFile);
        sets.addAll(fromUrl);
        if (own.isEmpty() && sets.isEmpty()) {
            // Without any key Vert.x 5.0.8 takes every token that is not signed.
            provider = null;
            return;
        }
        JWTOptions options = new JWTOptions().addAudience(settings.audience()).setLeeway((int)
                settings.leeway().toSeconds());
        if (settings.issuer() != null) {
            options.setIssuer(settings.issuer());
        }
        JWTAuthOptions all = new JWTAuthOptions().setJWTOptions(options).setJwks(sets);
        own.forEach(all::addPubSecKey);
        provider = JWTAuth.create(vertx, all);
    }

    private Future<Buffer> content(Path file) {
        return vertx.fileSystem()
                .props(file.toString())
                .compose(props -> props.size() > KeySet.MOST_BYTES
                        ? Future.failedFuture("it is larger than " + KeySet.MOST_BYTES + " bytes")
                        : vertx.fileSystem().readFile(file.toString()));
    }

    private Future<Buffer> fetch(URI url) {
        return client.request(new RequestOptions().setAbsoluteURI(url.toString()))
                .compose(HttpClientRequest::send)
                .compose(Tokens::body)
                .timeout(FETCH_SECONDS, TimeUnit.SECONDS);
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            var unused = response.request().reset();
            return Future.failedFuture("the answer is HTTP " + response.statusCode());
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > KeySet.MOST_BYTES) {
                whole.tryFail("it is larger than " + KeySet.MOST_BYTES + " bytes");
                var unused = response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(nothing -> whole.tryComplete(body));
        return whole.future();
    }

    private static final class NoKeys extends Exception {
        NoKeys() {
            super("no keys", null, false, false);
        }
    }
}
