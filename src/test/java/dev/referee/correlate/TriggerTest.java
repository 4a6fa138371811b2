package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;

import org.junit.jupiter.api.Test;

/** What asked for the transfer. */
class TriggerTest extends ToldCall {
    @Test
    void transferThatFailedBeforeAnybodyWasMarkedIsNotTakenForOneOfTheApi() {
        call(Source.AMI);
        blind(Source.AMI, TransferResult.FAIL, "alice", channel("bob", null));
        assertEnds(Reason.INTERNAL_ERROR);
        assertEquals(Trigger.UNKNOWN, events.getLast().transfer().trigger());
    }

    @Test
    void onlyWhoWasSeenUnmarkedIsTakenForTransferredByTheApi() {
        call(Source.AMI);
        blind(Source.AMI);
        assertEquals(Trigger.API, events.getLast().transfer().trigger());

        comesBack(Source.AMI, null);
        blind(Source.AMI, TransferResult.SUCCESS, "dora", channel("emil", null));
        assertEquals(Trigger.UNKNOWN, events.getLast().transfer().trigger());
    }
}
