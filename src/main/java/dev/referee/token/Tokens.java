package dev.referee.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

import javax.crypto.spec.SecretKeySpec;

/**
 * Checks tokens. Keys of a set are read again from time to time, and when a token names one that is
 * not known; while a set cannot be had, the keys that were read last go on counting. Used on one
 * context only. Neither tokens nor keys reach the log.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** Strangers may name unknown keys as often as they like. */
    static final Duration LEAST_BETWEEN_READS = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final TokenSettings settings;
    private final LongSupplier nanoTime;
    private final KeyReader reader;
    private final List<TokenKey> own = new ArrayList<>();
    private List<TokenKey> fromFile = List.of();
    private List<TokenKey> fromUrl = List.of();
    private volatile boolean setsRead = true;
    private Verifier verifier;
    private @Nullable Future<Void> reading;
    private long lastRead;
    private long timer = -1;

    /** Creates one that knows no key yet. */
    public Tokens(Vertx vertx, TokenSettings settings) {
        this(vertx, settings, System::nanoTime);
    }

    /** With another clock for how often keys are read. */
    Tokens(Vertx vertx, TokenSettings settings, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.reader = new KeyReader(vertx);
        this.verifier = new Verifier(List.of(), settings);
    }

    /**
     * Reads the keys.
     *
     * @return fails with a message for the administrator when a single key's file cannot be used. A
     *     key set that cannot be had is told in the log, and tried again
     */
    public Future<Void> start() {
        if (settings.hs256Secret() != null) {
            own.add(new TokenKey(
                    JWSAlgorithm.HS256,
                    null,
                    new SecretKeySpec(settings.hs256Secret().getBytes(UTF_8), "HmacSHA256")));
        }
        return addOwn(settings.rs256KeyFile(), JWSAlgorithm.RS256)
                .compose(nothing -> addOwn(settings.es256KeyFile(), JWSAlgorithm.ES256))
                .compose(nothing -> read())
                .onSuccess(nothing ->
                        timer = vertx.setPeriodic(settings.refresh().toMillis(), tick -> read()));
    }

    /**
     * One with other settings. The sets that are read from where this one reads them count at once,
     * also where they cannot be had just now. Does nothing before {@link #start}, and this one goes on.
     */
    public Tokens with(TokenSettings other) {
        Tokens next = new Tokens(vertx, other, nanoTime);
        if (Objects.equals(settings.jwksFile(), other.jwksFile())) {
            next.fromFile = fromFile;
        }
        if (Objects.equals(settings.jwksUrl(), other.jwksUrl())) {
            next.fromUrl = fromUrl;
        }
        return next;
    }

    /** Whether the key sets could be read when that was tried last. Any thread may ask. */
    public boolean areSetsRead() {
        return setsRead;
    }

    /** Reads no key any more. */
    public void stop() {
        vertx.cancelTimer(timer);
        reader.close();
    }

    /** What a token allows; empty when it is not valid, or cannot be checked. Never fails. */
    public Future<Optional<Grant>> check(String token) {
        try {
            return Future.succeededFuture(verifier.check(token));
        } catch (Verifier.KeyMissing e) {
            return mayReadAgain()
                    ? read().map(nothing -> checkAgain(token))
                    : Future.succeededFuture(Optional.empty());
        }
    }

    private Optional<Grant> checkAgain(String token) {
        try {
            return verifier.check(token);
        } catch (Verifier.KeyMissing e) {
            return Optional.empty();
        }
    }

    private boolean mayReadAgain() {
        return reading != null
                || (hasSets() && nanoTime.getAsLong() - lastRead >= LEAST_BETWEEN_READS.toNanos());
    }

    private boolean hasSets() {
        return settings.jwksFile() != null || settings.jwksUrl() != null;
    }

    private Future<Void> addOwn(@Nullable Path file, JWSAlgorithm algorithm) {
        if (file == null) {
            return Future.succeededFuture();
        }
        return reader.content(file)
                .map(content -> own.add(pem(content, algorithm)))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        file + " cannot be used for tokens: " + failure.getMessage()
                                + ". Give another one in tokens."
                                + (algorithm.equals(JWSAlgorithm.RS256) ? "rs256" : "es256")
                                + "_key_file.",
                        failure)));
    }

    private static TokenKey pem(Buffer content, JWSAlgorithm algorithm) {
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
        lastRead = nanoTime.getAsLong();
        boolean[] readAll = {true};
        Future<Void> now = readFile(readAll)
                .compose(nothing -> readUrl(readAll))
                .<Void>mapEmpty()
                .onComplete(done -> {
                    reading = null;
                    setsRead = readAll[0];
                    renew();
                });
        if (!now.isComplete()) {
            reading = now;
        }
        return now;
    }

    private Future<?> readFile(boolean[] readAll) {
        return settings.jwksFile() == null
                ? Future.succeededFuture()
                : keys(reader.content(settings.jwksFile()), settings.jwksFile(), fromFile, readAll)
                        .onSuccess(keys -> fromFile = keys);
    }

    private Future<?> readUrl(boolean[] readAll) {
        return settings.jwksUrl() == null
                ? Future.succeededFuture()
                : keys(reader.content(settings.jwksUrl()), settings.jwksUrl(), fromUrl, readAll)
                        .onSuccess(keys -> fromUrl = keys);
    }

    private static Future<List<TokenKey>> keys(
            Future<Buffer> content, Object from, List<TokenKey> before, boolean[] readAll) {
        return content.map(Tokens::jwks).recover(failure -> {
            readAll[0] = false;
            LOG.error(
                    "Cannot read the token keys from {}: {}. {}. Subscriptions by dialog need no"
                            + " token and continue",
                    from,
                    Objects.requireNonNullElse(failure.getMessage(), failure.toString()),
                    before.isEmpty()
                            ? "Its tokens are rejected until the keys can be read"
                            : "The keys that were read last remain valid");
            return Future.succeededFuture(before);
        });
    }

    private static List<TokenKey> jwks(Buffer content) {
        try {
            return KeySet.jwks(content);
        } catch (KeySet.BadKey e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void renew() {
        List<TokenKey> all = new ArrayList<>(own);
        all.addAll(fromFile);
        all.addAll(fromUrl);
        verifier = new Verifier(all, settings);
    }
}
