package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.model.Dialog;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

class MemoryLogTest {
    private static final int CAPACITY = 5;
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final MemoryLog log = new MemoryLog(CAPACITY, MEMORY, () -> now);

    @Test
    void offsetsBeginWithOneAndHaveNoGaps() {
        assertEquals(0, log.newest().offset());
        log.append(Transfers.requested("a"));
        assertEquals(1, log.newest().offset());
        log.append(Transfers.requested("b"));
        assertEquals(2, log.newest().offset());
    }

    @Test
    void twoLogsAreTwoEpochs() {
        MemoryLog other = new MemoryLog(CAPACITY, MEMORY, () -> now);
        assertNotEquals(log.newest().epoch(), other.newest().epoch());
        assertEquals(Optional.empty(), after(other.newest()));
    }

    @Test
    void anEventAppendedTwiceIsThereOnceAndToldOnce() {
        List<EventLog.Entry> told = new ArrayList<>();
        log.listen(told::add);
        log.append(Transfers.requested("a"));
        log.append(Transfers.ended("a", 2, Transfer.Reason.BUSY));
        log.append(Transfers.requested("a"));
        log.append(Transfers.ended("a", 2, Transfer.Reason.BUSY));
        assertEquals(2, log.newest().offset());
        assertEquals(2, told.size());
    }

    @Test
    void nothingFollowsAnEnd() {
        log.append(Transfers.ended("a", 2, Transfer.Reason.BUSY));
        log.append(Transfers.ended("a", 3, Transfer.Reason.ANSWERED));
        assertEquals(1, log.newest().offset());
    }

    @Test
    void whoeverComesBackGetsExactlyWhatWasMissed() {
        append(3);
        assertEquals(List.of(1L, 2L, 3L), offsetsAfter(0).orElseThrow());
        assertEquals(List.of(3L), offsetsAfter(2).orElseThrow());
        assertEquals(List.of(), offsetsAfter(3).orElseThrow());
    }

    @Test
    void anOffsetOfTheFutureIsALostHistory() {
        append(3);
        assertEquals(Optional.empty(), offsetsAfter(4));
        assertEquals(Optional.empty(), offsetsAfter(Long.MAX_VALUE));
        assertEquals(Optional.empty(), offsetsAfter(-1));
    }

    @Test
    void aFullHistoryIsWholeUpToItsBoundAndLostBeyond() {
        append(CAPACITY);
        assertEquals(CAPACITY, offsetsAfter(0).orElseThrow().size());
        append(1);
        assertEquals(Optional.empty(), offsetsAfter(0));
        assertEquals(CAPACITY, offsetsAfter(1).orElseThrow().size());
    }

    @Test
    void entriesAreKeptAsLongAsSaidAndNoLonger() {
        append(2);
        now = now.plus(MEMORY);
        assertEquals(2, offsetsAfter(0).orElseThrow().size());
        now = now.plusNanos(1);
        assertEquals(Optional.empty(), offsetsAfter(0));
        assertEquals(Optional.empty(), offsetsAfter(1));
        assertEquals(List.of(), offsetsAfter(2).orElseThrow());
    }

    @Test
    void aTransferUnderWayIsNeverForgotten() {
        log.append(Transfers.requested("long"));
        append(3 * CAPACITY);
        now = now.plus(MEMORY).plusSeconds(1);
        assertEquals(List.of("long"), currentTransfers());
    }

    @Test
    void endedTransfersAreRememberedUpToTheBound() {
        append(CAPACITY + 2);
        assertEquals(List.of("t3", "t4", "t5", "t6", "t7"), currentTransfers());
    }

    @Test
    void aTransferIsListedOnceWithItsNewestState() {
        log.append(Transfers.requested("a"));
        log.append(Transfers.requested("b"));
        log.append(Transfers.ended("a", 2, Transfer.Reason.BUSY));
        assertEquals(List.of("b", "a"), currentTransfers());
        assertEquals(
                Transfer.State.FAILED,
                log.current().newest().getLast().event().transfer().state());
    }

    @Test
    void aListenerThatFailsKeepsNothingFromTheOthers() {
        List<EventLog.Entry> told = new ArrayList<>();
        log.listen(entry -> {
            throw new IllegalStateException("expected by this test");
        });
        Runnable stop = log.listen(told::add);
        append(1);
        assertEquals(1, told.size());
        stop.run();
        append(1);
        assertEquals(1, told.size());
    }

    @Test
    void severalAppendersAreToldInTheOrderOfTheOffsets() throws InterruptedException {
        MemoryLog large = new MemoryLog(10_000, MEMORY, () -> now);
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        large.listen(entry -> told.add(entry.offset()));
        List<Thread> appenders = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            appenders.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    large.append(Transfers.requested(name + i));
                }
            }));
        }
        for (Thread appender : appenders) {
            appender.join();
        }
        assertEquals(LongStream.rangeClosed(1, 2000).boxed().toList(), told);
    }

    @Test
    void aLogForNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MemoryLog(0, MEMORY, () -> now));
    }

    @Test
    void theDialogBookForgetsTheOldestFirstAndTellsWhatItLearns() {
        DialogBook book = new DialogBook(2);
        List<String> told = new ArrayList<>();
        Runnable stop = book.listen(dialog -> told.add(dialog.callId()));
        for (String callId : List.of("a", "b", "a", "c")) {
            book.learn("leg " + callId, new Dialog(callId, "local", "remote"));
        }
        assertEquals(List.of("a", "b", "a", "c"), told);
        assertEquals(Map.of(), book.find("b"));
        assertEquals(Set.of("leg a"), book.find("a").keySet());
        assertEquals(Set.of("leg c"), book.find("c").keySet());
        stop.run();
        book.learn("leg d", new Dialog("d", "local", "remote"));
        assertEquals(4, told.size());
    }

    @Test
    void theDialogBookForgetsLegsWithoutATransferFirst() {
        DialogBook book = new DialogBook(2);
        book.learn("leg a", new Dialog("a", "local", "remote"));
        book.learn("leg b", new Dialog("b", "local", "remote"));
        book.mention(Set.of("leg a", "leg of no phone"));
        book.learn("leg c", new Dialog("c", "local", "remote"));
        assertEquals(Set.of("leg a"), book.find("a").keySet());
        assertEquals(Map.of(), book.find("b"));
    }

    @Test
    void whoRangFirstIsAPartyForGood() {
        log.append(Transfers.of("a", 1, Transfer.State.RINGING, "alice", "bob", "carol"));
        log.append(Transfers.of("a", 2, Transfer.State.FAILED, "alice", "bob", "dave"));
        Parties parties = log.current().newest().getFirst().parties();
        assertEquals(
                Set.of("alice", "bob", "carol", "dave", "consultation-of-alice").stream()
                        .map(Transfers::leg)
                        .collect(Collectors.toSet()),
                parties.legs());
        assertEquals(Set.of("PJSIP/alice", "PJSIP/bob", "PJSIP/carol"), parties.endpoints());
    }

    @Test
    void theTransfersOfALegAndOfAnEndpointAreFoundForAsLongAsTheyAreRemembered() {
        log.append(Transfers.of("a", 1, Transfer.State.RINGING, "alice", "bob", "carol"));
        log.append(Transfers.of("b", 1, Transfer.State.RINGING, "alice", "dave", null));
        log.append(Transfers.of("a", 2, Transfer.State.FAILED, "alice", "bob", "dave"));
        assertEquals(List.of("b.1", "a.2"), ids(log.currentOfLeg(Transfers.leg("alice"))));
        assertEquals(List.of("a.2"), ids(log.currentOfLeg(Transfers.leg("carol"))));
        assertEquals(List.of("b.1", "a.2"), ids(log.currentOfLeg(Transfers.leg("dave"))));
        assertEquals(List.of("b.1", "a.2"), ids(log.currentOfEndpoint("PJSIP/alice")));
        assertEquals(List.of("a.2"), ids(log.currentOfEndpoint("PJSIP/carol")));
        assertEquals(List.of(), ids(log.currentOfLeg("PJSIP/alice")));
        assertEquals(log.newest(), log.currentOfEndpoint("PJSIP/nobody").at());
        now = now.plus(MEMORY).plusMillis(1);
        assertEquals(List.of("b.1"), ids(log.currentOfLeg(Transfers.leg("alice"))));
        assertEquals(List.of(), ids(log.currentOfEndpoint("PJSIP/carol")));
    }

    private static List<String> ids(EventLog.Current current) {
        return current.newest().stream().map(entry -> entry.event().id()).toList();
    }

    @Test
    void aPageHoldsTheOldestOfWhatWasMissed() {
        append(3);
        assertEquals(
                List.of(2L, 3L),
                log.after(new EventLog.Position(log.newest().epoch(), 1), 2)
                        .toCompletableFuture()
                        .join()
                        .map(entries ->
                                entries.stream().map(EventLog.Entry::offset).toList())
                        .orElseThrow());
    }

    @Test
    void theDialogBookKeepsTheLegsThatShareACallIdApartUpToItsBound() {
        DialogBook book = new DialogBook(2);
        Dialog first = new Dialog("same", "l1", "r1");
        Dialog second = new Dialog("same", "l2", "r2");
        Dialog third = new Dialog("same", "l3", "r3");
        book.learn("1", first);
        book.learn("2", second);
        assertEquals(Map.of("1", first, "2", second), book.find("same"));
        book.learn("1", first);
        book.learn("3", third);
        assertEquals(Map.of("1", first, "3", third), book.find("same"));
        book.learn("1", new Dialog("other", "l1", "r1"));
        assertEquals(Map.of("3", third), book.find("same"));
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            long n = log.newest().offset() + 1;
            log.append(Transfers.ended("t" + n, 1, Transfer.Reason.BUSY));
        }
    }

    private Optional<List<Long>> offsetsAfter(long offset) {
        return after(new EventLog.Position(log.newest().epoch(), offset));
    }

    private Optional<List<Long>> after(EventLog.Position from) {
        return log.after(from, 1_000)
                .toCompletableFuture()
                .join()
                .map(entries -> entries.stream().map(EventLog.Entry::offset).toList());
    }

    private List<String> currentTransfers() {
        return log.current().newest().stream()
                .map(entry -> entry.event().transfer().id())
                .toList();
    }
}
