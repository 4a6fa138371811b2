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
    private final Visibility visibility = new Visibility();

    private static List<Entry> entries() {
        MemoryLog log =
                new MemoryLog(2 * Visibility.MOST, Duration.ofHours(1), () -> Instant.EPOCH);
        IntStream.rangeClosed(0, Visibility.MOST)
                .forEach(i -> log.append(Transfers.complete("t" + i, 1, Transfer.State.FAILED)));
        return log.current().newest();
    }

    @Test
    void theSameWayToSeeAnEntryIsTheSameText() {
        Entry entry = ENTRIES.getFirst();
        for (Role role : Role.values()) {
            assertSame(
                    visibility.event(entry, Set.of(role), NONE),
                    visibility.event(entry, EnumSet.of(role), NONE));
            assertSame(
                    visibility.transfer(entry, Set.of(role), NONE),
                    visibility.transfer(entry, EnumSet.of(role), NONE));
        }
    }

    @Test
    void everyOtherWayIsAnotherText() {
        Set<Role> both = EnumSet.of(Role.TRANSFEROR, Role.TARGET);
        String event = visibility.event(ENTRIES.get(0), both, NONE);
        assertNotEquals(event, visibility.event(ENTRIES.get(0), EnumSet.of(Role.TARGET), NONE));
        assertNotEquals(event, visibility.event(ENTRIES.get(1), both, NONE));
        assertNotEquals(event, visibility.transfer(ENTRIES.get(0), both, NONE));
        // The parts of a browser change with its subscriptions.
        both.remove(Role.TRANSFEROR);
        assertEquals(
                visibility.event(ENTRIES.get(0), EnumSet.of(Role.TARGET), NONE),
                visibility.event(ENTRIES.get(0), both, NONE));
    }

    @Test
    void whatWasAskedForLongAgoIsEncodedAnew() {
        Set<Role> roles = Set.of(Role.TRANSFEREE);
        String first = visibility.event(ENTRIES.getFirst(), roles, NONE);
        ENTRIES.stream().skip(2).forEach(entry -> visibility.event(entry, roles, NONE));
        assertSame(
                first,
                visibility.event(ENTRIES.getFirst(), roles, NONE),
                "one less than the limit");
        ENTRIES.stream().skip(1).forEach(entry -> visibility.event(entry, roles, NONE));
        String again = visibility.event(ENTRIES.getFirst(), roles, NONE);
        assertEquals(first, again);
        assertNotSame(first, again);
    }
}
