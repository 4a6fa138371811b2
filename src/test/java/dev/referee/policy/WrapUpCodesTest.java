package dev.referee.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.Transfers;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Sip;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;
import dev.referee.policy.WrapUpCodes.Use;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which code of its own a site gets for how a transfer ended. */
class WrapUpCodesTest {
    private static final Sip NOTHING_SEEN = new Sip(null, null, null);

    private static TransferEvent ended(Reason reason, Sip sip) {
        return Transfers.because(reason, sip, Transfers.complete("t1", 3, reason.state()));
    }

    private static @Nullable String code(WrapUpCodes codes, Reason reason, Sip sip) {
        return codes.mark(ended(reason, sip)).transfer().wrapUpCode();
    }

    private static @Nullable String code(Reason reason, Sip sip) {
        return code(WrapUpCodes.DEFAULT, reason, sip);
    }

    private static String codeOf(Reason reason) {
        return Objects.requireNonNull(code(reason, NOTHING_SEEN));
    }

    private static WrapUpRow row(
            String code, Set<State> states, Set<Reason> reasons, StatusRange... statuses) {
        return new WrapUpRow(code, states, reasons, List.of(statuses));
    }

    @Test
    void each481And403And404And503AndTimeoutHasItsOwnCode() {
        assertEquals("no-such-call", code(Reason.DIALOG_NOT_FOUND, new Sip(481, null, null)));
        assertEquals("no-such-call", code(Reason.REFUSED, new Sip(202, 503, 481)));
        assertEquals("forbidden", code(Reason.NOT_PERMITTED, new Sip(403, null, null)));
        assertEquals("forbidden", code(Reason.DECLINED, new Sip(202, 503, 403)));
        assertEquals("not-found", code(Reason.NO_SUCH_EXTENSION, new Sip(202, 404, null)));
        assertEquals("not-found", code(Reason.UNREACHABLE, new Sip(202, 503, 404)));
        assertEquals("unavailable", code(Reason.CONGESTION, new Sip(202, 503, 503)));
        assertEquals("unavailable", code(Reason.REFUSED, new Sip(503, null, null)));
        assertEquals("timeout", code(Reason.UNREACHABLE, new Sip(202, 503, 408)));
        assertEquals("timeout", code(Reason.CONGESTION, new Sip(202, 503, 504)));
        assertEquals("timeout", code(Reason.NO_ANSWER, new Sip(202, 200, 480)));
    }

    @Test
    void theReasonGivesTheSameCodeWhereNoStatusIsSeen() {
        assertEquals("no-such-call", codeOf(Reason.DIALOG_NOT_FOUND));
        assertEquals("forbidden", codeOf(Reason.NOT_PERMITTED));
        assertEquals("not-found", codeOf(Reason.NO_SUCH_EXTENSION));
        assertEquals("unavailable", codeOf(Reason.CONGESTION));
        assertEquals("timeout", codeOf(Reason.NO_ANSWER));
    }

    /** Asterisk says it of nearly every call that nobody answered, and by chance says 200. */
    @ParameterizedTest
    @EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = "REFUSED")
    void aNotify503OfAsterisksChangesNoCode(Reason reason) {
        assertEquals(codeOf(reason), code(reason, new Sip(202, 503, null)));
        assertEquals(codeOf(reason), code(reason, new Sip(202, 200, null)));
    }

    @ParameterizedTest
    @EnumSource
    void everyEndHasACodeByDefault(Reason reason) {
        String code = codeOf(reason);
        assertTrue(WrapUpRow.isCode(code), code);
        assertEquals(reason.state() == State.COMPLETED, code.equals("completed"));
        assertEquals(reason.state() == State.ABANDONED, code.equals("abandoned"));
        assertEquals(reason.state() == State.UNKNOWN, code.equals("unknown"));
        assertEquals(reason == Reason.BUSY, code.equals("busy"));
        assertEquals(reason == Reason.DECLINED, code.equals("declined"));
    }

    @Test
    void everyRowOfTheDefaultCounts() {
        assertEquals(Set.of(Use.SOME), Set.copyOf(WrapUpCodes.DEFAULT.uses()));
    }

    @Test
    void whatIsUnderWayHasNoCodeUnlessItsStateIsNamed() {
        WrapUpCodes codes = new WrapUpCodes(List.of(
                row("rings", Set.of(State.RINGING), Set.of()), row("over", Set.of(), Set.of())));
        for (State state : State.values()) {
            TransferEvent event = Transfers.of("t1", 1, state, "a", "b", "c");
            String expected = state == State.RINGING ? "rings" : state.isEnd() ? "over" : null;
            assertEquals(expected, codes.mark(event).transfer().wrapUpCode(), state::name);
        }
    }

    @Test
    void theFirstRowThatFitsInAllThatItNamesCounts() {
        WrapUpCodes codes = new WrapUpCodes(List.of(
                row("1", Set.of(State.FAILED), Set.of(Reason.BUSY), new StatusRange(486, 486)),
                row("2", Set.of(), Set.of(Reason.BUSY), new StatusRange(500, 599)),
                row("3", Set.of(), Set.of(Reason.BUSY, Reason.ANSWERED)),
                row("4", Set.of(), Set.of(Reason.DECLINED))));
        assertEquals("1", code(codes, Reason.BUSY, new Sip(202, 200, 486)));
        assertEquals("2", code(codes, Reason.BUSY, new Sip(202, 200, 500)));
        assertEquals("2", code(codes, Reason.BUSY, new Sip(202, 599, null)));
        assertEquals("3", code(codes, Reason.BUSY, new Sip(202, 200, 600)));
        assertEquals("3", code(codes, Reason.BUSY, NOTHING_SEEN));
        assertEquals("3", code(codes, Reason.ANSWERED, new Sip(202, 200, null)));
        assertEquals("4", code(codes, Reason.DECLINED, new Sip(202, 200, 486)));
        assertNull(code(codes, Reason.NO_ANSWER, new Sip(202, 200, 486)));
    }

    @Test
    void noStatusOfATransferThatWorkedOrWasGivenUpCounts() {
        WrapUpCodes codes =
                new WrapUpCodes(List.of(row("no", Set.of(), Set.of(), new StatusRange(300, 699))));
        for (Reason reason : Reason.values()) {
            assertEquals(
                    reason.state() == State.FAILED ? "no" : null,
                    code(codes, reason, new Sip(202, 503, 487)));
        }
    }

    @Test
    void aCodeFromBeforeTheTableWasChangedIsNotKept() {
        TransferEvent marked = WrapUpCodes.DEFAULT.mark(ended(Reason.BUSY, NOTHING_SEEN));
        assertNull(new WrapUpCodes(List.of()).mark(marked).transfer().wrapUpCode());
    }

    @Test
    void nothingElseOfAnEventIsChanged() {
        TransferEvent event = ended(Reason.BUSY, new Sip(202, 200, 486));
        TransferEvent marked = WrapUpCodes.DEFAULT.mark(event);
        assertEquals("busy", marked.transfer().wrapUpCode());
        assertEquals(
                event,
                marked.with(marked.transfer().withWrapUpCode(event.transfer().wrapUpCode())));
    }

    @Test
    void rowsThatCanNeverCountAreFound() {
        WrapUpCodes codes = new WrapUpCodes(List.of(
                row("a", Set.of(), Set.of(Reason.BUSY)),
                row(
                        "a again",
                        Set.of(State.FAILED),
                        Set.of(Reason.BUSY),
                        new StatusRange(486, 486)),
                row("both", Set.of(), Set.of(Reason.BUSY, Reason.DECLINED)),
                row("a state of another", Set.of(State.COMPLETED), Set.of(Reason.BUSY)),
                row("no reason yet", Set.of(State.RINGING), Set.of(Reason.BUSY)),
                row("did not fail", Set.of(State.ABANDONED), Set.of(), new StatusRange(487, 487)),
                row("the rest", Set.of(), Set.of()),
                row("nothing is left", Set.of(State.FAILED), Set.of()),
                row("before the end", Set.of(State.REQUESTED), Set.of())));
        assertEquals(
                List.of(
                        Use.SOME,
                        Use.HIDDEN,
                        Use.SOME,
                        Use.FITS_NOTHING,
                        Use.FITS_NOTHING,
                        Use.FITS_NOTHING,
                        Use.SOME,
                        Use.HIDDEN,
                        Use.SOME),
                codes.uses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "Überlauf 7", "転送失敗", "a-b_c/d:e", "☎"})
    void aCodeIsWhatASiteWrites(String text) {
        assertTrue(WrapUpRow.isCode(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\tb", "a\nb", "\u0000", "a\u200bb", "\u2028"})
    void whatIsNotSeenIsNoCode(String text) {
        assertFalse(WrapUpRow.isCode(text));
    }

    @Test
    void aCodeHasAtMost64Characters() {
        assertTrue(WrapUpRow.isCode("ü".repeat(64)));
        assertFalse(WrapUpRow.isCode("ü".repeat(65)));
    }

    @Test
    void statusesAreReadAloneAndAsRanges() {
        assertEquals(new StatusRange(481, 481), StatusRange.of("481").orElseThrow());
        assertEquals(new StatusRange(500, 599), StatusRange.of("500-599").orElseThrow());
        assertEquals(new StatusRange(300, 699), StatusRange.of("300-699").orElseThrow());
        for (String text : List.of(
                "",
                "200",
                "299",
                "700",
                "48",
                "4811",
                "599-500",
                "500-",
                "-500",
                "5xx",
                "500 - 599")) {
            assertTrue(StatusRange.of(text).isEmpty(), text);
        }
    }
}
