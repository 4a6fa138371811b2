package dev.referee.intake.ami;

import dev.referee.intake.Backoff;
import dev.referee.intake.Intake;
import dev.referee.intake.Notifier;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocketFactory;

/**
 * Listens to Asterisk's manager interface. What it tells follows from what the tap hears: feeding
 * the same frames to {@link AmiFacts} gives the same facts.
 */
public final class AmiIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(AmiIntake.class);

    private final Context context;
    private final AmiSettings settings;
    private final AmiLimits limits;
    private final SSLSocketFactory tls;
    private final Consumer<Fact> watcher;
    private final Tap tap;
    private final AmiFacts mapping = new AmiFacts();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final Object lock = new Object();
    private @Nullable AmiSession session;
    private volatile @Nullable SipNotifier notifier;
    private volatile SourceStatus status;
    private @Nullable String warned;

    /**
     * Creates one that does nothing yet.
     *
     * @param context where facts and tap are told
     * @param watcher takes each fact
     * @param tap hears every event, every answer to what Referee asked, and a line of Referee's own
     *     when a connection is lost
     */
    public AmiIntake(Context context, AmiSettings settings, Consumer<Fact> watcher, Tap tap) {
        this(
                context,
                settings,
                AmiLimits.DEFAULT,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                watcher,
                tap);
    }

    AmiIntake(
            Context context,
            AmiSettings settings,
            AmiLimits limits,
            SSLSocketFactory tls,
            Consumer<Fact> watcher,
            Tap tap) {
        this.context = context;
        this.settings = settings;
        this.limits = limits;
        this.tls = tls;
        this.watcher = watcher;
        this.tap = tap;
        this.status = new SourceStatus(Source.AMI, false, "Not connected yet: " + settings + ".");
    }

    /**
     * Sends NOTIFYs over this connection, for which the account needs the write class {@code
     * system}. To be called before {@link #start}: only then a login finds out whether it has that.
     */
    public Notifier notifier() {
        SipNotifier made = new SipNotifier(context, settings);
        notifier = made;
        return made;
    }

    @Override
    public Future<Void> start() {
        Thread.ofVirtual().name("ami-" + settings.host()).start(this::run);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        stopped.countDown();
        synchronized (lock) {
            if (session != null) {
                session.discard();
                session.close();
            }
        }
        // What the context is telling right now is told before this gets its turn.
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> {
            status = new SourceStatus(Source.AMI, false, "Stopped.");
            done.complete();
        });
        return done.future();
    }

    @Override
    public SourceStatus status() {
        return status;
    }

    private void run() {
        Backoff backoff = new Backoff(limits.firstDelay(), limits.maxDelay(), new Random());
        try {
            while (!isStopped()) {
                AmiSession.End end = liveOnce();
                if (isStopped()) {
                    return;
                }
                tellStatus(false, end.detail());
                if (end.wasUp().compareTo(limits.maxDelay()) > 0) {
                    backoff.reset();
                }
                Duration wait = backoff.next();
                if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private AmiSession.End liveOnce() throws InterruptedException {
        try {
            return begin().live(this::tellStatus);
        } catch (RuntimeException | Error e) {
            // Also an Error: without this thread nobody would try again, nor say that it is down.
            closeSession();
            LOG.error("A mistake in Referee or asterisk-java, please report it", e);
            return new AmiSession.End("Stumbled over a mistake (" + e + ").", Duration.ZERO);
        }
    }

    private AmiSession begin() {
        AmiSession next =
                new AmiSession(context, settings, limits, tls, notifier, mapping, tap, watcher);
        synchronized (lock) {
            session = next;
            if (isStopped()) {
                next.discard();
                next.close();
            }
        }
        return next;
    }

    private void closeSession() {
        synchronized (lock) {
            if (session != null) {
                session.close();
            }
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Warns of each trouble once; again only when it comes back after it was over. */
    private void tellStatus(boolean up, String detail) {
        if (isStopped()) {
            return;
        }
        status = new SourceStatus(Source.AMI, up, detail);
        if (up) {
            warned = null;
            LOG.info("{}", detail);
        } else if (detail.equals(warned)) {
            LOG.debug("{}", detail);
        } else {
            warned = detail;
            LOG.warn("{}", detail);
        }
    }
}
