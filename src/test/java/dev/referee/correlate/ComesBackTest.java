package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A caller who was parked and comes back to the transferor: a transfer that follows the first. */
class ComesBackTest {
    private static final Duration LATE = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({
        "k14_parked_back_answered, ANSWERED, WITH_TRANSFEROR",
        "k14_parked_by_code_back, ANSWERED, WITH_TRANSFEROR",
        "k14_parked_back_declined, DECLINED, WAITING"
    })
    void callerWhoComesBackIsToldAsFollowingTheFirst(
            String name, Reason reason, Whereabouts whereabouts) {
        RecordedCall call = RecordedCall.read("kinds/" + name);
        assertComesBack(call, reason, whereabouts, name);
        assertComesBack(call.only(Source.AMI), reason, null, name + " by AMI");
        assertComesBack(call.only(Source.ARI), reason, null, name + " by ARI");
        for (int seed = 0; seed < 20; seed++) {
            assertComesBack(
                    call.interleaved(new Random(seed)),
                    reason,
                    whereabouts,
                    name + ", seed " + seed);
        }
    }

    private static void assertComesBack(
            RecordedCall call, Reason reason, @Nullable Whereabouts whereabouts, String what) {
        List<Transfer> ends = ends(call);
        assertEquals(2, ends.size(), what);
        Transfer first = ends.getFirst();
        Transfer back = ends.getLast();
        assertEquals(Reason.APPLICATION, first.reason(), what);
        assertNull(first.follows(), what);
        assertEquals(first.id(), back.follows(), what);
        assertEquals(reason, back.reason(), what);
        assertEquals(Trigger.UNKNOWN, back.trigger(), what);
        assertEquals("PJSIP/anna", back.transferorEndpoint(), what);
        assertEquals("PJSIP/anna", Objects.requireNonNull(back.target()).endpoint(), what);
        Transfer.Transferee transferee = Objects.requireNonNull(back.transferee());
        assertEquals("PJSIP/ben", transferee.endpoint(), what);
        // By AMI alone a decline is known only when the caller is gone.
        assertTrue(whereabouts == null || whereabouts == transferee.whereabouts(), what);
    }

    /** Somebody else is called, the transferor fetches the caller itself, or nobody is called. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "k14_parked_then_other_target",
                "k14_parked_anna_fetches",
                "k14_parked_picked_up",
                "k14_parked_ben_gives_up"
            })
    void callerWhoDoesNotComeBackIsFollowedByNothing(String name) {
        RecordedCall call = RecordedCall.read("kinds/" + name);
        assertEquals(1, ends(call).size());
        assertEquals(1, ends(call.only(Source.ARI)).size());
    }

    @Test
    void whatHappensMeanwhileIsTold() {
        List<String> messages =
                RecordedCall.read("kinds/k14_parked_back_answered").events(LATE).stream()
                        .map(event -> event.transfer())
                        .filter(transfer -> transfer.follows() != null)
                        .map(Transfer::message)
                        .toList();
        assertEquals(
                List.of(
                        "Ben comes back from the parking lot to Anna.",
                        "Ben comes back from the parking lot to Anna.",
                        "Anna is ringing.",
                        "Anna answered and is talking to Ben."),
                messages);
    }

    private static List<Transfer> ends(RecordedCall call) {
        return call.events(LATE).stream()
                .map(event -> event.transfer())
                .filter(transfer -> transfer.state().isEnd())
                .toList();
    }
}
