package dev.referee.app;

import dev.referee.correlate.Correlator;
import dev.referee.correlate.Limits;
import dev.referee.correlate.Step;
import dev.referee.intake.ami.AmiFacts;
import dev.referee.intake.ari.AriFacts;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.intake.hep.HepFacts;
import dev.referee.model.Fact;
import dev.referee.model.TransferEvent;
import dev.referee.policy.Policy;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Plays a capture through the same parsers and the same correlator as live traffic, in the
 * capture's own time, which begins at 1970-01-01T00:00:00Z. At the end of the file nothing is
 * forced to an end: what is undecided stays undecided.
 */
final class Replay {
    private final AmiFacts ami = new AmiFacts();
    private final AriFacts ari = new AriFacts();
    private final HepFacts hep = new HepFacts();
    private final Correlator correlator;
    private final Consumer<TransferEvent> events;
    private final @Nullable Consumer<String> explanations;
    private BiConsumer<Fact, Instant> observer = (fact, at) -> {};
    private List<String> explained = List.of();
    private @Nullable Instant deadline;

    /**
     * One that explains nothing.
     *
     * @param hearsSip whether the capture has SIP messages: an end waits for those that are late
     */
    Replay(
            String pbx,
            Limits limits,
            boolean hearsSip,
            Policy policy,
            Consumer<TransferEvent> events) {
        this(new Correlator(pbx, limits, hearsSip), policy, events, null);
    }

    /**
     * Plays to a new correlator.
     *
     * @param explanations is given a line wherever a transfer stands otherwise than before, or null
     */
    Replay(
            Correlator correlator,
            Policy policy,
            Consumer<TransferEvent> events,
            @Nullable Consumer<String> explanations) {
        this.explanations = explanations;
        this.correlator = correlator;
        this.events = event -> events.accept(policy.mark(event));
    }

    /** Has every fact shown to somebody else too, before its events. */
    void beforeEach(BiConsumer<Fact, Instant> another) {
        observer = another;
    }

    /**
     * Plays all that is left in a capture.
     *
     * @throws CaptureException naming the line when the capture is broken. What came before it has
     *     been played
     */
    void play(CaptureReader capture) throws CaptureException {
        for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
            play(line);
        }
    }

    private void play(CaptureLine line) {
        Instant at = Instant.EPOCH.plusMillis(line.t());
        while (deadline != null && deadline.isBefore(at)) {
            take(correlator.advance(deadline));
        }
        for (Fact fact : facts(line)) {
            observer.accept(fact, at);
            take(correlator.step(fact, at));
            explain(line.t(), fact);
        }
    }

    private void explain(long at, Fact fact) {
        if (explanations == null) {
            return;
        }
        List<String> now = correlator.explain();
        for (String line : now) {
            if (!explained.contains(line)) {
                String what = fact.source() + " " + fact.getClass().getSimpleName();
                explanations.accept(at + " ms " + what + ": " + line);
            }
        }
        explained = now;
    }

    private List<Fact> facts(CaptureLine line) {
        return switch (line.source()) {
            case AMI -> ami.of(line.raw());
            case ARI -> ari.of(line.raw());
            case HEP -> hep.of(line.raw());
            case CEL, CDR -> throw new IllegalStateException("no capture has lines of it");
        };
    }

    private void take(Step step) {
        step.events().forEach(events);
        deadline = step.deadline();
    }
}
