package dev.referee.intake.hep;

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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Listens for the SIP messages that an Asterisk mirrors, and opens its port again for ever. UDP
 * brings no sign of a connection: it tells no {@link Fact.Connected} and no {@link
 * Fact.Disconnected}, is up as soon as the port is open, and says in its status how long nothing
 * has come.
 */
public final class HepIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(HepIntake.class);

    /**
     * Bytes that the system keeps for us, and that Vert.x reads at once: by itself it would cut
     * packets off after 2,048. Four of the largest packets.
     */
    static final int BUFFER = 4 * 65_536;

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    /** Phones register more often than that, so a longer silence is worth telling. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final Context context;
    private final HepSettings settings;
    private final Consumer<Fact> watcher;
    private final Tap tap;
    private final InstantSource clock;
    private final HepFacts mapping;
    private final Backoff retries =
            new Backoff(FIRST_RETRY, LONGEST_RETRY, RandomGenerator.getDefault());

    private volatile boolean listening;
    private volatile String trouble = "Not started";
    private volatile @Nullable Instant heard;
    private volatile long rejected;
    private volatile @Nullable DatagramSocket socket;
    private boolean stopped;
    private long timer = -1;

    /**
     * Facts are told on the Vert.x context that this is called on; where there is none, on one of
     * its own.
     *
     * @param watcher takes every fact, in order
     * @param tap hears every packet that gives a fact, in base64, without its password
     */
    public HepIntake(Vertx vertx, HepSettings settings, Consumer<Fact> watcher, Tap tap) {
        this(vertx, settings, watcher, tap, InstantSource.system());
    }

    HepIntake(
            Vertx vertx,
            HepSettings settings,
            Consumer<Fact> watcher,
            Tap tap,
            InstantSource clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.watcher = watcher;
        this.tap = tap;
        this.clock = clock;
        this.mapping = new HepFacts(settings.password());
    }

    @Override
    public Future<Void> start() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            open();
            done.complete();
        });
        return done.future();
    }

    @Override
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            stopped = true;
            listening = false;
            trouble = "Stopped";
            vertx.cancelTimer(timer);
            DatagramSocket current = socket;
            (current == null ? Future.<Void>succeededFuture() : current.close()).onComplete(done);
        });
        return done.future();
    }

    @Override
    public SourceStatus status() {
        return new SourceStatus(Source.HEP, listening, listening ? detail() : trouble, heard);
    }

    /** The port that it listens on; 0 while it does not. May be called by any thread. */
    int port() {
        DatagramSocket current = socket;
        return current == null || !listening ? 0 : current.localAddress().port();
    }

    private String detail() {
        StringBuilder detail = new StringBuilder("Listening on " + settings.address());
        Instant last = heard;
        if (last == null) {
            detail.append(", nothing heard yet. If that stays so, see hep.conf's capture_address,"
                    + " and that res_hep.so and res_hep_pjsip.so are loaded");
        } else {
            Duration silence = Duration.between(last, clock.instant());
            if (silence.compareTo(SILENCE) >= 0) {
                detail.append(", nothing heard for ")
                        .append(silence.toMinutes())
                        .append(" min");
            }
        }
        long bad = rejected;
        if (bad > 0) {
            detail.append(". Packets refused so far: ").append(bad);
            detail.append(
                    settings.password() == null
                            ? ", which were no HEPv3 or held broken SIP"
                            : ", which lacked the password (hep.conf's capture_password), were no"
                                    + " HEPv3 or held broken SIP");
        }
        return detail.toString();
    }

    private void open() {
        if (stopped) {
            return;
        }
        DatagramSocket opening = vertx.createDatagramSocket(new DatagramSocketOptions()
                .setIpV6(settings.host().indexOf(':') >= 0)
                .setReceiveBufferSize(BUFFER));
        socket = opening;
        opening.exceptionHandler(e -> LOG.debug("{} could not be read", settings, e));
        opening.handler(packet -> take(packet.data()));
        opening.listen(settings.port(), settings.host()).onComplete(opened -> {
            if (stopped) {
                opening.close();
            } else if (opened.succeeded()) {
                listening = true;
                retries.reset();
                LOG.info("Listening for {}", settings);
            } else {
                failed(opened.cause());
                opening.close();
            }
        });
    }

    private void failed(Throwable cause) {
        String detail = "UDP " + settings.address() + " cannot be listened on: "
                + cause.getMessage() + ". End the program that has it, or change pbx.hep.listen"
                + " and hep.conf's capture_address";
        if (!detail.equals(trouble)) {
            LOG.warn("{}. Trying again for ever", detail);
        }
        trouble = detail;
        timer = vertx.setTimer(retries.next().toMillis(), now -> open());
    }

    private void take(Buffer datagram) {
        if (stopped) {
            return;
        }
        HepFacts.Heard said = mapping.heard(datagram.getBytes());
        rejected = mapping.rejected();
        if (!said.accepted()) {
            return;
        }
        heard = clock.instant();
        if (!said.facts().isEmpty()) {
            tap.heard(Source.HEP, said.recording());
            said.facts().forEach(watcher);
        }
    }
}
