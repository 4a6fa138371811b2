package dev.referee.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.records.CdrSource;
import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;
import dev.referee.model.CallRecord;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Target;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import io.vertx.core.Promise;

import org.jspecify.annotations.Nullable;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What becomes of CDRs while Referee runs. In each call Alice sends Bob to 6002, where Carol is; the
 * rounds come a minute apart.
 */
class CdrRoundsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final List<Finding> found = new ArrayList<>();
    /** Ends that were held, as they were told. */
    private final List<TransferEvent> late = new ArrayList<>();

    private final Reconciliation reconciliation =
            new Reconciliation(Tolerance.DEFAULT, finding -> {});
    private Instant now = NOON.minusSeconds(300);
    private Path file = Path.of("");
    /** What another thread would do. */
    private final Deque<Runnable> blocking = new ArrayDeque<>();

    private int portions;

    @BeforeEach
    void name() {
        file = folder.resolve("Master.csv");
    }

    @Test
    void anEndThatIsNotTrueIsFoundByTwoRoundsAndToldOnce() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(1));
        round(rounds);
        assertEquals(List.of(), found);
        round(rounds);
        assertEquals(1, found.size());
        assertEquals(
                "It was reported as completed (answered), but the target did not answer the"
                        + " transferee.",
                found.get(0).message());
        round(rounds);
        round(rounds);
        assertEquals(1, found.size());
    }

    @Test
    void whatTheNextRecordOfTheSameChannelExplainsIsNotFound() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(1));
        round(rounds);
        rounds.hear(answered(1));
        round(rounds);
        round(rounds);
        assertEquals(List.of(), found);
    }

    @Test
    void betweenTwoRoundsNothingIsCompared() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(1));
        round(rounds);
        now = now.minus(BETWEEN.dividedBy(2));
        round(rounds);
        assertEquals(List.of(), found);
    }

    @Test
    void ofWhatWasBeforeALossNothingIsConcluded() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        now = NOON.plusSeconds(61);
        rounds.lose("AMI was lost.");
        rounds.hear(inVain(1));
        report(2, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(2));
        round(rounds);
        round(rounds);
        assertEquals(List.of("t2"), found.stream().map(Finding::transfer).toList());
    }

    @Test
    void ofMoreThanAreHeldTheOldestAreForgottenAndNothingIsConcludedOfTheirTime() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        hear(rounds, inVain(1), NOON.plusSeconds(70));
        Instant later = NOON.plusSeconds(119);
        for (int i = 0; i < CdrRounds.MOST_HEARD; i++) {
            hear(rounds, inVain(9), later);
        }
        hear(rounds, inVain(1), later);
        report(2, State.COMPLETED, Reason.ANSWERED);
        hear(rounds, inVain(2), NOON.plusSeconds(500));
        round(rounds);
        round(rounds);
        assertEquals(List.of("t2"), found.stream().map(Finding::transfer).toList());
    }

    @Test
    void whatIsForgottenAfterALossDoesNotBringBackTheTimeBeforeIt() throws Exception {
        CdrRounds rounds = overAmi();
        hear(rounds, inVain(9), NOON.plusSeconds(50));
        report(1, State.COMPLETED, Reason.ANSWERED);
        now = NOON.plusSeconds(70);
        rounds.lose("AMI was lost.");
        for (int i = 1; i < CdrRounds.MOST_HEARD; i++) {
            hear(rounds, inVain(9), NOON.plusSeconds(80));
        }
        hear(rounds, inVain(1), NOON.plusSeconds(80));
        round(rounds);
        round(rounds);
        assertEquals(List.of(), found);
    }

    @Test
    void nothingHeardOverAmiIsSaidUntilSomethingIs() throws Exception {
        CdrRounds rounds = overAmi();
        round(rounds);
        assertFalse(rounds.status().up());
        assertTrue(rounds.status().detail().contains("cdr_manager.conf needs enabled = yes"));
        rounds.hear(inVain(1));
        round(rounds);
        assertTrue(rounds.status().up());
        assertEquals(inVain(1).end(), rounds.status().heard());
        rounds.lose("It has no name.");
        round(rounds);
        assertFalse(rounds.status().up());
        assertEquals(
                "Over AMI some were not heard: It has no name.", rounds.status().detail());
        rounds.hear(inVain(1));
        round(rounds);
        assertTrue(rounds.status().up());
    }

    @Test
    void aFileIsReadAnewByEachRound() throws Exception {
        report(1, State.COMPLETED, Reason.ANSWERED);
        report(2, State.COMPLETED, Reason.ANSWERED);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        write(inVain(2));
        round(rounds);
        assertEquals(List.of("t1"), found.stream().map(Finding::transfer).toList());
        round(rounds);
        assertEquals(List.of("t1", "t2"), found.stream().map(Finding::transfer).toList());
        assertTrue(rounds.status().up());
        assertEquals("Reads " + file + ".", rounds.status().detail());
        assertEquals(inVain(2).end(), rounds.status().heard());
    }

    @Test
    void whatWasWrittenBeforeRefereeWasStartedCountsInAFile() throws Exception {
        now = NOON.plusSeconds(3_600);
        report(1, State.COMPLETED, Reason.ANSWERED);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        round(rounds);
        assertEquals(1, found.size());
    }

    @Test
    void aLongFileIsReadInPortions() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append(line(inVain(2)));
        }
        Files.writeString(file, text);
        report(1, State.COMPLETED, Reason.ANSWERED);
        write(inVain(1));
        CdrRounds rounds = inFile();
        int portions = round(rounds);
        assertTrue(portions > 1, () -> portions + " portions");
        assertEquals(portions, round(rounds));
        assertEquals(1, found.size());
    }

    @Test
    void aFileThatCannotBeReadIsSaidToBeAndReadWhenItComes() throws Exception {
        report(1, State.COMPLETED, Reason.ANSWERED);
        CdrRounds rounds = inFile();
        assertTrue(rounds.status().detail().startsWith("Not read yet"));
        round(rounds);
        assertFalse(rounds.status().up());
        assertTrue(rounds.status().detail().contains("no such file"), rounds.status()::detail);
        Files.writeString(file, "one,two\n");
        round(rounds);
        assertTrue(rounds.status().detail().contains("Are these CDRs?"), rounds.status()::detail);
        Files.delete(file);
        write(inVain(1));
        round(rounds);
        assertTrue(rounds.status().up());
        round(rounds);
        assertEquals(1, found.size());
    }

    @Test
    void anEndThatNobodySawIsToldAsTheTargetAnswered() throws Exception {
        report(1, State.RINGING, null);
        write(answered(1));
        CdrRounds rounds = inFile();
        round(rounds);
        assertNotNull(rounds.ended(unknown(1)));
        rounds.forgetEnded();
        assertNull(rounds.ended(unknown(1)));
        rounds.beginWhereDue();
        assertTrue(blocking.isEmpty());
        assertNull(rounds.ended(unknown(1)), "it is not time for the next round");
        rounds.hurry();
        rounds.beginWhereDue();
        blocking.remove().run();
        TransferEvent end = rounds.ended(unknown(1));
        assertNotNull(end);
        assertEquals(State.COMPLETED, end.transfer().state());
        assertEquals(Reason.ANSWERED, end.transfer().reason());
        assertTrue(end.transfer().late());
        assertEquals(List.of(Source.CDR), end.transfer().sources());
        assertEquals(unknown(1).id(), end.id());
        assertEquals(at(1).plusSeconds(1), end.transfer().times().ended());
        assertEquals(
                "Carol (6002) answered and talked to Bob. Reported late, from Asterisk's own records.",
                end.transfer().message());
    }

    @Test
    void aRoundThatIsGivenUpWhileItIsReadTellsNothing() throws Exception {
        report(1, State.COMPLETED, Reason.ANSWERED);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        rounds.forgetEnded();
        rounds.hurry();
        rounds.beginWhereDue();
        assertTrue(rounds.isReading());
        rounds.leave();
        assertFalse(rounds.isReading());
        while (!blocking.isEmpty()) {
            blocking.remove().run();
        }
        assertEquals(List.of(), found);
        round(rounds);
        assertEquals(1, found.size());
    }

    @Test
    void whileOneRoundIsReadNoOtherBegins() throws Exception {
        write(inVain(1));
        CdrRounds rounds = inFile();
        rounds.beginWhereDue();
        rounds.hurry();
        rounds.beginWhereDue();
        assertEquals(1, blocking.size());
    }

    @Test
    void anEndThatNobodySawWaitsAsLongAsTheyAreRead() throws Exception {
        report(1, State.RINGING, null);
        write(answered(1));
        CdrRounds rounds = inFile();
        HeldEnds held = new HeldEnds(reconciliation, rounds, () -> {});
        hold(held, 1);
        rounds.beginWhereDue();
        now = now.plusSeconds(11);
        held.answer(now);
        assertEquals(List.of(), late);
        blocking.remove().run();
        held.answer(now);
        assertEquals(List.of(Reason.ANSWERED), reasons(late));

        hold(held, 2);
        now = now.plusSeconds(10);
        held.answer(now);
        assertEquals(List.of(Reason.ANSWERED, Reason.OBSERVER_LOST), reasons(late));
    }

    @Test
    void anEndThatNobodySawIsLookedForAgainUntilItsRecordIsWritten() throws Exception {
        report(1, State.RINGING, null);
        write(inVain(2));
        CdrRounds rounds = inFile();
        HeldEnds held = new HeldEnds(reconciliation, rounds, () -> {});
        hold(held, 1);
        int read = 0;
        for (int tick = 0; tick < 9 && late.isEmpty(); tick++) {
            if (tick == 5) {
                write(answered(1));
            }
            rounds.beginWhereDue();
            read += blocking.size();
            while (!blocking.isEmpty()) {
                blocking.remove().run();
            }
            held.answer(now);
            rounds.forgetEnded();
            now = now.plusSeconds(1);
        }
        assertEquals(List.of(Reason.ANSWERED), reasons(late));
        assertEquals(4, read, "the first, one at once, and one each two seconds");
    }

    @Test
    void whereCelHasDecidedCdrsAreNotAsked() throws Exception {
        report(1, State.RINGING, null);
        write(answered(1));
        CdrRounds rounds = inFile();
        cel(1, "1.1", new CallRecord.BridgeEntered("talk", "simple_bridge"));
        cel(1, "1.2", new CallRecord.BridgeEntered("talk", "simple_bridge"));
        cel(1, "1.1", new CallRecord.BlindTransferred("6002", "talk", "1.2"));
        cel(1, "1.2", new CallRecord.BridgeLeft("talk"));
        cel(1, "1.2", new CallRecord.Gone("", null, ""));
        round(rounds);
        assertNotNull(rounds.ended(unknown(1)), "as far as CDRs go");
        HeldEnds held = new HeldEnds(reconciliation, rounds, () -> {});
        hold(held, 1);
        held.answer(now);
        assertEquals(List.of(Reason.OBSERVER_LOST), reasons(late));
    }

    private void cel(int number, String uniqueid, CallRecord.What what) {
        reconciliation.record(
                new CallRecord(at(number), uniqueid, number + ".1", "PJSIP/x-1", "cel.csv", what));
    }

    @Test
    void aHurriedRoundTellsNoFindings() throws Exception {
        report(1, State.COMPLETED, Reason.ANSWERED);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        for (int i = 0; i < 3; i++) {
            rounds.forgetEnded();
            now = now.plusSeconds(2);
            rounds.hurry();
            rounds.beginWhereDue();
            blocking.remove().run();
        }
        assertEquals(List.of(), found);
        round(rounds);
        assertEquals(1, found.size());
    }

    @Test
    void aSourceThatFailsIsTriedAgainSoon() throws Exception {
        CdrRounds rounds = inFile();
        round(rounds);
        assertFalse(rounds.status().up());
        write(inVain(1));
        now = now.plusSeconds(9);
        rounds.beginWhereDue();
        assertTrue(blocking.isEmpty());
        now = now.plusSeconds(1);
        rounds.beginWhereDue();
        blocking.remove().run();
        assertTrue(rounds.status().up());
    }

    @Test
    void whatIsFromTheFutureIsSaidToBeOfAnotherZone() throws Exception {
        now = at(1).minusSeconds(3_600);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        assertTrue(
                rounds.status().detail().endsWith("Is reconcile.cdr_zone right?"),
                rounds.status()::detail);
        CdrRounds heard = overAmi();
        heard.hear(inVain(1));
        round(heard);
        assertTrue(
                heard.status().detail().endsWith("Is reconcile.cdr_ami_zone right?"),
                heard.status()::detail);
    }

    @Test
    void whatWasToldIsNotToldAgainAfterAFileWasGoneForAWhile() throws Exception {
        report(1, State.COMPLETED, Reason.ANSWERED);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        round(rounds);
        Files.writeString(file, "");
        round(rounds);
        write(inVain(1));
        round(rounds);
        round(rounds);
        assertEquals(1, found.size());
    }

    @Test
    void ofAFileItIsSaidWhatAmiLacksBesideIt() throws Exception {
        write(inVain(1));
        CdrRounds rounds = rounds(new AuditSettings.Cdr(
                new CdrSource.InFile(file), ZoneOffset.UTC, ZoneOffset.UTC, BETWEEN));
        round(rounds);
        assertTrue(rounds.status().up());
        assertTrue(
                rounds.status().detail().contains("Nothing heard yet over AMI"),
                rounds.status()::detail);
        rounds.hear(inVain(1));
        round(rounds);
        assertEquals("Reads " + file + ".", rounds.status().detail());
    }

    /** For ten seconds. */
    private void hold(HeldEnds held, int number) {
        Promise<TransferEvent> end = Promise.promise();
        end.future().onSuccess(late::add);
        held.add(new Held(unknown(number), now.plusSeconds(10), end));
    }

    private static List<Reason> reasons(List<TransferEvent> ends) {
        return ends.stream()
                .map(end -> Objects.requireNonNull(end.transfer().reason()))
                .toList();
    }

    @Test
    void whereTheCdrsDoNotSayItNothingIsToldOfAnEnd() throws Exception {
        report(1, State.RINGING, null);
        write(inVain(1));
        CdrRounds rounds = inFile();
        round(rounds);
        assertNull(rounds.ended(unknown(1)));
        assertNull(rounds.ended(unknown(2)));
    }

    private CdrRounds overAmi() {
        return rounds(new AuditSettings.Cdr(null, ZoneOffset.UTC, ZoneOffset.UTC, BETWEEN));
    }

    private CdrRounds inFile() {
        return rounds(
                new AuditSettings.Cdr(new CdrSource.InFile(file), ZoneOffset.UTC, null, BETWEEN));
    }

    private CdrRounds rounds(AuditSettings.Cdr settings) {
        return new CdrRounds(
                "main",
                settings,
                reconciliation,
                Tolerance.DEFAULT,
                found::add,
                () -> now,
                blocking::add,
                task -> {
                    portions++;
                    task.run();
                });
    }

    private void hear(CdrRounds rounds, CallDetail detail, Instant at) {
        now = at;
        rounds.hear(detail);
    }

    /** The next one; returns in how many portions. */
    private int round(CdrRounds rounds) {
        rounds.forgetEnded();
        now = now.plus(BETWEEN);
        portions = 0;
        rounds.beginWhereDue();
        while (!blocking.isEmpty()) {
            blocking.remove().run();
        }
        return portions;
    }

    private void report(int number, State state, @Nullable Reason reason) throws Exception {
        reconciliation.report(transfer(number, state, reason));
    }

    private static TransferEvent unknown(int number) {
        return new TransferEvent(
                transfer(number, State.UNKNOWN, Reason.OBSERVER_LOST), 2, NOON, Set.of(), null);
    }

    private static Instant at(int number) {
        return NOON.plusSeconds(60L * number);
    }

    private static Transfer transfer(int number, State state, @Nullable Reason reason) {
        Instant at = at(number);
        return new TransferBuilder()
                .id("t" + number)
                .state(state, reason)
                .transferor("PJSIP/alice", "PJSIP/alice-" + number, number + ".1")
                .transferee("PJSIP/bob", "PJSIP/bob-" + number, number + ".2")
                .target(new Target(
                        "6002",
                        null,
                        "PJSIP/carol",
                        "PJSIP/carol-" + number,
                        number + ".3",
                        null,
                        null))
                .times(at, state.isEnd() ? at.plusSeconds(5) : null)
                .build();
    }

    private static CallDetail inVain(int number) {
        return detail(number, Disposition.NO_ANSWER);
    }

    private static CallDetail answered(int number) {
        return detail(number, Disposition.ANSWERED);
    }

    private static CallDetail detail(int number, Disposition disposition) {
        return new CallDetail(
                number + ".2",
                "PJSIP/bob-" + number,
                "PJSIP/carol-" + number,
                "6002",
                "Dial",
                "PJSIP/carol,30",
                at(number).plusSeconds(1),
                at(number).plusSeconds(20),
                disposition,
                "AMI");
    }

    private void write(CallDetail detail) throws IOException {
        Files.writeString(file, line(detail), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** As cdr_csv writes it. */
    private static String line(CallDetail detail) {
        String start = text(detail.start());
        return "\""
                + String.join(
                        "\",\"",
                        "",
                        "bob",
                        detail.extension(),
                        "internal",
                        "bob",
                        detail.channel(),
                        detail.other(),
                        detail.application(),
                        detail.arguments(),
                        start,
                        start,
                        text(detail.end()),
                        "19",
                        "19",
                        detail.disposition().word(),
                        "DOCUMENTATION",
                        detail.uniqueid())
                + "\"\n";
    }

    private static String text(Instant time) {
        return time.toString().replace('T', ' ').replace("Z", "");
    }
}
