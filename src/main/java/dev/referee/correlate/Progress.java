package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer.Evidence;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Times;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The progress of one transfer: its state, the times of its states, and the evidence. */
final class Progress {
    private static final int MOST_EVIDENCE = 20;

    private final String id;
    final Instant requested;
    State state = State.REQUESTED;

    /** How many of its states were published. */
    int sequence;

    /** When the PBX, or the far end that it asked, took it on. */
    @Nullable
    Instant accepted;

    @Nullable
    Instant ringing;

    @Nullable
    Instant ended;

    private final List<Evidence> evidence = new ArrayList<>();

    /**
     * Creates the progress of a transfer without any published event.
     *
     * @param id the transfer's, for errors
     */
    Progress(String id, Instant requested) {
        this.id = id;
        this.requested = requested;
    }

    /** Continues from the last event of an earlier process. */
    void goOnFrom(TransferEvent last) {
        state = last.transfer().state();
        sequence = last.sequence();
        accepted = last.transfer().times().accepted();
        ringing = last.transfer().times().ringing();
        evidence.addAll(last.transfer().evidence());
    }

    boolean isEnded() {
        return state.isEnd();
    }

    /** Advances to a state, which is then published. A transfer never goes back. */
    void to(State next) {
        if (next != State.REQUESTED && next.compareTo(state) <= 0) {
            throw new IllegalStateException(id + ": " + state + " cannot become " + next);
        }
        state = next;
        sequence++;
    }

    Times times() {
        return new Times(requested, accepted, ringing, ended);
    }

    /** Notes what was seen, if there is not too much of it. */
    void addEvidence(Source source, String what, Instant at) {
        if (evidence.size() < MOST_EVIDENCE) {
            evidence.add(new Evidence(source, what, at));
        }
    }

    /** What was seen, oldest first. */
    List<Evidence> evidence() {
        return evidence.stream()
                .sorted(Comparator.comparing(Evidence::at).thenComparing(Evidence::source))
                .toList();
    }
}
