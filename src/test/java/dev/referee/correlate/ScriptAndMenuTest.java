package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** A transfer to a script, an announcement or music: which of them has served the caller, and when. */
class ScriptAndMenuTest extends ToldCall {
    @Test
    void musicThatIsOnlyStartedServesNobody() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "StartMusicOnHold");
        pass(Duration.ofMinutes(1));
        assertEnds();
        hangsUp(Source.AMI, "bob");
        assertEnds(Reason.TRANSFEREE_HUNG_UP);
    }

    @Test
    void applicationThatNobodyKnowsProvesNothing() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "OurOwnApplication");
        pass(Duration.ofMinutes(1));
        assertEnds();
        runs(Source.AMI, "Hangup");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.OBSERVER_LOST);
    }

    @Test
    void scriptThatDialsAfterALongWhileHasNotServedTheCaller() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "AGI");
        pass(LIMITS.settle().multipliedBy(15).minusMillis(1));
        runs(Source.AMI, "Dial");
        isBusy(Source.AMI, "carol");
        pass(LIMITS.settle());
        assertEnds(Reason.BUSY);
    }

    @Test
    void scriptThatReturnsToADialplanThatEndsHasServedTheCaller() {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "AGI");
        pass(Duration.ofSeconds(20));
        assertEnds();
        runs(Source.AMI, "Hangup");
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void callerWhoHangsUpInAScriptThatHasLastedWasServed() {
        hangsUpIn("AGI", Duration.ofSeconds(20));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void callerWhoHangsUpInAScriptThatHasJustBegunHadPerhapsWhatItCameFor() {
        hangsUpIn("AGI", Duration.ofSeconds(3));
        assertEnds(Reason.OBSERVER_LOST);
    }

    /** The program may have been about to call somebody. */
    @Test
    void callerWhoHangsUpInAnAriProgramHadPerhapsWhatItCameFor() {
        hangsUpIn("Stasis", Duration.ofSeconds(20));
        assertEnds(Reason.OBSERVER_LOST);
    }

    private void hangsUpIn(String application, Duration after) {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, application);
        pass(after);
        hear(new Fact.HangupRequested(
                Source.AMI, channel("bob", null), Fact.Ender.FAR_END, 16, null));
        Channel atItsEnd =
                new Channel("bob", "PJSIP/bob-1", Channel.State.UP, "lab", "h", "NoOp", null);
        hear(new Fact.ChannelSeen(Source.AMI, atItsEnd));
        hear(new Fact.ChannelGone(Source.AMI, atItsEnd, 16, null));
    }

    @Test
    void announcementBehindALocalChannelIsNoEndWhileItPlays() {
        reachesBehindALocalChannel("Playback");
        pass(Duration.ofMinutes(5));
        assertEnds();
    }

    @Test
    void announcementThatIsHeardOutBehindALocalChannelHasServedTheCaller() {
        reachesBehindALocalChannel("Playback");
        pass(Duration.ofSeconds(3));
        for (String leg : List.of("l2", "l1")) {
            hear(new Fact.ChannelGone(Source.AMI, local(leg, null), 16, null));
        }
        hear(new Fact.LeftBridge(Source.AMI, channel("bob", null), SECOND));
        hear(new Fact.ChannelGone(Source.AMI, channel("bob", null), 16, null));
        assertEnds(Reason.APPLICATION);
    }

    @Test
    void menuBehindALocalChannelThatDialsLaterHasNotServedTheCaller() {
        reachesBehindALocalChannel("Playback");
        pass(Duration.ofSeconds(3));
        hear(new Fact.DialBegun(Source.AMI, local("l2", "Dial"), channel("carol", null)));
        pass(Duration.ofMinutes(1));
        assertEnds();
    }

    /** Bob's Dial to a Local channel is answered by what its far half runs. */
    private void reachesBehindALocalChannel(String application) {
        call(Source.AMI);
        blind(Source.AMI);
        runs(Source.AMI, "Dial");
        hear(new Fact.LocalJoined(Source.AMI, local("l1", null), local("l2", null)));
        hear(new Fact.DialBegun(Source.AMI, channel("bob", null), local("l1", null)));
        hear(new Fact.ChannelSeen(Source.AMI, local("l2", application)));
        hear(new Fact.DialEnded(Source.AMI, channel("bob", null), local("l1", null), "ANSWER"));
        hear(new Fact.EnteredBridge(Source.AMI, local("l1", null), SECOND, null));
        hear(new Fact.EnteredBridge(Source.AMI, channel("bob", null), SECOND, null));
    }

    private static Channel local(String name, @Nullable String application) {
        String half = "Local/ivr@lab-1;" + name.charAt(1);
        return new Channel(name, half, Channel.State.UP, "lab", "ivr", application, null);
    }
}
