package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Direction;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.Transfer.Whereabouts;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The PBX asks the far end of a call, p1, to call somebody else. */
class RedirectsTest {
    private static final String GOAL = "sip:7002@far.example";
    private static final String DATA = "PJSIP/" + GOAL;
    private static final String CALL_ID = "call-of-p1";
    private static final String PBX_TAG = "pbx";
    private static final String FAR_TAG = "far";
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private Correlator correlator = new Correlator("main", Limits.DEFAULT, false);
    private final List<TransferEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private long notify = 1;

    // --- AMI or ARI alone ------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "405, REFUSED",
        "501, REFUSED",
        "603, DECLINED",
        "403, DECLINED",
        "486, BUSY",
        "600, BUSY",
        "404, UNREACHABLE",
        "410, UNREACHABLE",
        "480, UNREACHABLE",
        "503, CONGESTION",
        "481, DIALOG_NOT_FOUND",
        "302, REFUSED"
    })
    void statusOfTheFarEndIsTheReason(int status, Reason reason) {
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", status);
        assertEnd(State.FAILED, reason, Whereabouts.WAITING);
        assertNull(end().sip().referStatus(), "whether REFER or NOTIFY, AMI does not say");
    }

    @Test
    void successAfterAReferIsTheFarEndsWord() {
        transfer(Source.ARI, DATA);
        ends(Source.ARI, "SUCCESS", 0);
        assertEnd(State.COMPLETED, Reason.HANDED_OFF, Whereabouts.HANDED_OFF);
        assertTrue(end().message().contains("cannot see"), end()::message);
        assertEquals(Direction.OUTGOING, end().direction());
        assertEquals(Trigger.DIALPLAN, end().trigger());
        assertNull(end().transferor());
        assertEquals(List.of(Source.ARI), end().sources());
    }

    @Test
    void failureZeroIsNoFailure() {
        transfer(Source.AMI, DATA);
        hangsUp(Source.AMI);
        ends(Source.AMI, "FAILURE", 0);
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.GONE);
    }

    @Test
    void failure500WithTheCallEndedByCause18IsNoAnswer() {
        transfer(Source.AMI, DATA);
        pass(Duration.ofSeconds(32));
        ends(Source.AMI, "FAILURE", 500);
        assertNoEnd();
        hear(new Fact.HangupRequested(Source.AMI, up(), Fact.Ender.FAR_END, 18, 408));
        assertEnd(State.FAILED, Reason.UNREACHABLE, Whereabouts.GONE);
    }

    /** Asterisk says the same of a far end whose first report is its last, as SIP.js writes it. */
    @Test
    void failureOneOfAnAnsweredCallIsNoFailure() {
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", 1);
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.WAITING);
    }

    @Test
    void failureOneBeforeTheAnswerSentNothing() {
        transfer(Source.AMI, leg(Channel.State.CALLING, "Transfer"), "PJSIP/6002");
        ends(Source.AMI, "FAILURE", 1);
        assertEnd(State.FAILED, Reason.INTERNAL_ERROR, Whereabouts.WAITING);
        assertDiagnosis("transfer-not-sent");
        assertEquals("6002", target().extension());
    }

    @Test
    void otherTechnologySentNothing() {
        transfer(Source.ARI, "SIP/7002");
        hear(new Fact.VariableSet(Source.ARI, up(), "TRANSFERSTATUS", "FAILURE"));
        assertEnd(State.FAILED, Reason.INTERNAL_ERROR, Whereabouts.WAITING);
        assertDiagnosis("transfer-not-sent");
    }

    @Test
    void channelThatCannotBeSentAwaySentNothing() {
        Channel local =
                new Channel("l1", "Local/9@x-01;2", Channel.State.UP, "lab", "9", "Transfer", null);
        hear(new Fact.ChannelSeen(Source.AMI, local));
        hear(new Fact.TransferBegun(Source.AMI, local, "7002"));
        hear(new Fact.VariableSet(Source.AMI, local, "TRANSFERSTATUS", "UNSUPPORTED"));
        assertEnd(State.FAILED, Reason.INTERNAL_ERROR, Whereabouts.WAITING);
        assertDiagnosis("transfer-not-sent");
    }

    @Test
    void callerWhoWasNotAnsweredIsRedirected() {
        transfer(Source.AMI, leg(Channel.State.CALLING, "Transfer"), DATA);
        ends(Source.AMI, "SUCCESS", 0);
        assertEnd(State.UNKNOWN, Reason.REDIRECTED, Whereabouts.GONE);
    }

    @Test
    void redirectByAriBeforeTheAnswerShowsInTheHangup() {
        hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.CALLING, "Stasis")));
        hear(new Fact.HangupRequested(
                Source.AMI, leg(Channel.State.CALLING, null), Fact.Ender.FAR_END, 23, 302));
        assertEnd(State.UNKNOWN, Reason.REDIRECTED, Whereabouts.GONE);
        assertEquals(Trigger.API, end().trigger());
    }

    @Test
    void callerWhoGivesUpIsNoTransfer() {
        hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.CALLING, "Stasis")));
        hear(new Fact.HangupRequested(
                Source.AMI, leg(Channel.State.CALLING, null), Fact.Ender.FAR_END, null, null));
        hear(new Fact.ChannelGone(Source.AMI, leg(Channel.State.CALLING, null), 127, null));
        pass(Duration.ofMinutes(5));
        assertEquals(List.of(), events);
    }

    @Test
    void dialledPhoneThatRedirectsIsNoTransfer() {
        hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.RINGING, null)));
        hear(new Fact.HangupRequested(
                Source.AMI, leg(Channel.State.RINGING, null), Fact.Ender.FAR_END, 23, 302));
        pass(Duration.ofMinutes(5));
        assertEquals(List.of(), events);
    }

    @Test
    void silenceEndsItLongBeforeTheHangup() {
        transfer(Source.AMI, DATA);
        pass(Duration.ofSeconds(59));
        assertNoEnd();
        pass(Duration.ofSeconds(2));
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.WAITING);
        pass(Duration.ofMinutes(12));
        ends(Source.AMI, "SUCCESS", 0);
        hear(new Fact.ChannelGone(Source.AMI, up(), 16, null));
        pass(Duration.ofMinutes(5));
        assertEquals(1, ends().size());
    }

    @Test
    void filterWithoutTheProtocolTellsNoReason() {
        transfer(Source.AMI, DATA);
        hear(new Fact.VariableSet(Source.AMI, up(), "TRANSFERSTATUS", "FAILURE"));
        assertNoEnd();
        pass(SETTLED);
        assertEnd(State.UNKNOWN, Reason.OBSERVER_LOST, Whereabouts.UNKNOWN);
    }

    @Test
    void otherSourceKnowsTheReason() {
        hear(new Fact.ChannelSeen(Source.ARI, leg(Channel.State.UP, "Answer")));
        transfer(Source.AMI, DATA);
        hear(new Fact.VariableSet(Source.AMI, up(), "TRANSFERSTATUS", "FAILURE"));
        pass(Duration.ofMillis(900));
        transfer(Source.ARI, DATA);
        ends(Source.ARI, "FAILURE", 603);
        assertEnd(State.FAILED, Reason.DECLINED, Whereabouts.WAITING);
        assertEquals(List.of(Source.ARI), end().sources());
    }

    @Test
    void eachOfSeveralTransfersInOneCallHasItsEnd() {
        for (Source source : List.of(Source.AMI, Source.ARI)) {
            hear(new Fact.ChannelSeen(source, leg(Channel.State.UP, "Answer")));
        }
        for (Source source : List.of(Source.AMI, Source.ARI)) {
            transfer(source, DATA);
            ends(source, "FAILURE", 405);
            transfer(source, DATA);
            ends(source, "SUCCESS", 0);
        }
        pass(Duration.ofMinutes(5));
        assertEquals(
                List.of(Reason.REFUSED, Reason.HANDED_OFF),
                ends().stream().map(Transfer::reason).toList());
        assertEquals(2, ends().stream().map(Transfer::id).distinct().count());
    }

    @Test
    void repeatedFactsTellNothingAnew() {
        for (int i = 0; i < 2; i++) {
            transfer(Source.AMI, DATA);
        }
        for (int i = 0; i < 2; i++) {
            ends(Source.AMI, "FAILURE", 486);
        }
        pass(Duration.ofMinutes(5));
        assertEquals(1, ends().size());
    }

    @Test
    void filterWithoutAnyStatusTellsEachTransferAllTheSame() {
        for (int i = 0; i < 2; i++) {
            transfer(Source.AMI, DATA);
            hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.UP, "Wait")));
        }
        pass(SETTLED);
        assertEquals(
                List.of(Reason.OBSERVER_LOST, Reason.OBSERVER_LOST),
                ends().stream().map(Transfer::reason).toList());
    }

    @Test
    void transferWithinExecIfShowsByItsStatus() {
        hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.UP, "ExecIf")));
        ends(Source.AMI, "FAILURE", 405);
        assertEnd(State.FAILED, Reason.REFUSED, Whereabouts.WAITING);
    }

    @Test
    void variableThatTheDialplanSetsIsNoTransfer() {
        hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.UP, "Set")));
        ends(Source.AMI, "FAILURE", 405);
        pass(Duration.ofMinutes(5));
        assertEquals(List.of(), events);
    }

    @Test
    void lostSourceLeavesItUnknown() {
        transfer(Source.AMI, DATA);
        hear(new Fact.Disconnected(Source.AMI));
        pass(Duration.ofSeconds(31));
        assertEnd(State.UNKNOWN, Reason.OBSERVER_LOST, Whereabouts.UNKNOWN);
    }

    @Test
    void statusAfterAReconnectIsItsEnd() {
        hear(new Fact.Connected(Source.AMI, "life"));
        transfer(Source.AMI, DATA);
        hear(new Fact.Disconnected(Source.AMI));
        pass(Duration.ofSeconds(5));
        hear(new Fact.Connected(Source.AMI, "life"));
        hear(new Fact.Snapshot(Source.AMI, List.of(new Fact.PresentChannel(up(), null))));
        ends(Source.AMI, "SUCCESS", 0);
        assertEnd(State.COMPLETED, Reason.HANDED_OFF, Whereabouts.HANDED_OFF);
        assertEquals(1, ends().size());
    }

    @Test
    void restartedPbxLeavesItUnknown() {
        hear(new Fact.Connected(Source.AMI, "life 1"));
        transfer(Source.AMI, DATA);
        hear(new Fact.Connected(Source.AMI, "life 2"));
        assertEnd(State.UNKNOWN, Reason.OBSERVER_LOST, Whereabouts.UNKNOWN);
    }

    @Test
    void restartedRefereeGoesOn() {
        transfer(Source.AMI, DATA);
        List<TransferEvent> told = List.copyOf(events);
        correlator = new Correlator("main", Limits.DEFAULT, false);
        events.clear();
        events.addAll(correlator.goOn(told, Set.of(Source.AMI), now).events());
        hear(new Fact.Connected(Source.AMI, "life"));
        hear(new Fact.Snapshot(Source.AMI, List.of(new Fact.PresentChannel(up(), null))));
        ends(Source.AMI, "FAILURE", 486);
        assertEnd(State.FAILED, Reason.BUSY, Whereabouts.WAITING);
        assertEquals(told.getFirst().transfer().id(), end().id());
        assertEquals(told.getLast().sequence() + 1, events.getLast().sequence());
    }

    @Test
    void nothingIsRememberedForEver() {
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", 486);
        hear(new Fact.ChannelGone(Source.AMI, up(), 16, null));
        pass(Duration.ofMinutes(5));
        assertEquals(0, correlator.size());
    }

    // --- with HEP --------------------------------------------------------------------------------

    @Test
    void redirectByAriShowsInSipAlone() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        notify(100, false);
        notify(180, false);
        notify(200, true);
        assertEnd(State.COMPLETED, Reason.HANDED_OFF, Whereabouts.HANDED_OFF);
        assertEquals(
                List.of(State.REQUESTED, State.ACCEPTED, State.RINGING, State.COMPLETED),
                events.stream().map(event -> event.transfer().state()).toList());
        assertEquals(Trigger.API, end().trigger());
        assertEquals(new Transfer.Sip(202, 200, null), end().sip());
        assertEquals("sip:7002@far.example", target().uri());
        assertEquals(List.of(Source.HEP), end().sources());
    }

    @Test
    void farEndThatHungUpHasNotSaidHowItEnded() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        notify(100, false);
        bye(FAR_TAG);
        hangsUp(Source.ARI);
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.GONE);
        notify(200, true);
        assertEquals(1, ends().size());
    }

    @Test
    void farEndMayReportAfterThePbxHungUp() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        notify(100, false);
        bye(PBX_TAG);
        hear(new Fact.ChannelSeen(
                Source.ARI,
                new Channel("p1", "PJSIP/p1-01", Channel.State.UP, "lab", "h", "NoOp", CALL_ID)));
        pass(Duration.ofSeconds(20));
        assertNoEnd();
        notify(486, true);
        assertEnd(State.FAILED, Reason.BUSY, Whereabouts.GONE);
    }

    /** Asterisk refuses a NOTIFY without a Contact, and its application goes on waiting. */
    @Test
    void reportThatThePbxRefusesIsTheFarEndsWord() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 202);
        notify(200, true);
        hear(new Fact.NotifyAnswered(Source.HEP, new SipRequest(CALL_ID, FAR_TAG, notify), 400));
        assertNoEnd();
        pass(SETTLED);
        assertEnd(State.COMPLETED, Reason.HANDED_OFF, Whereabouts.HANDED_OFF);
        assertDiagnosis("notify-refused");
        assertEquals(List.of(Source.HEP), end().sources());
    }

    @Test
    void reportThatThePbxRefusesIsDiagnosedWhereTheFarEndSaysNoMore() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 202);
        notify(100, false);
        hear(new Fact.NotifyAnswered(Source.HEP, new SipRequest(CALL_ID, FAR_TAG, notify), 400));
        pass(Duration.ofSeconds(61));
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.WAITING);
        assertDiagnosis("notify-refused");
    }

    @Test
    void reportThatThePbxTakesIsNotDiagnosed() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 202);
        notify(200, true);
        hear(new Fact.NotifyAnswered(Source.HEP, new SipRequest(CALL_ID, FAR_TAG, notify), 200));
        ends(Source.AMI, "SUCCESS", 0);
        assertEquals(List.of(), end().diagnosis());
    }

    /** An answer that refuses ends Transfer() at once: one that did not end it is another REFER's. */
    @Test
    void refusalThatLeavesTransferRunningIsOfAnotherRefer() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 503);
        pass(Duration.ofSeconds(30));
        assertNoEnd();
        refer(2, GOAL);
        answer(2, 202);
        notify(486, true);
        ends(Source.AMI, "FAILURE", 486);
        assertEnd(State.FAILED, Reason.BUSY, Whereabouts.WAITING);
        assertEquals(new Transfer.Sip(202, 486, null), end().sip());
    }

    /** AMI and ARI show 480 alone; that it rang before, only the NOTIFYs show. */
    @Test
    void statusThatSipShowsTooIsReadWithAllThatSipShows() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 202);
        notify(180, false);
        ends(Source.AMI, "FAILURE", 480);
        notify(480, true);
        assertEnd(State.FAILED, Reason.NO_ANSWER, Whereabouts.WAITING);
    }

    /** AMI is a little ahead of HEP. */
    @Test
    void answerToTheReferIsAwaitedAlsoWhereTheTargetIsUnreachable() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        ends(Source.AMI, "FAILURE", 404);
        assertNoEnd();
        answer(1, 404);
        assertEnd(State.FAILED, Reason.UNREACHABLE, Whereabouts.WAITING);
        assertEquals(404, end().sip().referStatus());
    }

    @Test
    void silentFarEndEndsAfterItsLastWord() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        pass(Duration.ofSeconds(40));
        notify(180, false);
        pass(Duration.ofSeconds(59));
        assertNoEnd();
        pass(Duration.ofSeconds(2));
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.WAITING);
    }

    @Test
    void farEndThatAnswersNothingIsUnreachable() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        pass(Duration.ofSeconds(32));
        bye(PBX_TAG);
        assertNoEnd();
        hear(new Fact.HangupRequested(Source.ARI, up(), Fact.Ender.FAR_END, 18, 408));
        assertEnd(State.FAILED, Reason.UNREACHABLE, Whereabouts.GONE);
        assertEquals(List.of(Source.ARI), end().sources());
    }

    /** Or HEP would show a transfer that nobody asked for. */
    @Test
    void aReferThatFollowsAtOnceIsTheSameWithThePasswordAlthoughTheAnswerBetweenIsLost() {
        hearsSip();
        inStasis();
        refer(1, GOAL); // Its 401 is lost.
        pass(Duration.ofMillis(20));
        refer(2, GOAL);
        answer(2, 404);
        assertEnd(State.FAILED, Reason.UNREACHABLE, Whereabouts.WAITING);
        pass(Duration.ofMinutes(2));
        assertEquals(1, ends().size());
    }

    /** The NOTIFY proves that the first was accepted, though its 202 is lost. */
    @Test
    void aReferThatFollowsOneWhichWasReportedOnIsAnotherTransfer() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        notify(503, true);
        pass(Duration.ofMillis(20));
        refer(2, GOAL);
        answer(2, 202);
        notify(200, true);
        pass(Duration.ofMinutes(2));
        assertEquals(2, ends().size());
    }

    /** The PBX has no password; its second try is a transfer of its own. */
    @Test
    void aReferLongAfterARequestForThePasswordIsAnotherTransfer() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 401);
        pass(Duration.ofSeconds(30));
        refer(2, GOAL);
        answer(2, 202);
        notify(200, true);
        pass(Duration.ofMinutes(2));
        assertEquals(2, ends().size());
    }

    @Test
    void aFarEndThatAsksForThePasswordForEverIsRememberedInBounds() {
        hearsSip();
        inStasis();
        for (int cseq = 1; cseq <= 200; cseq++) {
            refer(cseq, GOAL);
            answer(cseq, 401);
        }
        assertTrue(correlator.size() < 30, () -> "remembers " + correlator.size());
        answer(200, 401);
        pass(Duration.ofMinutes(2));
        assertEquals(1, ends().size());
    }

    @Test
    void hangupSaysNothingOfAnEarlierRefer() {
        hearsSip();
        inStasis();
        refer(1, GOAL); // Its answer is lost.
        pass(Duration.ofSeconds(3));
        refer(2, GOAL);
        hear(new Fact.HangupRequested(Source.ARI, up(), Fact.Ender.FAR_END, 18, 408));
        assertEnd(State.FAILED, Reason.UNREACHABLE, Whereabouts.GONE);
        pass(Duration.ofMinutes(2));
        assertEquals(
                List.of(Reason.UNREACHABLE, Reason.NO_NOTIFY),
                ends().stream().map(Transfer::reason).toList());
    }

    @Test
    void sourceThatWasLostTellsNoSecondEnd() {
        transfer(Source.AMI, DATA);
        transfer(Source.ARI, DATA);
        hear(new Fact.Disconnected(Source.AMI));
        hear(new Fact.Connected(Source.AMI, null));
        pass(Duration.ofSeconds(61));
        // ARI has watched all the time: it was the far end that said nothing.
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.WAITING);
        ends(Source.AMI, "FAILURE", 486);
        ends(Source.ARI, "FAILURE", 486);
        pass(Duration.ofSeconds(10));
        assertEquals(1, ends().size());
    }

    @Test
    void passwordIsNoRefusalWhileTransferWaits() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 401); // HEP loses the next REFER.
        pass(Duration.ofSeconds(5));
        assertNoEnd();
        ends(Source.AMI, "FAILURE", 486);
        pass(Duration.ofSeconds(5));
        assertEnd(State.FAILED, Reason.BUSY, Whereabouts.WAITING);
    }

    @Test
    void referWithThePasswordIsTheSameWhereSipAloneShowsBoth() {
        hearsSip();
        refer(1, GOAL);
        answer(1, 401);
        refer(2, GOAL);
        answer(2, 405);
        refer(1, GOAL); // UDP doubles it.
        pass(Duration.ofMinutes(2));
        assertEquals(
                List.of(Reason.REFUSED), ends().stream().map(Transfer::reason).toList());
    }

    @Test
    void reportThatComesOnceMoreIsNotAboutTheNextRefer() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        notify(486, true);
        refer(2, GOAL);
        answer(2, 202);
        notify--;
        notify(486, true);
        assertEquals(1, ends().size());
    }

    @Test
    void lateReportIsNotAboutTheNextRefer() {
        hearsSip();
        transfer(Source.AMI, DATA);
        refer(1, GOAL);
        answer(1, 202);
        ends(Source.AMI, "FAILURE", 486);
        pass(Duration.ofSeconds(2)); // Its last NOTIFY is late.
        transfer(Source.AMI, DATA);
        refer(2, GOAL);
        answer(2, 202);
        notify(486, true);
        pass(Duration.ofSeconds(5));
        assertEquals(1, ends().size());
    }

    @Test
    void passwordThatIsAskedForIsNoRefusal() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 401);
        refer(2, GOAL);
        answer(2, 202);
        notify(200, true);
        assertEnd(State.COMPLETED, Reason.HANDED_OFF, Whereabouts.HANDED_OFF);
        assertEquals(1, ends().size());
    }

    @Test
    void numberAloneIsDiagnosed() {
        hearsSip();
        inStasis();
        refer(1, "6002");
        answer(1, 400);
        assertEnd(State.FAILED, Reason.REFUSED, Whereabouts.WAITING);
        assertDiagnosis("refer-to-not-a-uri");
        assertEquals("6002", target().extension());
    }

    @Test
    void unnamedNotifyIsOfNoneWhereTwoMayBeMeant() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        refer(2, "sip:7003@far.example");
        answer(2, 202);
        notify(200, true);
        pass(Duration.ofMinutes(2));
        assertEquals(
                List.of(Reason.NO_NOTIFY, Reason.NO_NOTIFY),
                ends().stream().map(Transfer::reason).toList());
    }

    @Test
    void referThatHepShowsFirstBelongsToTheDialplan() {
        hearsSip();
        hear(new Fact.ChannelSeen(Source.AMI, leg(Channel.State.UP, "Answer")));
        refer(1, GOAL);
        answer(1, 405);
        assertEquals(List.of(), events);
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", 405);
        assertEnd(State.FAILED, Reason.REFUSED, Whereabouts.WAITING);
        assertEquals(Trigger.DIALPLAN, end().trigger());
        assertEquals(405, end().sip().referStatus());
        assertEquals(List.of(Source.HEP), end().sources(), "AMI was still to show the status");
    }

    @Test
    void lateSipMessagesAreWaitedFor() {
        hearsSip();
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", 486);
        pass(Duration.ofMillis(900));
        assertNoEnd();
        refer(1, GOAL);
        answer(1, 202);
        notify(486, true);
        assertEnd(State.FAILED, Reason.BUSY, Whereabouts.WAITING);
        assertEquals(new Transfer.Sip(202, 486, null), end().sip());
    }

    @Test
    void absentSipMessagesAreNotWaitedForLong() {
        hearsSip();
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "SUCCESS", 0);
        pass(Duration.ofSeconds(2));
        assertEnd(State.COMPLETED, Reason.HANDED_OFF, Whereabouts.HANDED_OFF);
        refer(1, GOAL);
        answer(1, 202);
        notify(200, true);
        pass(Duration.ofMinutes(2));
        assertEquals(1, ends().size());
    }

    @Test
    void contactOfA302IsTheTarget() {
        hearsSip();
        hear(new Fact.ChannelSeen(Source.ARI, leg(Channel.State.CALLING, "Stasis")));
        hear(new Fact.InviteRedirected(
                Source.HEP, new SipRequest(CALL_ID, FAR_TAG, 1), 302, "<" + GOAL + ">"));
        hear(new Fact.HangupRequested(
                Source.ARI, leg(Channel.State.CALLING, "Stasis"), Fact.Ender.FAR_END, 23, 302));
        assertEnd(State.UNKNOWN, Reason.REDIRECTED, Whereabouts.GONE);
        assertEquals(GOAL, target().uri());
    }

    @Test
    void whoTalksWithTheLegHearsOfIt() {
        hearsSip();
        inStasis();
        Bridge bridge = new Bridge("b1", "simple_bridge");
        Channel agent = new Channel(
                "a1", "PJSIP/agent-02", Channel.State.UP, "lab", "1", null, "call-of-agent");
        hear(new Fact.EnteredBridge(Source.ARI, leg(Channel.State.UP, "Stasis"), bridge, null));
        hear(new Fact.EnteredBridge(Source.ARI, agent, bridge, null));
        refer(1, GOAL);
        answer(1, 603);
        assertEnd(State.FAILED, Reason.DECLINED, Whereabouts.WAITING);
        assertEquals(Set.of("p1", "a1"), events.getLast().legs());
        assertEquals(Set.of("PJSIP/agent"), events.getLast().companions());
    }

    // --- whether to ask again --------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"486, true", "500, true", "503, true", "403, false", "404, false", "481, false"})
    void statusSaysWhetherToAskAgain(int status, boolean isRetryable) {
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", status);
        pass(SETTLED);
        assertEquals(isRetryable, end().retryable(), end()::toString);
        assertEquals(isRetryable, end().retryAfterMs() != null, end()::toString);
        assertNull(events.getFirst().transfer().retryable(), "before the end");
    }

    @Test
    void farEndThatAnswersNothingIsNotAskedAgain() {
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", 500);
        hear(new Fact.HangupRequested(Source.AMI, up(), Fact.Ender.FAR_END, 18, 408));
        assertEnd(State.FAILED, Reason.UNREACHABLE, Whereabouts.GONE);
        assertEquals(false, end().retryable());
    }

    @Test
    void whatMayHaveWorkedIsNotAskedForAgain() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202);
        pass(Duration.ofSeconds(70));
        assertEnd(State.UNKNOWN, Reason.NO_NOTIFY, Whereabouts.WAITING);
        assertEquals(false, end().retryable());
        assertNull(end().retryAfterMs());
    }

    @Test
    void refusalsRetryAfterCounts() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 603, Duration.ofMinutes(2));
        assertRetry(120);
    }

    @Test
    void reportsRetryAfterCountsBesideWhatTheDialplanSays() {
        hearsSip();
        transfer(Source.AMI, DATA);
        ends(Source.AMI, "FAILURE", 600);
        refer(1, GOAL);
        answer(1, 202, Duration.ofSeconds(1));
        notify(180, false);
        notify(600, true, Duration.ofMinutes(2));
        assertEnd(State.FAILED, Reason.BUSY, Whereabouts.WAITING);
        assertRetry(120);
    }

    @Test
    void retryAfterOfAnotherStatusDoesNotCount() {
        hearsSip();
        inStasis();
        refer(1, GOAL);
        answer(1, 202, Duration.ofSeconds(1));
        notify(180, false, Duration.ofSeconds(1));
        notify(600, true);
        assertEquals(false, end().retryable());
    }

    private void assertRetry(int seconds) {
        assertEquals(true, end().retryable(), end()::toString);
        int spread = Objects.requireNonNull(end().retryAfterMs()) - seconds * 1_000;
        assertTrue(spread >= 0 && spread < 10_000, end()::toString);
    }

    // --- what happens ----------------------------------------------------------------------------

    private static Channel leg(Channel.State state, @Nullable String application) {
        return new Channel("p1", "PJSIP/p1-01", state, "lab", "8000", application, CALL_ID);
    }

    private static Channel up() {
        return leg(Channel.State.UP, null);
    }

    private void hearsSip() {
        correlator = new Correlator("main", Limits.DEFAULT, true);
    }

    private void inStasis() {
        hear(new Fact.ChannelSeen(Source.ARI, leg(Channel.State.UP, "Stasis")));
    }

    private void transfer(Source source, String destination) {
        transfer(source, leg(Channel.State.UP, "Transfer"), destination);
    }

    private void transfer(Source source, Channel channel, String destination) {
        hear(new Fact.ChannelSeen(source, channel));
        hear(new Fact.TransferBegun(source, channel, destination));
    }

    private void ends(Source source, String status, int protocol) {
        hear(new Fact.VariableSet(source, up(), "TRANSFERSTATUS", status));
        hear(new Fact.VariableSet(
                source, up(), "TRANSFERSTATUSPROTOCOL", Integer.toString(protocol)));
    }

    private void hangsUp(Source source) {
        hear(new Fact.HangupRequested(source, up(), Fact.Ender.FAR_END, null, null));
    }

    private void refer(long cseq, String referTo) {
        hear(new Fact.ReferSeen(
                Source.HEP,
                new SipRequest(CALL_ID, PBX_TAG, cseq),
                FAR_TAG,
                ReferTo.of(referTo),
                null,
                true,
                false));
    }

    private void answer(long cseq, int status) {
        answer(cseq, status, null);
    }

    private void answer(long cseq, int status, @Nullable Duration retryAfter) {
        SipRequest refer = new SipRequest(CALL_ID, PBX_TAG, cseq);
        hear(new Fact.ReferAnswered(Source.HEP, refer, status, false, retryAfter));
    }

    private void notify(int status, boolean isLast) {
        notify(status, isLast, null);
    }

    private void notify(int status, boolean isLast, @Nullable Duration retryAfter) {
        notify++;
        hear(new Fact.NotifySeen(
                Source.HEP,
                new SipRequest(CALL_ID, FAR_TAG, notify),
                PBX_TAG,
                null,
                status,
                retryAfter,
                isLast ? "terminated;reason=noresource" : "active;expires=60",
                isLast,
                true,
                new Fact.Body("message/sipfrag", "SIP/2.0 " + status, false)));
    }

    private void bye(String fromTag) {
        hear(new Fact.ByeSeen(
                Source.HEP,
                new SipRequest(CALL_ID, fromTag, 900),
                fromTag.equals(FAR_TAG) ? PBX_TAG : FAR_TAG,
                fromTag.equals(FAR_TAG)));
    }

    private void hear(Fact fact) {
        Step step = correlator.step(fact, now);
        assertEquals(List.of(), step.defects());
        events.addAll(step.events());
    }

    private void pass(Duration time) {
        now = Waiting.pass(correlator, now, time, events);
    }

    private List<Transfer> ends() {
        return events.stream()
                .map(TransferEvent::transfer)
                .filter(transfer -> transfer.state().isEnd())
                .toList();
    }

    private Transfer end() {
        return ends().getLast();
    }

    private Transfer.Target target() {
        return Objects.requireNonNull(end().target());
    }

    private Transfer.Transferee transferee() {
        return Objects.requireNonNull(end().transferee());
    }

    private void assertNoEnd() {
        assertEquals(List.of(), ends());
    }

    private void assertEnd(State state, Reason reason, Whereabouts whereabouts) {
        assertEquals(1, ends().size(), () -> "ends in " + events);
        assertEquals(state, end().state(), end()::toString);
        assertEquals(reason, end().reason(), end()::toString);
        assertEquals(whereabouts, transferee().whereabouts(), end()::toString);
    }

    private void assertDiagnosis(String code) {
        assertEquals(
                List.of(code),
                end().diagnosis().stream().map(Transfer.Diagnosis::code).toList());
    }
}
