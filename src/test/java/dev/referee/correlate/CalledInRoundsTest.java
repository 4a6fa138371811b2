package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Whereabouts;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A phone that did not take the call is not the end where somebody else is called. */
class CalledInRoundsTest extends ToldCall {
    @Test
    void failoverAnsweredWithinTheSettlingTimeIsNoFailure() {
        call(Source.AMI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), channel("carol", null), "BUSY"));
        pass(LIMITS.settle().minusMillis(1));
        rings(Source.AMI, "dave");
        pass(Duration.ofSeconds(20));
        answers(Source.AMI, "dave");
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void sourceThatWasFirstToSpeakOfAFailureMayTakeItBack() {
        connect(Source.ARI, "one");
        call(Source.ARI);
        call(Source.AMI);
        blind(Source.ARI);
        blind(Source.AMI);
        rings(Source.AMI, "carol");
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), channel("carol", null), "BUSY"));
        pass(LIMITS.settle().plusMillis(500));
        rings(Source.AMI, "dave");
        pass(LIMITS.settle().multipliedBy(3));
        answers(Source.AMI, "dave");
        pass(LIMITS.settle());
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void agentIsToldThatTheCallerIsStillOnTheLine() {
        call(Source.AMI);
        blind(Source.AMI);
        hear(new Fact.LeftBridge(Source.AMI, channel("alice", null), FIRST));
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), FIRST));
        rings(Source.AMI, "carol");
        hear(new Fact.HangupRequested(
                Source.AMI, channel("carol", null), Fact.Ender.FAR_END, 21, 603));
        hear(new Fact.DialEnded(
                Source.AMI, channel("bob", null), channel("carol", null), "NOANSWER"));
        pass(LIMITS.settle());
        assertEnds(Reason.DECLINED);
        var transferee = events.getLast().transfer().transferee();
        assertEquals(Whereabouts.WAITING, transferee == null ? null : transferee.whereabouts());
    }

    @Test
    void callerWhoWaitsInAQueueAfterABusyPhoneIsNotToldAsFailed() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        assertEnds();
        answers(Source.AMI, "dave");
        assertEnds(Reason.ANSWERED);
    }

    @Test
    void queueThatGivesUpAfterABusyPhoneHasFailed() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        hear(new Fact.VariableSet(Source.AMI, channel("bob", null), "QUEUESTATUS", "TIMEOUT"));
        pass(LIMITS.settle());
        assertEnds(Reason.NO_ANSWER);
    }

    @Test
    void callerWhoLeavesAQueueAfterABusyPhoneHungUp() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        hangsUp(Source.AMI, "bob");
        pass(LIMITS.settle());
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void queueThatTheCallerCameFromIsSeenAgainAfterABusyPhone() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Queue")));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        assertEnds();
    }

    @Test
    void callerWhoIsSentBackToTheQueueItCameFromAndHangsUpThereHasAbandoned() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "Queue")));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Queue");
        pass(Duration.ofMinutes(1));
        assertEnds();
        hear(new Fact.HangupRequested(
                Source.AMI, channel("bob", "Queue"), Fact.Ender.FAR_END, 16, null));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void retryDialBetweenTwoTriesHasNotFailed() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "RetryDial");
        isBusy(Source.AMI, "carol");
        pass(Duration.ofSeconds(10));
        assertEnds();
        isBusy(Source.AMI, "carol2");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.BUSY);
    }

    @Test
    void retryDialThatTheCallerIsSentBackToHasNotFailedBetweenTwoTries() {
        hear(new Fact.ChannelSeen(Source.AMI, channel("bob", "RetryDial")));
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "RetryDial");
        isBusy(Source.AMI, "carol");
        pass(Duration.ofSeconds(10));
        assertEnds();
        isBusy(Source.AMI, "carol2");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.BUSY);
    }
}
