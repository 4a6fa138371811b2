package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.ReferTo;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Diagnosis;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the SIP messages add to real calls. */
class ReferralTest {
    private static final Source AMI = Source.AMI;
    private static final Bridge BRIDGE = new Bridge("first", "simple_bridge");

    private final Correlator correlator = new Correlator("main", Limits.DEFAULT);
    private final List<TransferEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;

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
    void endWaitsAMomentForTheAnswerThatHepIsAboutToShow() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        hear(blind(TransferResult.FAIL));
        answered(1, 202);
        notified(1, 500);
        assertEnds(Reason.INTERNAL_ERROR);
        assertEquals(202, last(events).sip().referStatus());
        assertEquals(500, last(events).sip().notifyStatus());
    }

    @Test
    void endDoesNotWaitLongForAnAnswerThatHepLost() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        hear(blind(TransferResult.FAIL));
        pass(Windows.HEP_LATE);
        assertEquals(Reason.INTERNAL_ERROR, last(events).reason());
        assertNull(last(events).sip().referStatus());
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

    // --- stories of the simulation ---------------------------------------------------------------

    @Test
    void firstNotifyOfASecondReferThatCrossesItsByeIsTakenForItsOwn() {
        referAfterOneToNobody();
        hear(new Fact.ByeSeen(Source.HEP, new SipRequest("call-1", "phone", 3), "pbx", true));
        begun(4);
        assertEnds(Reason.NO_SUCH_EXTENSION, Reason.OBSERVER_LOST);
    }

    @Test
    void notifyIsNoSureWordOnAReferWhereTheOneBeforeWasLost() {
        call(AMI);
        answered(1, 202);
        refer(2, "<sip:6002@lab>", true);
        answered(2, 202);
        notified(1, 404);
        hear(blind(TransferResult.FAIL));
        assertEnds(Reason.INTERNAL_ERROR);
    }

    @Test
    void answersToLostRefersAreBoundedAndForgotten() {
        for (int i = 0; i < 3 * Limits.DEFAULT.transfers(); i++) {
            hear(new Fact.ReferAnswered(Source.HEP, new SipRequest("call-" + i, "phone", 1), 202));
        }
        assertEquals(Limits.DEFAULT.transfers(), correlator.size());
        pass(Limits.DEFAULT.memory());
        assertEquals(0, correlator.size());
    }

    @Test
    void answerToAReferWithoutSubscriptionIsItsResult() {
        call(AMI);
        refer(1, "<sip:9999@lab>", false);
        result(1, 404);
        assertEnds(Reason.NO_SUCH_EXTENSION);
    }

    @Test
    void refusalOfAReferWithoutSubscriptionIsNoResult() {
        call(AMI);
        refer(1, "<sip:9999@lab>", false);
        answered(1, 404);
        assertEnds(Reason.NOT_BRIDGED);
    }

    @Test
    void attendedTransferWithoutSubscriptionIsNeverCompletedByItsAnswer() {
        call(AMI);
        refer(1, "<sip:6002@lab?Replaces=call-2%3Bto-tag%3Da%3Bfrom-tag%3Db>", false);
        result(1, 200);
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void referWithoutSubscriptionThatAmiTellsTooIsOneTransfer() {
        call(AMI);
        refer(1, "<sip:6002@lab>", false);
        result(1, 400);
        hear(blind(TransferResult.INVALID));
        assertEnds(Reason.NOT_BRIDGED);
    }

    @Test
    void transferOfAnotherConsultationIsNotOfTheReferThatFails() {
        call(AMI);
        refer(1, "<sip:6002@lab?Replaces=nosuchcall%3Bto-tag%3Da%3Bfrom-tag%3Db>", true);
        answered(1, 202);
        hear(new Fact.ChannelSeen(AMI, channel("alice2")));
        hear(new Fact.DialogRead(AMI, "alice2", "call-2", "a", "b"));
        hear(attended());
        Bridge second = new Bridge("second", "simple_bridge");
        hear(new Fact.EnteredBridge(AMI, channel("carol"), second, null));
        hear(new Fact.EnteredBridge(AMI, channel("bob"), second, "alice2"));
        notified(1, 404);
        assertEnds(Reason.BRIDGED, Reason.DIALOG_NOT_FOUND);
    }

    /** As Kamailio's topoh leaves it (6.0.1), with the tags in the order of JsSIP or in the right one. */
    @ParameterizedTest
    @ValueSource(
            strings = {"to-tag%3Dpbx-2%3Bfrom-tag%3Dphone-2", "to-tag%3Dphone-2%3Bfrom-tag%3Dpbx-2"
            })
    void proxyThatLeavesTheCallIdOfReplacesAsItIsIsDiagnosed(String tags) {
        call(AMI);
        hear(new Fact.ChannelSeen(AMI, channel("alice2")));
        hear(new Fact.DialogRead(AMI, "alice2", "masked-call-2", "pbx-2", "phone-2"));
        refer(1, "<sip:6002@lab?Replaces=call-2%3B" + tags + ">", true);
        answered(1, 202);
        notified(1, 404);
        assertEquals(List.of("replaces-call-id-rewritten"), codes(onlyEnd()));
    }

    /** One of the two tags is right by chance, or by somebody who guesses. */
    @Test
    void replacesWithOneTagOfACallIsStillOfNoCall() {
        call(AMI);
        hear(new Fact.ChannelSeen(AMI, channel("alice2")));
        hear(new Fact.DialogRead(AMI, "alice2", "masked-call-2", "pbx-2", "phone-2"));
        refer(1, "<sip:6002@lab?Replaces=call-2%3Bto-tag%3Dpbx-2%3Bfrom-tag%3Dphone-3>", true);
        answered(1, 202);
        notified(1, 404);
        assertEquals(List.of("replaces-unknown-call"), codes(onlyEnd()));
    }

    @Test
    void referHeardAgainAfterItsPasswordWasAskedForIsNoOther() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        answered(1, 401);
        refer(2, "<sip:6002@lab>", true);
        answered(2, 202);
        refer(1, "<sip:6002@lab>", true);
        hear(blind(TransferResult.FAIL));
        notified(1, 500);
        assertEnds(Reason.INTERNAL_ERROR);
    }

    @Test
    void referWhoseRequestForAPasswordWasLostIsOneTransfer() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        refer(2, "<sip:6002@lab>", true);
        hear(blind(TransferResult.FAIL));
        answered(2, 202);
        notified(1, 500);
        assertEnds(Reason.INTERNAL_ERROR);
    }

    @Test
    void notifyHeardTwiceIsNotOfTheNextRefer() {
        referAfterOneToNobody();
        notified(1, 404);
        hear(blind(TransferResult.NOT_PERMITTED));
        assertEnds(Reason.NOT_PERMITTED, Reason.NO_SUCH_EXTENSION);
        assertNull(events.stream()
                .map(TransferEvent::transfer)
                .filter(transfer -> transfer.reason() == Reason.NOT_PERMITTED)
                .findFirst()
                .orElseThrow()
                .sip()
                .notifyStatus());
    }

    @Test
    void notifyThatMayBeOfAnotherReferWhoseOwnWasNotHeardEndsNeither() {
        twoRefers();
        notified(1, 404);
        assertNothingIsClaimed();
    }

    @Test
    void notifyWithoutTheOneThatBeganItsSubscriptionEndsNothing() {
        twoRefers();
        begun(2);
        concluded(5, 404);
        concluded(7, 404);
        assertNothingIsClaimed();
    }

    @Test
    void referThatWasNotHeardMayHaveHadTheNotify() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        answered(1, 202);
        answered(2, 202);
        notified(1, 404);
        assertEnds(Reason.OBSERVER_LOST);
        assertNull(last(events).sip().notifyStatus());
    }

    @Test
    void notifiesOfRefersThatOverlapEndEachItsOwn() {
        twoRefers();
        notified(1, 404);
        notified(2, 404);
        assertEnds(Reason.NO_SUCH_EXTENSION, Reason.NO_SUCH_EXTENSION);
    }

    @Test
    void notifyThatBeginsASubscriptionTellsWhoseTheNextOneIs() {
        twoRefers();
        begun(10);
        begun(11);
        concluded(12, 486);
        concluded(13, 404);
        assertEnds(Reason.BUSY, Reason.NO_SUCH_EXTENSION);
    }

    /** The first REFER's answer and its first NOTIFY are heard after the NOTIFY with its result. */
    @Test
    void subscriptionsThatSeemToBeginAgainstTheOrderOfTheirRefersEndNothing() {
        call(AMI);
        refer(2, "<sip:9999@lab>", true);
        refer(1, "<sip:9998@lab>", true);
        answered(2, 202);
        concluded(11, 404);
        answered(1, 202);
        begun(12);
        begun(10);
        assertEnds(Reason.OBSERVER_LOST, Reason.OBSERVER_LOST);
    }

    @Test
    void transferOfANotifyIsNamedWhereItIsCertain() {
        twoRefers();
        notified(1, 404);
        assertNull(transferOf("pbx", 3));
        notified(2, 404);
        assertEquals("main-alice-1", transferOf("pbx", 3));
        assertEquals("main-alice-2", transferOf("pbx", 5));
        assertNull(transferOf("pbx", 7), "it was not heard");
        assertNull(transferOf("phone", 5), "the phone counts its own");
        pass(Limits.DEFAULT.memory());
        assertNull(transferOf("pbx", 3), "it was long ago");
    }

    @Test
    void transferOfANotifyIsNotNamedBeforeThereIsOne() {
        refer(1, "<sip:6002@lab>", true);
        answered(1, 202);
        notified(1, 404);
        assertNull(transferOf("pbx", 3));
        pass(Duration.ofSeconds(5));
        assertEquals(last(events).id(), transferOf("pbx", 3));
    }

    private @Nullable String transferOf(String sender, long cseq) {
        return correlator.transferOf(new SipRequest("call-1", sender, cseq));
    }

    /** The second comes when the first has ended. */
    private void referAfterOneToNobody() {
        call(AMI);
        refer(1, "<sip:9999@lab>", true);
        answered(1, 202);
        notified(1, 404);
        refer(2, "<sip:6002@lab>", true);
        answered(2, 202);
    }

    /** They overlap: neither has had a NOTIFY. */
    private void twoRefers() {
        call(AMI);
        refer(1, "<sip:9998@lab>", true);
        answered(1, 202);
        refer(2, "<sip:9999@lab>", true);
        answered(2, 202);
    }

    private void assertNothingIsClaimed() {
        assertEnds(Reason.OBSERVER_LOST, Reason.OBSERVER_LOST);
        assertTrue(
                events.stream().allMatch(event -> event.transfer().sip().notifyStatus() == null));
    }

    @Test
    void notifyThatTheDialplanEndedAloneDoesNotSayWhy() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        answered(1, 202);
        notified(1, 503);
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void transferIsNotOfAReferThatIsLongPast() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        answered(1, 202);
        pass(Duration.ofSeconds(10));
        hear(blind(TransferResult.FAIL));
        assertEnds(Reason.INTERNAL_ERROR, Reason.OBSERVER_LOST);
    }

    @Test
    void unknownLegNeverGivesAnIdTwice() {
        refer(1, "<sip:6002@lab>", true);
        answered(1, 481);
        pass(Duration.ofMinutes(5));
        refer(2, "<sip:6002@lab>", true);
        answered(2, 481);
        assertEnds(Reason.DIALOG_NOT_FOUND, Reason.DIALOG_NOT_FOUND);
        assertEquals(
                2,
                events.stream().map(event -> event.transfer().id()).distinct().count());
    }

    @Test
    void referThatComesAfterItsLegWasLostFindsItsTransfer() {
        call(AMI);
        hear(blind(TransferResult.SUCCESS));
        hear(new Fact.Disconnected(AMI));
        refer(1, "<sip:6002@lab>", true);
        answered(1, 202);
        assertEnds(Reason.OBSERVER_LOST);
        assertEquals(202, last(events).sip().referStatus());
    }

    @Test
    void legThatIsInNoCallTransfersNobody() {
        call(AMI);
        refer(1, "<sip:6002@lab>", true);
        answered(1, 202);
        hear(new Fact.BlindTransferred(
                AMI, TransferResult.INVALID, channel("alice"), null, null, true, "lab", "6002"));
        assertEnds(Reason.NOT_BRIDGED);
        assertNull(last(events).transferee());
    }

    @Test
    void referThatIsHeardAfterBothHavePartedNamesWhoWasToBeTransferred() {
        call(AMI);
        hear(new Fact.LeftBridge(AMI, channel("alice"), BRIDGE));
        hear(new Fact.LeftBridge(AMI, channel("bob"), BRIDGE));

        refer(1, "<sip:6099@lab>", true);
        answered(1, 202);
        notified(1, 404);

        Transfer.Transferee transferee = last(events).transferee();
        assertNotNull(transferee);
        assertEquals("bob", transferee.uniqueid());
    }

    @Test
    void referThatIsHeardAfterSeveralHavePartedNamesNobody() {
        call(AMI);
        hear(new Fact.EnteredBridge(AMI, channel("carol"), BRIDGE, null));
        hear(new Fact.LeftBridge(AMI, channel("alice"), BRIDGE));

        refer(1, "<sip:6099@lab>", true);
        answered(1, 202);
        notified(1, 404);

        assertNull(last(events).transferee());
    }

    /** Alice and Bob are in a call, and its dialog is known. */
    private void call(Source source) {
        hear(new Fact.EnteredBridge(source, channel("alice"), BRIDGE, null));
        hear(new Fact.EnteredBridge(source, channel("bob"), BRIDGE, null));
        hear(new Fact.DialogRead(source, "alice", "call-1", "pbx", "phone"));
    }

    private void refer(long cseq, String referTo, boolean subscribes) {
        hear(new Fact.ReferSeen(
                Source.HEP,
                new SipRequest("call-1", "phone", cseq),
                "pbx",
                ReferTo.of(referTo),
                null,
                subscribes,
                true));
    }

    private void answered(long cseq, int status) {
        hear(new Fact.ReferAnswered(Source.HEP, new SipRequest("call-1", "phone", cseq), status));
    }

    /** The answer that repeats Refer-Sub: false. */
    private void result(long cseq, int status) {
        hear(new Fact.ReferAnswered(
                Source.HEP, new SipRequest("call-1", "phone", cseq), status, true, null));
    }

    /** The NOTIFY that begins a subscription. */
    private void begun(long cseq) {
        hear(new Fact.NotifySeen(
                Source.HEP,
                new SipRequest("call-1", "pbx", cseq),
                "phone",
                null,
                100,
                null,
                "active;expires=60",
                false,
                false,
                new Fact.Body("message/sipfrag", "SIP/2.0 100 Trying", false)));
    }

    /** Asterisk's two NOTIFYs about a REFER: the one that begins, and the one with the result. */
    private void notified(long number, int status) {
        begun(2 * number);
        concluded(2 * number + 1, status);
    }

    private void concluded(long cseq, int status) {
        hear(new Fact.NotifySeen(
                Source.HEP,
                new SipRequest("call-1", "pbx", cseq),
                "phone",
                null,
                status,
                null,
                "terminated",
                true,
                false,
                new Fact.Body("message/sipfrag", "SIP/2.0 " + status, false)));
    }

    private static Fact blind(TransferResult result) {
        return new Fact.BlindTransferred(
                AMI, result, channel("alice"), channel("bob"), BRIDGE, true, "lab", "6002");
    }

    private static Fact attended() {
        return new Fact.AttendedTransferred(
                AMI,
                TransferResult.SUCCESS,
                channel("alice"),
                channel("alice2"),
                channel("bob"),
                channel("carol"),
                BRIDGE,
                null,
                false,
                Fact.Destination.BRIDGE,
                null);
    }

    private static Channel channel(String name) {
        return new Channel(
                name, "PJSIP/" + name + "-1", Channel.State.UP, "lab", "6002", null, null);
    }

    private void hear(Fact fact) {
        events.addAll(correlator.step(fact, now).events());
    }

    private void pass(Duration time) {
        now = Waiting.pass(correlator, now, time, events);
    }

    /** Waits until all has ended, and checks how, in whatever order. */
    private Transfer onlyEnd() {
        assertEnds(Reason.DIALOG_NOT_FOUND);
        return last(events);
    }

    private void assertEnds(Reason... reasons) {
        pass(Duration.ofMinutes(5));
        List<Reason> ends = events.stream()
                .map(event -> event.transfer().reason())
                .filter(reason -> reason != null)
                .sorted()
                .toList();
        assertEquals(List.of(reasons).stream().sorted().toList(), ends, () -> "in " + events);
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
