package dev.referee.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.records.CdrSource;
import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;
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
import java.util.ArrayList;
import java.util.List;
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
    private final Reconciliation reconciliation =
            new Reconciliation(Tolerance.DEFAULT, finding -> {});
    private Instant now = NOON.minusSeconds(600);
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("Master.csv");
    }

    @Test
    void anEndThatIsNotTrueIsFoundByTwoRoundsAndToldOnce() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(1), now);
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
        rounds.hear(inVain(1), now);
        round(rounds);
        rounds.hear(answered(1), now);
        round(rounds);
        round(rounds);
        assertEquals(List.of(), found);
    }

    @Test
    void betweenTwoRoundsNothingIsCompared() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(1), now);
        round(rounds);
        now = now.minus(BETWEEN.dividedBy(2));
        round(rounds);
        assertEquals(List.of(), found);
    }

    @Test
    void ofWhatWasBeforeALossNothingIsConcluded() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.lose("AMI was lost.", NOON.plusSeconds(61));
        rounds.hear(inVain(1), now);
        report(2, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(2), now);
        round(rounds);
        round(rounds);
        assertEquals(List.of("t2"), found.stream().map(Finding::transfer).toList());
    }

    @Test
    void ofMoreThanAreHeldTheOldestAreForgottenAndNothingIsConcludedOfTheirTime() throws Exception {
        CdrRounds rounds = overAmi();
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(1), NOON.plusSeconds(70));
        Instant later = NOON.plusSeconds(119);
        for (int i = 0; i < CdrRounds.MOST_HEARD; i++) {
            rounds.hear(inVain(9), later);
        }
        rounds.hear(inVain(1), later);
        report(2, State.COMPLETED, Reason.ANSWERED);
        rounds.hear(inVain(2), NOON.plusSeconds(500));
        round(rounds);
        round(rounds);
        assertEquals(List.of("t2"), found.stream().map(Finding::transfer).toList());
    }

    @Test
    void whatIsForgottenAfterALossDoesNotBringBackTheTimeBeforeIt() throws Exception {
        CdrRounds rounds = overAmi();
        rounds.hear(inVain(9), NOON.plusSeconds(50));
        report(1, State.COMPLETED, Reason.ANSWERED);
        rounds.lose("AMI was lost.", NOON.plusSeconds(70));
        for (int i = 1; i < CdrRounds.MOST_HEARD; i++) {
            rounds.hear(inVain(9), NOON.plusSeconds(80));
        }
        rounds.hear(inVain(1), NOON.plusSeconds(80));
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
        rounds.hear(inVain(1), now);
        round(rounds);
        assertTrue(rounds.status().up());
        assertEquals(inVain(1).end(), rounds.status().heard());
        rounds.lose("It has no name.", now);
        round(rounds);
        assertFalse(rounds.status().up());
        assertEquals(
                "The newest that was heard is none: It has no name.",
                rounds.status().detail());
        rounds.hear(inVain(1), now);
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
            text.append(line(inVain(9)));
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
        rounds.leave();
        assertNull(rounds.ended(unknown(1)));
        assertFalse(rounds.goOn(now.minus(BETWEEN)));
        rounds.hurry();
        assertFalse(rounds.goOn(now.minus(BETWEEN)));
        TransferEvent end = rounds.ended(unknown(1));
        assertNotNull(end);
        assertEquals(State.COMPLETED, end.transfer().state());
        assertEquals(Reason.ANSWERED, end.transfer().reason());
        assertTrue(end.transfer().late());
        assertEquals(List.of(Source.CDR), end.transfer().sources());
        assertEquals(unknown(1).id(), end.id());
        assertEquals(at(1).plusSeconds(1), end.transfer().times().ended());
        assertEquals(
                "Carol (6002) answered and talked to Bob. This is told late: Asterisk's own records have it.",
                end.transfer().message());
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
        return new CdrRounds(
                "main",
                new AuditSettings.Cdr(null, true, ZoneOffset.UTC, BETWEEN),
                reconciliation,
                Tolerance.DEFAULT,
                found::add,
                now);
    }

    private CdrRounds inFile() {
        return new CdrRounds(
                "main",
                new AuditSettings.Cdr(new CdrSource.InFile(file), false, ZoneOffset.UTC, BETWEEN),
                reconciliation,
                Tolerance.DEFAULT,
                found::add,
                now);
    }

    /** The next one; returns in how many portions. */
    private int round(CdrRounds rounds) {
        rounds.leave();
        now = now.plus(BETWEEN);
        int portions = 1;
        while (rounds.goOn(now)) {
            portions++;
        }
        return portions;
    }

    private void report(int number, State state, @Nullable Reason reason) throws Exception {
        reconciliation.report(transfer(number, state, reason));
    }

    private static TransferEvent unknown(int number) {
        return new TransferEvent(
                transfer(number, State.UNKNOWN, Reason.OBSERVER_LOST), 2, NOON, Set.of());
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
