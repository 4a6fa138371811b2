package dev.referee.intake.ari;

import dev.referee.intake.Backoff;
import dev.referee.intake.Intake;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Listens to everything that an Asterisk tells over ARI, and connects again for ever. After every
 * connect it tells {@link Fact.Connected} before anything else, and once more, with the life, right
 * before the {@link Fact.Snapshot}. What happens in between is told in between.
 */
public final class AriIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(AriIntake.class);

    /** A failure that stays the same is written again after this many tries, about 5 minutes. */
    private static final int TRIES_PER_WARNING = 30;

    private final Vertx vertx;
    private final Context context;
    private final AriSettings settings;
    private final AriLimits limits;
    private final boolean readsDialogs;
    private final Consumer<Fact> watcher;
    private final Tap tap;
    private final AriFacts mapping = new AriFacts();
    private final HttpClient http;
    private final WebSocketClient sockets;
    private final Backoff retries;
    private final Backoff replacedRetries;
    private final TransfereeReads reads;
    private final DialogReads dialogs;

    private volatile SourceStatus status;
    private @Nullable AriSession session;
    private long timer = -1;
    private String warned = "";
    private int triesSinceWarned;

    /**
     * Facts are told on the Vert.x context that this is called on; where there is none, on one of
     * its own. Throws IllegalArgumentException when the URL is not one of an HTTP server.
     *
     * @param readsDialogs whether to read the SIP dialogs of legs, three requests for each: not
     *     where AMI is there, which does so over its one connection
     * @param watcher takes every fact, in order
     * @param tap hears every event, and what Referee reads by itself, in the same order
     */
    public AriIntake(
            Vertx vertx,
            AriSettings settings,
            boolean readsDialogs,
            Consumer<Fact> watcher,
            Tap tap) {
        this(
                vertx,
                settings,
                AriLimits.DEFAULT,
                readsDialogs,
                watcher,
                tap,
                RandomGenerator.getDefault());
    }

    AriIntake(
            Vertx vertx,
            AriSettings settings,
            AriLimits limits,
            boolean readsDialogs,
            Consumer<Fact> watcher,
            Tap tap,
            RandomGenerator random) {
        AriAddress address = new AriAddress(settings);
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.limits = limits;
        this.readsDialogs = readsDialogs;
        this.watcher = watcher;
        this.tap = tap;
        // Reads are few and far between: a kept connection would be one that Asterisk has closed.
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setSsl(address.tls()).setKeepAlive(false));
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(address.tls())
                .setClosingTimeout(1)
                .setMaxFrameSize(limits.messageBytes())
                .setMaxMessageSize(limits.messageBytes()));
        this.retries = new Backoff(limits.firstRetry(), limits.longestRetry(), random);
        this.replacedRetries =
                new Backoff(limits.replacedRetry(), limits.longestReplacedRetry(), random);
        this.reads = new TransfereeReads(
                vertx, limits, id -> ask(asterisk -> asterisk.channel(id)), this::told);
        this.dialogs = new DialogReads(
                limits,
                settings.sessionHeader(),
                (id, name) -> ask(asterisk -> asterisk.variable(id, name)),
                this::told);
        this.status = new SourceStatus(Source.ARI, false, "Not started");
    }

    @Override
    public Future<Void> start() {
        return onContext(() -> {
            status = new SourceStatus(
                    Source.ARI, false, "Connecting to " + new AriAddress(settings));
            connect();
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Void> stop() {
        return onContext(() -> {
            vertx.cancelTimer(timer);
            reads.clear();
            dialogs.clear();
            if (session != null) {
                session.close();
            }
            status = new SourceStatus(Source.ARI, false, "Stopped");
            return Future.join(http.close(), sockets.close()).mapEmpty();
        });
    }

    @Override
    public SourceStatus status() {
        return status;
    }

    private Future<Void> onContext(Supplier<Future<Void>> step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now ->
                Future.<Void>succeededFuture().compose(ready -> step.get()).onComplete(done));
        return done.future();
    }

    private void connect() {
        SessionListener listener = new SessionListener();
        AriSession next = new AriSession(vertx, http, sockets, settings, limits, listener);
        session = next;
        next.start();
    }

    private <T> Future<T> ask(Function<AriApi, Future<T>> question) {
        AriSession current = session;
        return current == null ? Future.failedFuture("no session") : current.ask(question);
    }

    private void told(String json) {
        tap.heard(Source.ARI, json);
        for (Fact fact : mapping.of(json)) {
            watcher.accept(fact);
            reads.readAfter(fact);
            if (readsDialogs) {
                dialogs.readAfter(fact);
            }
        }
    }

    private void lost(Ending ending) {
        status = new SourceStatus(Source.ARI, false, ending.detail());
        reads.clear();
        dialogs.clear();
        vertx.cancelTimer(timer);
        Duration wait;
        if (ending.replaced()) {
            wait = replacedRetries.next();
        } else {
            wait = retries.next();
            replacedRetries.reset();
        }
        warn(ending.detail());
        timer = vertx.setTimer(wait.toMillis(), now -> connect());
    }

    private void warn(String detail) {
        triesSinceWarned++;
        if (!detail.equals(warned) || triesSinceWarned >= TRIES_PER_WARNING) {
            LOG.warn("{}. Trying again for ever", detail);
            warned = detail;
            triesSinceWarned = 0;
        }
    }

    /** What one session brings; a later one has its own. */
    private final class SessionListener implements AriSession.Listener {
        private boolean connected;

        @Override
        public void told(String json) {
            connected = true;
            AriIntake.this.told(json);
        }

        @Override
        public void up(String asterisk) {
            status = new SourceStatus(Source.ARI, true, "Connected to " + asterisk);
            LOG.info("Connected to {}", asterisk);
            warned = "";
            timer = vertx.setTimer(limits.steady().toMillis(), now -> retries.reset());
        }

        @Override
        public void ended(Ending ending) {
            if (connected) {
                AriIntake.this.told("{\"type\":\"RefereeDisconnected\"}");
            }
            lost(ending);
        }
    }
}
