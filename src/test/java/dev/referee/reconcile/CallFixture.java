package dev.referee.reconcile;

import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.BridgeLeft;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.What;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What Asterisk wrote of a call and what was told of it: Alice (1.1) has Bob (1.2) in a bridge and
 * transfers him at second 10; Carol is 1.3.
 */
abstract class CallFixture {
    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    static final String ALICE = "1.1";
    static final String BOB = "1.2";
    static final String CAROL = "1.3";
    static final String SIMPLE = "simple_bridge";

    final List<CallRecord> records = new ArrayList<>();
    final List<Transfer> told = new ArrayList<>();

    /** From the start. */
    void talk() {
        at(0, ALICE, "PJSIP/alice-1", new BridgeEntered("b1", SIMPLE));
        at(0, BOB, "PJSIP/bob-2", new BridgeEntered("b1", SIMPLE));
    }

    /** Alice transfers Bob to 6002 without having asked anybody there, and hangs up. */
    void blind() {
        talk();
        at(10, ALICE, "PJSIP/alice-1", new BlindTransferred("6002", "b1", BOB));
        at(10, BOB, "PJSIP/bob-2", new BridgeLeft("b1"));
        at(10, ALICE, "PJSIP/alice-1", new Gone("ANSWER", null, ""));
    }

    /** Bob and Carol share a bridge from this second on. */
    void connectedAt(long seconds) {
        at(seconds, CAROL, "PJSIP/carol-3", new BridgeEntered("b2", SIMPLE));
        at(seconds, BOB, "PJSIP/bob-2", new BridgeEntered("b2", SIMPLE));
    }

    /** Writes one more record: what a channel did at this second. */
    void at(long seconds, String uniqueid, String channel, What what) {
        records.add(new CallRecord(
                START.plusSeconds(seconds),
                uniqueid,
                ALICE,
                channel,
                "Master.csv:" + (records.size() + 1),
                what));
    }

    /** Reports that transfer, as {@code t1}. */
    void tell(State state, @Nullable Reason reason, long ended) {
        tell("t1", state, reason, ended);
    }

    /** Reports it with another id, asked for at second 10; it ended at this one, where it did. */
    void tell(String id, State state, @Nullable Reason reason, long ended) {
        told.add(new TransferBuilder()
                .id(id)
                .state(state, reason)
                .message("What was told.")
                .transferor("PJSIP/alice", "PJSIP/alice-1", ALICE)
                .transferee("PJSIP/bob", "PJSIP/bob-2", BOB)
                .times(START.plusSeconds(10), state.isEnd() ? START.plusSeconds(ended) : null)
                .build());
    }

    /** What is found where everything was reported that ever will be. */
    List<String> found() {
        return found(Instant.MIN, Instant.MAX, 100);
    }

    /**
     * What is found, as kind and sentence.
     *
     * @param since when the reports begin
     * @param known until when they are known
     * @param mostChannels that are held at a time
     */
    List<String> found(Instant since, Instant known, int mostChannels) {
        List<String> found = new ArrayList<>();
        Tolerance tolerance = new Tolerance(Duration.ofSeconds(5), Duration.ofMinutes(1));
        Reconciliation reconciliation = new Reconciliation(
                tolerance,
                100,
                mostChannels,
                finding -> found.add(finding.kind() + " " + finding.message()));
        try {
            for (Transfer transfer : told) {
                reconciliation.report(transfer);
            }
        } catch (TooManyException e) {
            throw new AssertionError(e);
        }
        reconciliation.reportedSince(since);
        records.forEach(reconciliation::record);
        reconciliation.end(known);
        return found;
    }
}
