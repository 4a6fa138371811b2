package dev.referee.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.audit.AuditSettings.Cdr;
import dev.referee.audit.AuditSettings.Cel;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.intake.records.CdrSource;
import dev.referee.log.MemoryLog;
import dev.referee.model.CallDetail;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * What becomes of Asterisk's own records while Referee runs. In each call Alice has Bob in a bridge and
 * sends him to Carol, who picks up five seconds later.
 */
class AuditTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<TransferEvent> late = new CopyOnWriteArrayList<>();
    private volatile Instant now = NOON.plusSeconds(3_600);
    private MemoryLog log = new MemoryLog(1_000, Duration.ofDays(1), () -> now);
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("Master.csv");
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        log.close();
    }

    @Test
    void aTransferThatWasMissedWhileNobodyWasThereIsToldLateAndOnce() throws Exception {
        write(RecordedCall.cel(1, NOON));
        Audit audit = start(sinceTheMorning());
        await("it is told", () -> !late.isEmpty());
        assertEquals(State.COMPLETED, late.get(0).transfer().state());
        assertTrue(late.get(0).transfer().late());
        assertEquals(1, audit.count(Kind.MISSED));
        assertEquals(1, audit.told());
        write(RecordedCall.cel(2, NOON.plusSeconds(60)));
        await("so is the next", () -> late.size() == 2);
        assertFalse(late.get(0).id().equals(late.get(1).id()));
    }

    @Test
    void whatWasToldLateIsNotToldAgainAfterARestart() throws Exception {
        write(RecordedCall.cel(1, NOON));
        Audit first = start(sinceTheMorning());
        await("it is told", () -> late.size() == 1);
        await(vertx.undeploy(first.deploymentID()));
        Transfer told = late.get(0).transfer();
        Audit again = start((present, taker) -> {
            taker.accept(told);
            return NOON.minusSeconds(3_600);
        });
        write(RecordedCall.cel(2, NOON.plusSeconds(60)));
        await("the next is told", () -> late.size() == 2);
        assertEquals(1, again.count(Kind.MISSED));
    }

    @Test
    void whatWasMissedWhileAnEarlierRefereeLookedIsOnlyFound() throws Exception {
        write(RecordedCall.cel(1, NOON) + RecordedCall.cel(2, NOON.plusSeconds(900)));
        Audit audit = start((present, taker) -> {
            taker.accept(transfer(9, State.COMPLETED, Reason.ANSWERED, NOON.plusSeconds(300)));
            return NOON.minusSeconds(3_600);
        });
        await("both are found", () -> audit.count(Kind.MISSED) == 2);
        // That it is told comes a moment after that it is counted.
        await("the younger is told", () -> !late.isEmpty());
        assertEquals(1, late.size());
        assertTrue(late.get(0).transfer().id().startsWith("main-2.1-"), late::toString);
    }

    @Test
    void aFileOfSomethingElseIsSaidToBe() throws Exception {
        write("one,two\nthree,four\n");
        Audit audit = start(sinceTheMorning());
        await("that is said", () -> audit.status().get(0).detail().contains("it has 2 fields"));
        assertFalse(audit.status().get(0).up());
        write(RecordedCall.cel(1, NOON));
        await("it is up", () -> audit.status().get(0).up());
    }

    @Test
    void whatWasMissedBeforeTheLogBeganIsNobodysBusiness() throws Exception {
        write(RecordedCall.cel(1, NOON) + RecordedCall.cel(2, NOON.plusSeconds(1_800)));
        start((present, taker) -> NOON.plusSeconds(900));
        await("the younger is told", () -> !late.isEmpty());
        assertTrue(late.get(0).transfer().id().startsWith("main-2.1-"), late::toString);
        assertEquals(1, late.size());
    }

    @Test
    void whatWasMissedAlthoughSomebodyLookedIsFoundAndNotTold() throws Exception {
        Audit audit = start(sinceTheMorning());
        audit.watched(true);
        Instant before = now;
        now = now.plusSeconds(600);
        audit.watched(false);
        now = now.plusSeconds(600);
        audit.watched(true);
        now = now.plusSeconds(600);
        write(RecordedCall.cel(1, before.plusSeconds(300))
                + RecordedCall.cel(2, before.plusSeconds(900))
                + RecordedCall.cel(3, before.plusSeconds(1_500)));
        await("all are found", () -> audit.count(Kind.MISSED) == 3);
        assertEquals(1, late.size());
        assertTrue(late.get(0).transfer().id().startsWith("main-2.1-"), late::toString);
        List<Numbered> found = audit.findings(Kind.MISSED, Long.MAX_VALUE, 2);
        assertEquals(List.of(3L, 2L), found.stream().map(Numbered::number).toList());
        assertEquals(1, audit.findings(null, 2, 5).size());
        assertEquals(0, audit.findings(Kind.ORPHANED, Long.MAX_VALUE, 5).size());
    }

    @Test
    void anEndThatNobodySawIsFinishedByTheRecords() throws Exception {
        write(RecordedCall.cel(1, NOON));
        Audit audit = start((present, taker) -> {
            taker.accept(transfer(1, State.REQUESTED, null));
            return NOON.minusSeconds(3_600);
        });
        TransferEvent end = await(audit.finish(unknown()));
        assertEquals(Reason.ANSWERED, end.transfer().reason());
        assertTrue(end.transfer().late());
        assertEquals(unknown().id(), end.id());
    }

    @Test
    void aRecordThatComesAMomentLaterIsWaitedFor() throws Exception {
        write("");
        Audit audit = start((present, taker) -> {
            taker.accept(transfer(1, State.REQUESTED, null));
            return NOON.minusSeconds(3_600);
        });
        Future<TransferEvent> end = audit.finish(unknown());
        for (int seconds = 2; seconds > 0; seconds--) {
            Instant at = NOON.minusSeconds(seconds);
            write(RecordedCall.cel(9, at).lines().findFirst().orElseThrow() + "\n");
            await(
                    "it is read, while time stands still",
                    () -> at.equals(audit.status().get(0).heard()),
                    Duration.ZERO);
        }
        assertFalse(end.isComplete());
        write(RecordedCall.cel(1, NOON));
        assertEquals(Reason.ANSWERED, await(end).transfer().reason());
    }

    @Test
    void whereTheRecordsSayNothingItStaysUnknown() throws Exception {
        write("");
        Audit audit = start((present, taker) -> {
            taker.accept(transfer(1, State.REQUESTED, null));
            return NOON.minusSeconds(3_600);
        });
        TransferEvent unknown = unknown();
        Future<TransferEvent> end = audit.finish(unknown);
        now = now.plus(Audit.HOLD);
        assertEquals(unknown, await(end));
    }

    @Test
    void anAuditThatDoesNotRunHoldsNothingUp() {
        TransferEvent unknown = unknown();
        assertEquals(unknown, make(History.NONE).finish(unknown).result());
    }

    @Test
    void whatIsReportedWhileItRunsIsNotMissed() throws Exception {
        Audit audit = start(sinceTheMorning());
        log.append(event(transfer(1, State.REQUESTED, null)));
        log.append(event(transfer(1, State.COMPLETED, Reason.ANSWERED)));
        write(RecordedCall.cel(1, NOON) + RecordedCall.cel(2, NOON.plusSeconds(60)));
        await("the other is told", () -> !late.isEmpty());
        assertEquals(1, audit.count(Kind.MISSED));
        assertTrue(late.get(0).transfer().id().startsWith("main-2.1-"), late::toString);
    }

    @Test
    void aFileThatIsNotThereIsSaidToBeAndReadWhenItComes() throws Exception {
        Audit audit = start(sinceTheMorning());
        await(
                "that is said",
                () -> audit.status().get(0).detail().endsWith("there is no such file."));
        assertFalse(audit.status().get(0).up());
        write(RecordedCall.cel(1, NOON));
        await("it is up", () -> audit.status().get(0).up());
    }

    @Test
    void recordsAreHeardOverAmiWhereNoFileIsNamed() throws Exception {
        Audit audit = start(new AuditSettings(
                new Cel(null), null, Duration.ofMillis(20), Duration.ofDays(1), Duration.ZERO));
        assertEquals(Tap.Scope.RECORDS, audit.tap().scope());
        assertFalse(audit.status().get(0).up());
        hear(audit);
        await("it is found", () -> audit.count(Kind.MISSED) == 1);
        assertTrue(audit.status().get(0).up());
    }

    @Test
    void ofWhatIsHeardAroundALossNothingIsConcluded() throws Exception {
        Audit audit = start(new AuditSettings(
                new Cel(null), null, Duration.ofMillis(20), Duration.ofDays(1), Duration.ZERO));
        for (CaptureLine line : capture()) {
            audit.tap().heard(line.source(), line.raw());
            if (line.raw().contains("EventName: BLINDTRANSFER")) {
                audit.lost();
            }
        }
        await("it is found", () -> audit.count(Kind.MISSED) == 1);
        assertEquals(
                "A transfer was not reported: how it ended, the records do not say.",
                audit.findings(null, Long.MAX_VALUE, 1).get(0).finding().message());
    }

    @Test
    void cdrsAreHeardOverAmiWhereTheyAreWanted() throws Exception {
        now = Instant.parse("2026-11-20T22:04:00Z");
        Audit audit = start(new AuditSettings(
                new Cel(file),
                new Cdr(null, ZoneOffset.UTC, ZoneOffset.UTC, Duration.ofMillis(10)),
                Duration.ofMillis(20),
                Duration.ofDays(1),
                Duration.ZERO));
        assertEquals(Tap.Scope.RECORDS, audit.tap().scope());
        assertEquals(
                List.of(Source.CEL, Source.CDR),
                audit.status().stream().map(SourceStatus::source).toList());
        hear(audit);
        await("they are up", () -> audit.status().get(1).up());
        write(RecordedCall.cel(1, NOON));
        await("what the file has is told", () -> !late.isEmpty());
        assertEquals(1, audit.count(Kind.MISSED), "CEL over AMI is not wanted");
    }

    @Test
    void anEndThatNobodySawIsFinishedByTheCdrs() throws Exception {
        Path details = Files.writeString(
                folder.resolve("cdr.csv"),
                "\"\",\"\",\"6002\",\"internal\",\"\",\"PJSIP/bob-2\",\"PJSIP/carol-3\",\"Dial\","
                        + "\"PJSIP/carol,30\",\"2026-11-20 12:00:02\",\"2026-11-20 12:00:02\","
                        + "\"2026-11-20 12:00:42\",\"40\",\"40\",\"ANSWERED\",\"\",\"1.2\"\n");
        Audit audit = start(make(
                new AuditSettings(
                        null,
                        new Cdr(
                                new CdrSource.InFile(details),
                                ZoneOffset.UTC,
                                null,
                                Duration.ofHours(1)),
                        Duration.ofMillis(20),
                        Duration.ofDays(1),
                        Duration.ZERO),
                (present, taker) -> {
                    taker.accept(withTarget(transfer(1, State.REQUESTED, null)));
                    return NOON.minusSeconds(3_600);
                }));
        await("the first round is over", () -> audit.status().get(0).up(), Duration.ZERO);
        TransferEvent end = await(
                audit.finish(event(withTarget(transfer(1, State.UNKNOWN, Reason.OBSERVER_LOST)))));
        assertEquals(Reason.ANSWERED, end.transfer().reason());
        assertEquals(List.of(Source.CDR), end.transfer().sources());
        await("it is counted", () -> audit.told() == 1);
    }

    private static Transfer withTarget(Transfer transfer) {
        return TransferBuilder.like(transfer)
                .target(new Transfer.Target(
                        "6002", null, "PJSIP/carol", "PJSIP/carol-3", "1.3", null, null))
                .build();
    }

    @Test
    void anEndThatMayStillBeToldIsNotMissed() throws Exception {
        write(RecordedCall.cel(1, NOON) + RecordedCall.cel(2, NOON.minusSeconds(60)));
        Instant start = now;
        Audit audit = start(make(
                new AuditSettings(
                        new Cel(file),
                        null,
                        Duration.ofMillis(20),
                        Duration.ofDays(1),
                        Duration.ofMinutes(5)),
                (present, taker) -> {
                    taker.accept(transfer(1, State.REQUESTED, null));
                    return NOON.minusSeconds(3_600);
                }));
        await("the one that nobody told is missed", () -> audit.count(Kind.MISSED) > 0);
        assertTrue(now.isAfter(start.plus(Duration.ofMinutes(5))), now::toString);
    }

    @Test
    void aDefectDoesNotEndTheComparison() throws Exception {
        Audit audit = make(sinceTheMorning());
        AtomicInteger tried = new AtomicInteger();
        audit.tellLate(event -> {
            if (tried.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect, as it were");
            }
            late.add(event);
        });
        start(audit);
        write(RecordedCall.cel(1, NOON));
        await("the first is tried", () -> tried.get() == 1);
        write(RecordedCall.cel(2, NOON.plusSeconds(60)));
        await("the next is told", () -> !late.isEmpty());
        assertTrue(late.get(0).transfer().id().startsWith("main-2.1-"), late::toString);
    }

    @Test
    void whereAFileIsNamedAmiIsNotHeard() {
        assertEquals(Tap.Scope.FACTS, make(History.NONE).tap().scope());
    }

    @Test
    void moreRecordsThanCanWaitAreLostAndSaidToBe() {
        AmiRecords records = new AmiRecords(true, null, () -> NOON);
        for (int i = 0; i <= AmiRecords.MOST; i++) {
            records.heard(Source.AMI, "Event: CEL\r\nEventName: ANSWER\r\nUniqueID: " + i);
        }
        assertEquals(List.of("CEL lost", "CEL " + AmiRecords.MOST), taken(records));
    }

    @Test
    void aRecordOfOneKindThatCannotBeReadLosesNoneOfTheOther() {
        AmiRecords records = new AmiRecords(true, ZoneOffset.UTC, () -> NOON);
        records.heard(Source.AMI, "Event: Cdr\r\nUniqueID: nothing");
        records.heard(Source.AMI, "Event: CEL\r\nEventName: ANSWER\r\nUniqueID: 1.1");
        records.heard(Source.AMI, "Event: CEL\r\nEventName: BLINDTRANSFER\r\nExtra: {");
        records.lose("AMI was lost.");
        assertEquals(
                List.of("CDR lost", "CEL 1.1", "CEL lost", "CEL lost", "CDR lost"), taken(records));
    }

    private static List<String> taken(AmiRecords records) {
        List<String> taken = new ArrayList<>();
        records.take(new AmiRecords.Taker() {
            @Override
            public void take(CallRecord record) {
                taken.add("CEL " + record.uniqueid());
            }

            @Override
            public void take(CallDetail detail) {
                taken.add("CDR " + detail.uniqueid());
            }

            @Override
            public void lose(Source source, String why) {
                taken.add(source + " lost");
            }
        });
        return taken;
    }

    private static void hear(Audit audit) throws Exception {
        for (CaptureLine line : capture()) {
            audit.tap().heard(line.source(), line.raw());
        }
    }

    private static List<CaptureLine> capture() throws Exception {
        List<CaptureLine> lines = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(
                Path.of("src", "test", "resources", "captures", "blind-answered.jsonl.gz"))) {
            for (CaptureLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void ofVeryManyFindingsTheOldestAreForgotten() {
        Findings findings = new Findings();
        for (int i = 0; i < Findings.MOST + 5; i++) {
            findings.add(new Finding(Kind.MISSED, NOON, null, null, null, "One.", List.of()));
        }
        assertEquals(
                Findings.MOST,
                findings.list(null, Long.MAX_VALUE, Integer.MAX_VALUE).size());
        assertEquals(Findings.MOST + 5, findings.count(Kind.MISSED));
    }

    private static TransferEvent unknown() {
        return event(transfer(1, State.UNKNOWN, Reason.OBSERVER_LOST));
    }

    private static TransferEvent event(Transfer transfer) {
        return new TransferEvent(transfer, transfer.state().isEnd() ? 2 : 1, NOON, Set.of(), null);
    }

    /** Of the call with this number. */
    private static Transfer transfer(int number, State state, @Nullable Reason reason) {
        return transfer(number, state, reason, NOON);
    }

    private static Transfer transfer(int number, State state, @Nullable Reason reason, Instant at) {
        return new TransferBuilder()
                .id("t" + number)
                .state(state, reason)
                .sip(new Transfer.Sip(202, null, null))
                .transferor("PJSIP/alice", null, number + ".1")
                .transferee("PJSIP/bob", null, number + ".2")
                .times(at, state.isEnd() ? at.plusSeconds(5) : null)
                .build();
    }

    private static History sinceTheMorning() {
        return (present, taker) -> NOON.minusSeconds(3_600);
    }

    private Audit make(History history) {
        return make(
                new AuditSettings(
                        new Cel(file),
                        null,
                        Duration.ofMillis(20),
                        Duration.ofDays(1),
                        Duration.ZERO),
                history);
    }

    private Audit make(AuditSettings settings, History history) {
        Audit audit = new Audit("main", settings, log, history, () -> now);
        audit.tellLate(late::add);
        return audit;
    }

    private Audit start(History history) throws Exception {
        return start(make(history));
    }

    private Audit start(AuditSettings settings) throws Exception {
        return start(make(settings, sinceTheMorning()));
    }

    private Audit start(Audit audit) throws Exception {
        await(vertx.deployVerticle(
                audit, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
        return audit;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, condition, Duration.ofSeconds(1));
    }

    /** Looks every few milliseconds, between which a time passes by the clock of the test. */
    private void await(String what, BooleanSupplier condition, Duration step)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "Not within 30 s: " + what);
            now = now.plus(step);
            Thread.sleep(5);
        }
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
