package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.audit.Audit;
import dev.referee.correlate.Correlator;
import dev.referee.correlate.Step;
import dev.referee.edge.Readiness;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.Notifies;
import dev.referee.log.Traces;
import dev.referee.model.EnumWord;
import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.TransferEvent;
import dev.referee.policy.Policy;
import dev.referee.push.Fate;
import dev.referee.push.Push;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Watches one PBX: its intakes tell facts on this verticle's context, which is the one thread that
 * the correlator ever sees, and what it concludes goes into the log.
 */
final class PbxVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PbxVerticle.class);
    private static final long NO_TIMER = -1;
    private static final long FLUSH_INTERVAL_MS = 1_000;
    private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(1);

    private final Configuration configuration;
    private final String name;
    /** Used on the context alone, so that it changes between two facts. */
    private Policy policy;

    private final EventLog log;
    private final DialogBook dialogs;
    private final @Nullable Audit audit;
    private final NotifyKeeper notifies;
    private final LadderKeeper ladders;
    private final InstantSource clock;
    private final Correlator correlator;
    private final Presence presence = new Presence();

    private volatile @Nullable Intakes intakes;
    private volatile @Nullable Push push;
    private @Nullable Instant deadline;
    private long timer = NO_TIMER;
    private long ladderTimer = NO_TIMER;

    /**
     * Creates one that is not started yet.
     *
     * @param audit knows what Asterisk wrote down; null where nobody reads that
     * @param clock goes forward only, whatever the machine's clock does
     */
    PbxVerticle(
            Configuration configuration,
            EventLog log,
            DialogBook dialogs,
            @Nullable Audit audit,
            Notifies notifies,
            Traces traces,
            InstantSource clock) {
        this.configuration = configuration;
        this.name = configuration.pbx();
        this.policy = configuration.policy();
        this.log = log;
        this.dialogs = dialogs;
        this.audit = audit;
        this.clock = clock;
        this.correlator = new Correlator(
                name, configuration.limits(), configuration.hep() != null, configuration.persons());
        this.notifies = new NotifyKeeper(name, notifies, dialogs, correlator::transferOf);
        this.ladders = new LadderKeeper(configuration.traces(), traces);
    }

    @Override
    public Future<?> start() {
        if (audit != null) {
            audit.tellLate(event -> context.runOnContext(nothing -> tell(List.of(event))));
        }
        ladderTimer = vertx.setPeriodic(FLUSH_INTERVAL_MS, fired -> ladders.flush(clock.instant()));
        Intakes all = new Intakes(
                vertx,
                context,
                configuration.ami(),
                configuration.ari(),
                configuration.hep(),
                this::follow,
                audit == null ? Tap.NONE : audit.tap());
        intakes = all;
        if (!configuration.receivers().isEmpty()) {
            Push made = new Push(log, context, configuration.receivers(), all.notifier(), clock);
            push = made;
            made.start();
        }
        List<TransferEvent> last =
                log.current().newest().stream().map(EventLog.Entry::event).toList();
        take(() -> correlator.goOn(last, configuration.sourcesInUse(), clock.instant()));
        return all.start();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(ladderTimer);
        ladders.end(clock.instant());
        Push started = push;
        if (started != null) {
            started.stop();
        }
        Intakes all = intakes;
        return all == null ? Future.succeededFuture() : all.stop();
    }

    /** Has other rules of the site count for what is told from now on. May be called by any thread. */
    Future<Void> use(Policy other) {
        Promise<Void> used = Promise.promise();
        context.runOnContext(nothing -> {
            policy = other;
            used.complete();
        });
        return used.future();
    }

    /** How the connections stand. May be called by any thread. */
    List<SourceStatus> status() {
        Intakes all = intakes;
        // The port is open before this verticle is: nobody may take that for being ready.
        Stream<SourceStatus> status = all == null
                ? configuration.sourcesInUse().stream()
                        .map(source -> new SourceStatus(source, false, "Not started yet"))
                : all.status().stream();
        return Stream.concat(status, Stream.ofNullable(audit).flatMap(one -> one.status().stream()))
                .toList();
    }

    /** Whether one of them is up. May be called by any thread. */
    boolean isUp(Source source) {
        return status().stream().anyMatch(one -> one.source() == source && one.up());
    }

    /** When something of it was heard last; null for never. May be called by any thread. */
    @Nullable
    Instant heard(Source source) {
        return status().stream()
                .filter(one -> one.source() == source)
                .map(SourceStatus::heard)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The same for {@code /readyz}. May be called by any thread. */
    Readiness readiness() {
        List<SourceStatus> status = status();
        return new Readiness(presence.of(name, status), presence.warnings(status, clock.instant()));
    }

    /** How many NOTIFYs have met a fate. May be called by any thread. */
    long pushed(Fate fate) {
        Push started = push;
        return started == null ? 0 : started.count(fate);
    }

    private void follow(Fact fact) {
        presence.note(fact, clock.instant());
        if (audit != null && (fact instanceof Fact.Snapshot || fact instanceof Fact.Disconnected)) {
            audit.watched(presence.isWatched());
            if (fact instanceof Fact.Disconnected && fact.source() == Source.AMI) {
                audit.lost();
            }
        }
        if (fact instanceof Fact.DialogRead read) {
            dialogs.learn(read.uniqueid(), read.asThePhoneSeesIt());
        }
        Instant now = clock.instant();
        ladders.see(fact, now);
        take(() -> correlator.step(fact, now));
        notifies.keep(fact, now);
    }

    private void take(Supplier<Step> correlation) {
        try {
            Step step = correlation.get();
            if (!step.events().isEmpty()) {
                publish(step.events());
                notifies.transfersWereTold();
            }
            step.defects().forEach(this::report);
            wake(step.deadline());
        } catch (RuntimeException e) {
            report(e);
            wake(clock.instant().plus(AFTER_A_DEFECT));
        }
    }

    /** A broken invariant is a defect of ours. The calls that it does not concern go on. */
    private void report(RuntimeException defect) {
        LOG.error("{}: following a transfer failed. This is a bug, please report it", name, defect);
    }

    private void publish(List<TransferEvent> events) {
        if (audit == null) {
            tell(events);
            return;
        }
        List<TransferEvent> seen = new ArrayList<>();
        for (TransferEvent event : events) {
            if (event.transfer().reason() == Reason.OBSERVER_LOST) {
                audit.finish(event)
                        .onSuccess(end -> context.runOnContext(nothing -> tell(List.of(end))));
            } else {
                seen.add(event);
            }
        }
        tell(seen);
    }

    private void tell(List<TransferEvent> events) {
        events.forEach(event -> dialogs.mention(event.legs()));
        log.append(events.stream().map(policy::mark).toList());
        ladders.told(events);
        // Nobody has to wait for these lines.
        events.forEach(this::note);
    }

    private void note(TransferEvent event) {
        LOG.info(
                "{}: transfer {} is {}{}{}",
                name,
                event.transfer().id(),
                EnumWord.of(event.transfer().state()),
                event.transfer().reason() == null
                        ? ""
                        : ": " + EnumWord.of(event.transfer().reason()),
                event.transfer().late() ? ", reported late" : "");
    }

    private void wake(@Nullable Instant next) {
        if (next == null || next.equals(deadline)) {
            return;
        }
        vertx.cancelTimer(timer);
        deadline = next;
        long wait = Math.max(1, Duration.between(clock.instant(), next).toMillis() + 1);
        timer = vertx.setTimer(wait, fired -> {
            timer = NO_TIMER;
            deadline = null;
            take(() -> correlator.advance(clock.instant()));
        });
    }
}
