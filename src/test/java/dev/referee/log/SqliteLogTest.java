package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;
import dev.referee.model.Origin;
import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is kept in the file, and for how long. */
class SqliteLogTest {
    @TempDir
    Path folder;

    private LogFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new LogFixture(folder.resolve("referee.db"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void openAnewWith(LogSettings settings) throws Exception {
        fixture.close();
        fixture = new LogFixture(settings);
    }

    private LogSettings settings() {
        return LogFixture.settings(fixture.file);
    }

    @Test
    void whatWasToldIsThereAfterARestartInOrderUnderTheSameEpoch() throws Exception {
        fixture.append(12);
        List<Entry> before = fixture.told();
        Position newest = fixture.log.newest();
        fixture.restart();
        assertEquals(newest, fixture.log.newest());
        assertEquals(Optional.of(ids(before)), fixture.after(fixture.beginning()));
        assertEquals(
                Optional.of(ids(before.subList(10, 12))),
                fixture.after(before.get(9).position()));
        assertEquals(12, fixture.told().size(), "a restart tells nothing again");
    }

    @Test
    void offsetsAndSequencesGoOnAfterARestart() throws Exception {
        fixture.log.append(Transfers.requested("a"));
        fixture.awaitTold(1);
        fixture.restart();
        fixture.log.append(Transfers.requested("a"));
        fixture.log.append(Transfers.ended("a", 2, Transfer.Reason.BUSY));
        fixture.awaitTold(2);
        assertEquals(List.of("a.1", "a.2"), ids(fixture.told()));
        assertEquals(2, fixture.log.newest().offset());
    }

    @Test
    void anEventAppendedTwiceIsThereOnceAndToldOnceHoweverLongAgo() throws Exception {
        fixture.append(LogFixture.IN_MEMORY + 2);
        fixture.log.append(Transfers.ended("t7", 1, Transfer.Reason.BUSY));
        // Memory has forgotten this one; the file has not.
        fixture.log.append(Transfers.ended("t1", 1, Transfer.Reason.BUSY));
        fixture.log.append(Transfers.requested("last"));
        fixture.awaitTold(8);
        assertEquals("last.1", fixture.told().getLast().event().id());
        fixture.restart();
        assertEquals(8, fixture.after(fixture.beginning()).orElseThrow().size());
    }

    @Test
    void nothingFollowsAnEndAlsoAfterARestart() throws Exception {
        fixture.append(1);
        fixture.restart();
        fixture.log.append(Transfers.ended("t1", 2, Transfer.Reason.ANSWERED));
        fixture.append(1);
        assertEquals(List.of("t1.1", "t2.1"), ids(fixture.told()));
    }

    @Test
    void entriesAreReadBackAsTheyWereTold() throws Exception {
        fixture.log.append(Transfers.of("a", 1, Transfer.State.RINGING, "alice", "bob", "carol"));
        fixture.log.append(Transfers.of("a", 2, Transfer.State.FAILED, "alice", "bob", "dave"));
        fixture.awaitTold(2);
        List<Entry> told = fixture.told();
        fixture.restart();
        List<Entry> read = fixture.log
                .after(fixture.beginning(), 10)
                .toCompletableFuture()
                .join()
                .orElseThrow();
        assertEquals(
                told.stream().map(Entry::cloudEvent).toList(),
                read.stream().map(Entry::cloudEvent).toList());
        assertEquals(
                told.stream().map(Entry::parties).toList(),
                read.stream().map(Entry::parties).toList());
        assertEquals(told.getFirst(), read.getFirst());
    }

    @Test
    void theOriginOfATransferIsReadBack() throws Exception {
        List<Origin> origins =
                List.of(new Origin.Live("lobby-late", 3), new Origin.Records("1795168810.7"));
        appendWithOrigins(origins);
        append(withOrigin(null, Transfers.requested("of-no-pbx")));
        fixture.restart();
        assertEquals(
                Arrays.asList(origins.get(0), origins.get(1), null),
                fixture.log.current().newest().stream()
                        .map(entry -> entry.event().origin())
                        .toList());
    }

    /** Older ones had it in the transfer's id alone. */
    @Test
    void theOriginOfATransferIsFoundInAnOlderRefereesFile() throws Exception {
        List<Origin> origins = List.of(
                new Origin.Live("1795168810.7", 12),
                new Origin.Live("lobby-late", 1),
                new Origin.Live("lobby-", 1),
                new Origin.Live("lobby-late-2", 2),
                new Origin.Records("1795168810.9"));
        appendWithOrigins(origins);
        append(Transfers.requested("main-5060-3"));
        append(Transfers.requested("test-of-no-pbx"));
        fixture.close();
        try (Connection older = fixture.intruder()) {
            for (String column : Origins.COLUMNS.split(", ", -1)) {
                Sqlite.run(older, "ALTER TABLE entry DROP COLUMN " + column);
            }
        }
        List<Origin> all = new ArrayList<>(origins);
        all.add(new Origin.Live("5060", 3));
        all.add(null);
        // The second time there is nothing left to do.
        for (int start = 1; start <= 2; start++) {
            fixture.restart();
            assertEquals(
                    all,
                    fixture.log.current().newest().stream()
                            .map(entry -> entry.event().origin())
                            .toList());
        }
    }

    private void appendWithOrigins(List<Origin> origins) {
        for (Origin origin : origins) {
            String ending = switch (origin) {
                case Origin.Live live -> "-" + live.ordinal();
                case Origin.Records records -> "-late-1795168810123";
            };
            String id = "main-" + origin.transferor() + ending;
            Transfer transfer = TransferBuilder.like(Transfers.requested(id).transfer())
                    .transferor(new Transfer.Transferor(
                            "PJSIP/alice", null, origin.transferor(), null, null))
                    .build();
            append(withOrigin(origin, Transfers.requested(id).with(transfer)));
        }
    }

    private void append(TransferEvent event) {
        int before = fixture.told().size();
        fixture.log.append(event);
        fixture.awaitTold(before + 1);
    }

    private static TransferEvent withOrigin(@Nullable Origin origin, TransferEvent event) {
        return new TransferEvent(
                event.transfer(), event.sequence(), event.at(), event.legs(), origin);
    }

    @Test
    void transfersUnderWayAreRememberedHoweverManyCameAfterThem() throws Exception {
        fixture.log.append(Transfers.requested("long"));
        fixture.awaitTold(1);
        openAnewWith(LogFixture.withEntries(settings(), 6));
        fixture.append(20);
        fixture.restart();
        List<String> current = ids(fixture.log.current().newest());
        assertEquals("long.1", current.getFirst());
        assertEquals(1 + LogFixture.IN_MEMORY, current.size());
        String alice = Transfers.leg("alice-call");
        assertEquals("long.1", ids(fixture.log.currentOfLeg(alice).newest()).getFirst());
        fixture.log.append(Transfers.ended("long", 2, Transfer.Reason.BUSY));
        fixture.awaitTold(21);
        fixture.restart();
        assertTrue(ids(fixture.log.current().newest()).contains("long.2"));
        assertEquals(0, count("under_way = 1"));
    }

    @Test
    void aFullHistoryIsWholeUpToItsBoundAndLostBeyondAlsoAfterARestart() throws Exception {
        openAnewWith(LogFixture.withEntries(settings(), 8));
        fixture.append(8);
        assertEquals(8, fixture.after(fixture.beginning()).orElseThrow().size());
        fixture.append(1);
        fixture.await(
                "one is forgotten", () -> fixture.after(fixture.beginning()).isEmpty());
        Position second = new Position(fixture.log.newest().epoch(), 1);
        assertEquals(8, fixture.after(second).orElseThrow().size());
        fixture.restart();
        assertEquals(Optional.empty(), fixture.after(fixture.beginning()));
        assertEquals(8, fixture.after(second).orElseThrow().size());
        fixture.await("it is gone from the file", () -> count("1") == 8);
    }

    @Test
    void oldEntriesAreForgottenAfterARestart() throws Exception {
        fixture.append(2);
        fixture.now = fixture.now.plus(LogFixture.AGE);
        fixture.restart();
        assertEquals(2, fixture.after(fixture.beginning()).orElseThrow().size());
        fixture.now = fixture.now.plusMillis(1);
        fixture.append(1);
        fixture.restart();
        fixture.await("it is gone from the file", () -> count("1") == 1);
        assertEquals(Optional.empty(), fixture.after(fixture.beginning()));
    }

    @Test
    void theFileStaysWithinItsSize() throws Exception {
        long limit = 1L << 20;
        openAnewWith(LogFixture.withBytes(settings(), limit));
        String large = "x".repeat(20_000);
        for (int i = 1; i <= 300; i++) {
            fixture.log.append(Transfers.saying(large, Transfers.requested("u" + i)));
            fixture.log.append(Transfers.ended("u" + i, 2, Transfer.Reason.BUSY));
            fixture.awaitTold(2 * i);
        }
        fixture.restart();
        // One commit may come on top before it is made room for.
        assertTrue(
                Files.size(fixture.file) < 2 * limit,
                () -> "" + fixture.file.toFile().length());
        long kept = count("1");
        assertTrue(kept > 10 && kept < 120, () -> "kept: " + kept);
        assertEquals(Optional.empty(), fixture.after(fixture.beginning()));
        assertEquals("u300.2", fixture.log.current().newest().getLast().event().id());
    }

    @Test
    void anOffsetOfTheFutureAndAnotherEpochAreALostHistory() throws Exception {
        fixture.append(3);
        Position newest = fixture.log.newest();
        assertEquals(Optional.empty(), fixture.after(new Position(newest.epoch(), 4)));
        assertEquals(Optional.empty(), fixture.after(new Position(newest.epoch(), -1)));
        assertEquals(Optional.empty(), fixture.after(new Position(newest.epoch(), Long.MAX_VALUE)));
        assertEquals(Optional.empty(), fixture.after(new Position("another", 1)));
        assertEquals(Optional.of(List.of()), fixture.after(newest));
    }

    @Test
    void dialogsAreKnownAfterARestartTheOldestForgottenFirst() throws Exception {
        for (int i = 1; i <= 12; i++) {
            fixture.log.dialogs().learn("leg" + i, new Dialog("call" + i, "local", "remote" + i));
        }
        fixture.log.dialogs().mention(java.util.Set.of("leg3"));
        fixture.restart();
        DialogBook book = fixture.log.dialogs();
        assertEquals(Map.of(), book.find("call1"));
        assertEquals(Map.of(), book.find("call2"));
        assertEquals(
                Map.of("leg12", new Dialog("call12", "local", "remote12")), book.find("call12"));
        for (int i = 13; i <= 21; i++) {
            book.learn("leg" + i, new Dialog("call" + i, "local", "remote" + i));
        }
        assertEquals(Map.of(), book.find("call12"));
        assertEquals(1, book.find("call3").size(), "it is in a transfer");
        fixture.restart();
        assertEquals(1, fixture.log.dialogs().find("call3").size());
        assertEquals(
                9,
                IntStream.rangeClosed(13, 21)
                        .filter(i -> !fixture.log.dialogs().find("call" + i).isEmpty())
                        .count());
    }

    @Test
    void sessionOfADialogIsKnownAfterARestart() throws Exception {
        Dialog dialog = new Dialog("call", "local", "remote", "ab30317f1a784dc48ff824d0d3715d86");
        fixture.log.dialogs().learn("leg", dialog);
        fixture.restart();
        assertEquals(Map.of("leg", dialog), fixture.log.dialogs().find("call"));
    }

    @Test
    void dialogsOfAnOlderRefereeHaveNoSession() throws Exception {
        fixture.log.dialogs().learn("leg", new Dialog("call", "local", "remote"));
        fixture.close();
        try (Connection older = fixture.intruder()) {
            Sqlite.run(older, "ALTER TABLE dialog DROP COLUMN session_id");
        }
        fixture.restart();
        assertEquals(
                Map.of("leg", new Dialog("call", "local", "remote")),
                fixture.log.dialogs().find("call"));
    }

    @Test
    void aSecondRefereeIsRefused() throws Exception {
        fixture.append(1);
        LogRefusal refused =
                assertThrows(LogRefusal.class, () -> SqliteLog.open(settings(), () -> fixture.now));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("Another Referee uses log.file"),
                refused::toString);
        fixture.append(1);
        assertTrue(fixture.log.status().up());
    }

    @Test
    void aFileOfANewerRefereeIsRefusedAndLeftAlone() throws Exception {
        fixture.append(1);
        fixture.close();
        try (Connection newer = fixture.intruder()) {
            Sqlite.run(newer, "PRAGMA user_version = 2");
        }
        LogRefusal refused =
                assertThrows(LogRefusal.class, () -> SqliteLog.open(settings(), () -> fixture.now));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("newer Referee"), refused::toString);
        assertEquals(1, count("1"));
    }

    @Test
    void anotherProgramsDatabaseIsRefusedAndLeftAlone() throws Exception {
        Path other = folder.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other)) {
            Sqlite.run(connection, "CREATE TABLE precious(x)");
        }
        LogRefusal refused = assertThrows(
                LogRefusal.class,
                () -> SqliteLog.open(LogFixture.settings(other), () -> fixture.now));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("another program's"),
                refused::toString);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other)) {
            assertEquals(1, Sqlite.number(connection, "SELECT count(*) FROM sqlite_schema"));
        }
    }

    @Test
    void nobodyElseMayReadTheFile() throws Exception {
        fixture.append(1);
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path part = folder.resolve("referee.db" + suffix);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(part)),
                    suffix);
        }
    }

    @Test
    void theFolderIsMadeWhereItIsMissing() throws Exception {
        openAnewWith(LogFixture.settings(folder.resolve("a/b/referee.db")));
        fixture.append(1);
        assertTrue(fixture.log.status().up());
    }

    @Test
    void everyFileHasAnEpochOfItsOwn() throws Exception {
        Position here = fixture.log.newest();
        openAnewWith(LogFixture.settings(folder.resolve("other.db")));
        assertNotEquals(here.epoch(), fixture.log.newest().epoch());
    }

    private long count(String which) {
        try (Connection connection = fixture.intruder()) {
            return Sqlite.number(connection, "SELECT count(*) FROM entry WHERE " + which);
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.event().id()).toList();
    }
}
