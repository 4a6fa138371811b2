package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Diagnosis;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What the SIP messages add to real calls. */
class ReferralTest {
    @Test
    void busyTargetIsMarkedAsMisreportedByTheNotify() {
        Transfer end = end("blind-busy");

        assertTrue(end.notifyMisleading());
        assertEquals(202, end.sip().referStatus());
        assertEquals(200, end.sip().notifyStatus());
        assertEquals(486, end.sip().targetStatus());
        assertEquals(List.of("notify-misleading"), codes(end));
    }

    @Test
    void answeredTransferIsNotMarked() {
        Transfer end = end("blind-answered");

        assertFalse(end.notifyMisleading());
        assertEquals(200, end.sip().notifyStatus());
        assertEquals("<sip:6002@localhost>", end.referTo());
        assertEquals("<sip:alice@localhost>", end.referredBy());
        assertNotNull(end.target());
        assertEquals("sip:6002@localhost", end.target().uri());
    }

    @Test
    void attendedTransferNamesBothItsRefersStatuses() {
        Transfer end = end("attended-bridge");

        assertEquals(202, end.sip().referStatus());
        assertEquals(200, end.sip().notifyStatus());
    }

    @Test
    void phoneThatHangsUpOnThe202IsToldWhatItMissed() {
        Transfer end = end("blind-answered-transferor-hangs-up-at-202");

        assertTrue(codes(end).contains("bye-before-notify"), () -> codes(end).toString());
    }

    @Test
    void refusedReferEndsByItsAnswerAlone() {
        Transfer end = end("attended-bad-replaces-unescaped");

        assertEquals(400, end.sip().referStatus());
        assertNull(end.sip().notifyStatus());
        assertEquals(List.of("replaces-not-escaped"), codes(end));
    }

    @Test
    void replacesOfNoCallIsDiagnosed() {
        Transfer end = end("attended-bad-replaces-unknown-callid");

        assertEquals(404, end.sip().notifyStatus());
        assertEquals(List.of("replaces-unknown-call"), codes(end));
    }

    @Test
    void missingExtensionIsDiagnosedWithItsContext() {
        Transfer end = end("blind-invalid-extension");

        assertEquals(List.of("extension-missing"), codes(end));
        assertTrue(end.diagnosis().getFirst().message().contains("context internal"));
    }

    @Test
    void legInNoCallIsDiagnosedWithoutSipToo() {
        RecordedCall call = RecordedCall.read("refer-on-unbridged-leg");

        assertEquals(List.of("leg-not-bridged"), codes(last(call.events())));
        assertEquals(
                List.of("leg-not-bridged"),
                codes(last(call.only(Source.AMI, Source.ARI).events())));
    }

    private static Transfer end(String capture) {
        return last(RecordedCall.read(capture).events());
    }

    private static Transfer last(List<TransferEvent> events) {
        return events.getLast().transfer();
    }

    private static List<String> codes(Transfer transfer) {
        return transfer.diagnosis().stream().map(Diagnosis::code).toList();
    }
}
