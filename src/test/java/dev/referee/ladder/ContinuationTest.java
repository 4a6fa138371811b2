package dev.referee.ladder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Leg;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Role;
import dev.referee.ladder.Ladder.Step;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** A transfer during which Referee was restarted has one ladder. */
class ContinuationTest {
    private static final Party PBX = new Party(Ladder.PBX, Role.PBX, null, List.of());

    private static Party party(String id, Role role, @Nullable String endpoint, String channel) {
        return new Party(id, role, endpoint, List.of(new Leg(channel, null, null)));
    }

    private static Step step(String from, String label) {
        return new Step(Instant.EPOCH, from, "pbx", Kind.HANGUP, label, null, List.of("ami"), null);
    }

    @Test
    void theStepsOfBothAreOnTheLanesOfBoth() {
        Ladder earlier = new Ladder(
                "t1",
                "requested",
                null,
                "Under way.",
                List.of(
                        party("transferor", Role.TRANSFEROR, "PJSIP/alice", "a-1"),
                        PBX,
                        party("other", Role.OTHER, "PJSIP/dave", "d-1")),
                List.of(step("transferor", "one"), step("other", "two")),
                false);
        Ladder later = new Ladder(
                "t1",
                "failed",
                "busy",
                "Busy.",
                List.of(
                        party("transferor", Role.TRANSFEROR, null, "a-2"),
                        PBX,
                        party("other", Role.OTHER, "PJSIP/erin", "e-1")),
                List.of(step("other", "three")),
                true);
        Ladder both = earlier.continuedBy(later);
        assertEquals("failed: busy", both.verdict());
        assertTrue(both.truncated());
        assertEquals(
                List.of("one", "two", "Referee was restarted", "three"),
                both.steps().stream().map(Step::label).toList());
        assertEquals(
                List.of("transferor", "other-before", "pbx", "other"),
                both.steps().stream().map(Step::from).toList());
        assertEquals(
                List.of("transferor", "pbx", "other", "other-before"),
                both.parties().stream().map(Party::id).toList());
        Party alice = both.parties().getFirst();
        assertEquals("PJSIP/alice", alice.endpoint());
        assertEquals(
                List.of("a-1", "a-2"), alice.legs().stream().map(Leg::channel).toList());
    }
}
