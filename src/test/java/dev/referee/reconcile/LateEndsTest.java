package dev.referee.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.Transfers;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.Proof.Outcome;
import dev.referee.reconcile.Proof.Party;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What is told late of a transfer that Alice (1.1) made of Bob (1.2), to Carol (1.3) or nobody. */
class LateEndsTest {
    private static final Instant AT = Instant.parse("2026-11-20T10:00:10Z");
    private static final Instant DECIDED = AT.plusSeconds(5);
    private static final Instant NOW = AT.plusSeconds(3_600);

    @Test
    void aMissedTransferThatConnectedIsCompletedAndMarkedAsLate() {
        TransferEvent late =
                LateEnds.missed("main", proof(new Outcome.Connected(Reason.ANSWERED, true)), NOW);
        Transfer transfer = late.transfer();
        assertEquals(State.COMPLETED, transfer.state());
        assertTrue(transfer.late());
        assertEquals(List.of(Source.CEL), transfer.sources());
        assertEquals("PJSIP/alice", transfer.transferorEndpoint());
        assertEquals("PJSIP/bob", Objects.requireNonNull(transfer.transferee()).endpoint());
        assertEquals("PJSIP/carol", Objects.requireNonNull(transfer.target()).endpoint());
        assertEquals(
                "Carol (6002) answered and talked to Bob. Reported late, from Asterisk's own records.",
                transfer.message());
        assertEquals(new Transfer.Times(AT, null, null, DECIDED), transfer.times());
        assertEquals(Set.of("1.1", "1.2", "1.3"), late.legs());
        assertEquals("main-1.1-late-1795168810000.1", late.id());
    }

    @Test
    void whereTheTransfereeIsNowIsNotClaimed() {
        Transfer connected = LateEnds.missed(
                        "main", proof(new Outcome.Connected(Reason.BRIDGED, true)), NOW)
                .transfer();
        assertEquals(
                Whereabouts.UNKNOWN,
                Objects.requireNonNull(connected.transferee()).whereabouts());
        Transfer busy = LateEnds.missed("main", proof(new Outcome.Vain(Reason.BUSY, null)), NOW)
                .transfer();
        assertEquals(Whereabouts.GONE, Objects.requireNonNull(busy.transferee()).whereabouts());
        assertEquals(State.FAILED, busy.state());
    }

    @Test
    void whatTheRecordsDoNotDecideIsUnknown() {
        for (Outcome outcome : List.of(new Outcome.Open(), new Outcome.NotConnected())) {
            Transfer transfer = LateEnds.missed("main", proof(outcome), NOW).transfer();
            assertEquals(Reason.OBSERVER_LOST, transfer.reason());
            assertEquals(List.of(), transfer.sources());
            assertNull(LateEnds.ended(unknown(null), proof(outcome)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BUSY", "DECLINED", "NO_ANSWER", "UNREACHABLE", "CONGESTION"})
    void everyReasonThatRecordsGiveHasItsSentence(Reason reason) {
        String message = LateEnds.missed("main", proof(new Outcome.Vain(reason, null)), NOW)
                .transfer()
                .message();
        assertFalse(message.contains("is not known"), message);
    }

    @Test
    void theEvidenceNamesNoChannel() {
        Transfer transfer = LateEnds.missed(
                        "main", proof(new Outcome.Connected(Reason.ANSWERED, true)), NOW)
                .transfer();
        assertEquals(
                List.of(
                        new Transfer.Evidence(Source.CEL, "BLINDTRANSFER", AT),
                        new Transfer.Evidence(Source.CEL, "BRIDGE_ENTER", DECIDED)),
                transfer.evidence());
    }

    @Test
    void whoPickedUpInAnothersPlaceIsNamedAndNobodyElse() {
        TransferEvent told = Transfers.because(
                Reason.OBSERVER_LOST,
                new Transfer.Sip(202, null, null),
                Transfers.complete("t1", 3, State.UNKNOWN));
        String rang = Objects.requireNonNull(
                Objects.requireNonNull(told.transfer().target()).uniqueid());
        Transfer.Target answered =
                Objects.requireNonNull(target(told, new Outcome.Connected(Reason.ANSWERED, true)));
        assertEquals("1.3", answered.uniqueid());
        assertEquals("6002", answered.extension());
        assertEquals(told.transfer().target(), target(told, new Outcome.Vain(Reason.BUSY, rang)));
        Transfer.Target oneOfSeveral =
                Objects.requireNonNull(target(told, new Outcome.Vain(Reason.BUSY, null)));
        assertNull(oneOfSeveral.endpoint());
        assertEquals("6002", oneOfSeveral.extension());
    }

    private static Transfer.@Nullable Target target(TransferEvent told, Outcome outcome) {
        return Objects.requireNonNull(LateEnds.ended(told, proof(outcome)))
                .transfer()
                .target();
    }

    @Test
    void whomADialplanFoundLaterMakesNoTransferComplete() {
        Outcome operator = new Outcome.Connected(Reason.ANSWERED, false);
        Transfer transfer = LateEnds.missed("main", proof(operator), NOW).transfer();
        assertEquals(Reason.OBSERVER_LOST, transfer.reason());
        assertNull(Objects.requireNonNull(transfer.target()).endpoint());
        assertNull(LateEnds.ended(unknown(null), proof(operator)));
    }

    @Test
    void theEndOfATransferThatWasToldOfTakesThePlaceOfUnknown() {
        TransferEvent unknown = unknown(null);
        TransferEvent late = LateEnds.ended(unknown, proof(new Outcome.Vain(Reason.BUSY, null)));
        assertNotNull(late);
        assertEquals(unknown.id(), late.id());
        assertEquals(Reason.BUSY, late.transfer().reason());
        assertTrue(late.transfer().late());
        assertEquals("alice-call", late.transfer().transferorCallId());
        assertFalse(late.transfer().notifyMisleading());
    }

    @Test
    void aNotifyThatClaimedTheContraryHasMisled() {
        Outcome busy = new Outcome.Vain(Reason.BUSY, null);
        Outcome talked = new Outcome.Connected(Reason.ANSWERED, true);
        assertTrue(isMisleading(200, busy));
        assertFalse(isMisleading(200, talked));
        assertTrue(isMisleading(503, talked));
        assertFalse(isMisleading(503, busy));
        assertFalse(isMisleading(180, busy));
    }

    private static boolean isMisleading(int notify, Outcome outcome) {
        TransferEvent late = LateEnds.ended(unknown(notify), proof(outcome));
        return Objects.requireNonNull(late).transfer().notifyMisleading();
    }

    private static TransferEvent unknown(@Nullable Integer notify) {
        return Transfers.because(
                Reason.OBSERVER_LOST,
                new Transfer.Sip(202, notify, null),
                Transfers.ended("t1", 3, Reason.OBSERVER_LOST));
    }

    private static Proof proof(Outcome outcome) {
        boolean connected = outcome instanceof Outcome.Connected;
        return new Proof(
                AT,
                Kind.BLIND,
                new Party("1.1", "PJSIP/alice-1"),
                null,
                new Party("1.2", "PJSIP/bob-2"),
                "6002",
                connected ? new Party("1.3", "PJSIP/carol-3") : null,
                outcome,
                outcome instanceof Outcome.Open ? null : DECIDED,
                List.of("one", "two"));
    }
}
