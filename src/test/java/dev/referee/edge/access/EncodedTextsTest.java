package dev.referee.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.referee.edge.access.Viewer.Role;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Those who see the same of a transfer share its text, and no more of them are kept than needed. */
class EncodedTextsTest {
    private static final Map<String, String> NONE = Map.of();
    private static final List<Entry> ENTRIES = entries();
    private final Sight sight = new Sight();

    private static List<Entry> entries() {
        MemoryLog log = new MemoryLog(2 * Sight.MOST, Duration.ofHours(1), () -> Instant.EPOCH);
        IntStream.rangeClosed(0, Sight.MOST)
                .forEach(i -> log.append(Transfers.complete("t" + i, 1, Transfer.State.FAILED)));
        return log.current().newest();
    }

    @Test
    void theSameWayToSeeAnEntryIsTheSameText() {
        Entry entry = ENTRIES.getFirst();
        for (Role role : Role.values()) {
            assertSame(
                    sight.event(entry, Set.of(role), NONE),
                    sight.event(entry, EnumSet.of(role), NONE));
            assertSame(
                    sight.transfer(entry, Set.of(role), NONE),
                    sight.transfer(entry, EnumSet.of(role), NONE));
        }
    }

    @Test
    void everyOtherWayIsAnotherText() {
        Set<Role> both = EnumSet.of(Role.TRANSFEROR, Role.TARGET);
        String event = sight.event(ENTRIES.get(0), both, NONE);
        assertNotEquals(event, sight.event(ENTRIES.get(0), EnumSet.of(Role.TARGET), NONE));
        assertNotEquals(event, sight.event(ENTRIES.get(1), both, NONE));
        assertNotEquals(event, sight.transfer(ENTRIES.get(0), both, NONE));
        // The parts of a browser change with its subscriptions.
        both.remove(Role.TRANSFEROR);
        assertEquals(
                sight.event(ENTRIES.get(0), EnumSet.of(Role.TARGET), NONE),
                sight.event(ENTRIES.get(0), both, NONE));
    }

    @Test
    void whatWasAskedForLongAgoIsEncodedAnew() {
        Set<Role> roles = Set.of(Role.TRANSFEREE);
        String first = sight.event(ENTRIES.getFirst(), roles, NONE);
        ENTRIES.stream().skip(2).forEach(entry -> sight.event(entry, roles, NONE));
        assertSame(first, sight.event(ENTRIES.getFirst(), roles, NONE), "one less than the limit");
        ENTRIES.stream().skip(1).forEach(entry -> sight.event(entry, roles, NONE));
        String again = sight.event(ENTRIES.getFirst(), roles, NONE);
        assertEquals(first, again);
        assertNotSame(first, again);
    }
}
