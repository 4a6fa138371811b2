package dev.referee.correlate;

import dev.referee.model.Bridge;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a caller finds at the plain extensions of the {@link SimulatedPbx}. */
final class SimulatedDialplan extends SimulatedSteps {
    private final SimulatedQueues queues;
    private final SimulatedLocals locals;

    SimulatedDialplan(SimulatedPbx pbx) {
        super(pbx);
        this.queues = new SimulatedQueues(pbx);
        this.locals = new SimulatedLocals(pbx);
    }

    List<Place> places() {
        return Stream.of(Extension.values())
                .map(one -> Place.forAll(one.number(), caller -> follow(caller, one)))
                .toList();
    }

    /** Extensions, by what happens there. */
    enum Extension {
        PHONE_ANSWERS,
        PHONE_IS_BUSY,
        PHONE_DECLINES,
        PHONE_RINGS_IN_VAIN,
        PHONE_IS_UNREGISTERED,
        PHONE_IS_CONGESTED,
        CALLER_GIVES_UP,
        BUSY_APPLICATION,
        CONGESTION_APPLICATION,
        ECHO,
        CONFERENCE,
        VOICEMAIL,
        ANNOUNCED_PHONE_ANSWERS,
        ANNOUNCED_PHONE_IS_BUSY,
        SCRIPTED_PHONE_ANSWERS,
        SCRIPTED_PHONE_DECLINES,
        SLOW_SCRIPT_THEN_PHONE_IS_BUSY,
        SCRIPT_RETURNS,
        SCRIPT_IS_LEFT_BY_CALLER,
        APPLICATION_OF_OUR_OWN,
        MUSIC_IS_LEFT_BY_CALLER,
        QUEUE_ANSWERS,
        QUEUE_TIMES_OUT,
        QUEUE_IS_LEFT_BY_CALLER,
        QUEUE_THEN_VOICEMAIL,
        QUEUE_WITHOUT_AGENTS,
        QUEUE_AFTER_BUSY_ANSWERS,
        QUEUE_AFTER_BUSY_IS_LEFT_BY_CALLER,
        RETRY_DIAL_ANSWERS,
        RETRY_DIAL_IS_BUSY,
        GROUP_ANSWERS,
        GROUP_IS_BUSY,
        FAILOVER_ANSWERS,
        FAILOVER_DECLINES,
        VOICEMAIL_AFTER_NO_ANSWER,
        LOCAL_ANSWERS,
        LOCAL_IS_BUSY,
        LOCAL_MENU,
        LOCAL_ANNOUNCEMENT,
        ANNOUNCEMENT,
        ANNOUNCEMENT_IS_CUT_SHORT,
        MENU,
        WAITING_ROOM;

        /** What is dialled to get there: Asterisk's extensions need not be digits. */
        String number() {
            return name();
        }
    }

    /** The caller is at the extension's first priority now. A caller that reached nobody is gone. */
    Reached follow(SimulatedLine caller, Extension extension) {
        boolean hidden = caller.hidesNextApplication;
        return switch (extension) {
            case PHONE_ANSWERS -> phone(caller, Manner.ANSWERS);
            case PHONE_IS_BUSY -> phone(caller, Manner.BUSY);
            case PHONE_DECLINES -> phone(caller, Manner.DECLINES);
            case PHONE_RINGS_IN_VAIN -> phone(caller, Manner.RINGS_IN_VAIN);
            case PHONE_IS_UNREGISTERED -> phone(caller, Manner.UNREGISTERED);
            case PHONE_IS_CONGESTED -> phone(caller, Manner.CONGESTED);
            case CALLER_GIVES_UP -> phone(caller, Manner.CALLER_GIVES_UP);
            case BUSY_APPLICATION -> failing(caller, "Busy", 17, Reason.BUSY);
            case CONGESTION_APPLICATION -> failing(caller, "Congestion", 34, Reason.CONGESTION);
            case ECHO -> {
                pbx.runs(caller, "Answer");
                pbx.pass(0, 30);
                yield served(caller, "Echo", true);
            }
            case CONFERENCE -> conference(caller, hidden);
            case VOICEMAIL -> served(caller, "VoiceMail", !hidden);
            case ANNOUNCED_PHONE_ANSWERS -> announced(caller, Manner.ANSWERS);
            case ANNOUNCED_PHONE_IS_BUSY -> announced(caller, Manner.BUSY);
            case SCRIPTED_PHONE_ANSWERS -> scripted(caller, Manner.ANSWERS);
            case SCRIPTED_PHONE_DECLINES -> scripted(caller, Manner.DECLINES);
            case SLOW_SCRIPT_THEN_PHONE_IS_BUSY -> {
                serves(caller, "AGI", 11_000, 15_000);
                yield phone(caller, Manner.BUSY);
            }
            case SCRIPT_RETURNS -> {
                Instant start = pbx.now();
                serves(caller, "AGI", 500, 15_000);
                Instant end = pbx.now();
                dialplanIsOver(caller, 16);
                // One that is over soon and says nothing of itself may have done nothing.
                Reached served = Reached.nobody(Reason.APPLICATION);
                yield start.plusSeconds(2).isBefore(end)
                        ? served.inHaste(start.plusSeconds(4).isAfter(end))
                        : served.or(Reason.OBSERVER_LOST).inHaste(true);
            }
            case SCRIPT_IS_LEFT_BY_CALLER -> left(caller, "Stasis", Reason.OBSERVER_LOST);
            case APPLICATION_OF_OUR_OWN -> left(caller, "OurOwn", Reason.OBSERVER_LOST);
            case MUSIC_IS_LEFT_BY_CALLER ->
                left(caller, "StartMusicOnHold", Reason.TRANSFEREE_HUNG_UP);
            case QUEUE_ANSWERS -> queues.queue(caller, Reason.ANSWERED);
            case QUEUE_TIMES_OUT -> queues.queue(caller, Reason.NO_ANSWER);
            case QUEUE_IS_LEFT_BY_CALLER -> queues.queue(caller, Reason.TRANSFEREE_HUNG_UP);
            case QUEUE_THEN_VOICEMAIL -> queues.queue(caller, Reason.APPLICATION);
            case QUEUE_WITHOUT_AGENTS -> {
                pbx.runs(caller, "Queue", "support");
                pbx.pass(500, 15_000);
                hangsUp(caller, 16);
                yield Reached.nobody(Reason.TRANSFEREE_HUNG_UP).shownBy(Source.AMI, !hidden);
            }
            case QUEUE_AFTER_BUSY_ANSWERS -> queues.afterBusy(caller, Reason.ANSWERED);
            case QUEUE_AFTER_BUSY_IS_LEFT_BY_CALLER ->
                queues.afterBusy(caller, Reason.TRANSFEREE_HUNG_UP);
            case RETRY_DIAL_ANSWERS -> retryDial(caller, Manner.ANSWERS);
            case RETRY_DIAL_IS_BUSY -> retryDial(caller, Manner.BUSY);
            case GROUP_ANSWERS -> group(caller, true);
            case GROUP_IS_BUSY -> group(caller, false);
            case FAILOVER_ANSWERS -> failover(caller, Manner.ANSWERS);
            case FAILOVER_DECLINES -> failover(caller, Manner.DECLINES);
            case VOICEMAIL_AFTER_NO_ANSWER -> {
                tries(caller, Manner.RINGS_IN_VAIN);
                pbx.pass(0, 300);
                yield served(caller, "VoiceMail", true);
            }
            case LOCAL_ANSWERS -> locals.through(caller, true);
            case LOCAL_IS_BUSY -> locals.through(caller, false);
            case LOCAL_MENU -> locals.servedThrough(caller, 14_000, 20_000);
            case LOCAL_ANNOUNCEMENT -> locals.servedThrough(caller, 500, 6_000);
            case ANNOUNCEMENT -> announcement(caller, true);
            case ANNOUNCEMENT_IS_CUT_SHORT -> announcement(caller, false);
            case MENU -> {
                pbx.runs(caller, "Answer");
                pbx.runs(caller, "Background");
                pbx.pass(14_000, 20_000);
                hangsUp(caller, 16);
                yield Reached.nobody(Reason.APPLICATION);
            }
            case WAITING_ROOM -> waitingRoom(caller);
        };
    }

    // --- extensions ----------------------------------------------------------------------------

    private Reached phone(SimulatedLine caller, Manner manner) {
        return andThen(caller, tries(caller, manner));
    }

    private Reached announced(SimulatedLine caller, Manner manner) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, "Playback", "demo-congrats");
        pbx.pass(500, 7_000);
        return phone(caller, manner);
    }

    private Reached scripted(SimulatedLine caller, Manner manner) {
        pbx.runs(caller, "NoOp");
        pbx.runs(caller, "AGI", "agi://127.0.0.1");
        pbx.pass(5, 2_000);
        pbx.runs(caller, "GotoIf");
        return phone(caller, manner);
    }

    private Reached failing(SimulatedLine caller, String application, int cause, Reason reason) {
        pbx.runs(caller, application);
        pbx.pass(500, 5_000);
        // Seen on 22.10.1: the hangup request of ARI names what really runs.
        pbx.farEndHangsUp(caller, cause, null);
        pbx.gone(caller, cause, null);
        return Reached.nobody(reason);
    }

    private Reached served(SimulatedLine caller, String application, boolean shownByAmi) {
        pbx.runs(caller, application);
        pbx.pass(1, 50);
        pbx.shownAgainByAri(caller);
        pbx.pass(4_500, 9_000); // So long that it has settled, however late it is heard.
        hangsUp(caller, null);
        return Reached.nobody(Reason.APPLICATION).shownBy(Source.AMI, shownByAmi);
    }

    private void serves(
            SimulatedLine caller, String application, long leastMillis, long mostMillis) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, application);
        pbx.pass(leastMillis, mostMillis);
    }

    private Reached left(SimulatedLine caller, String application, Reason end) {
        serves(caller, application, 500, 15_000);
        hangsUp(caller, 16);
        return Reached.nobody(end);
    }

    private Reached conference(SimulatedLine caller, boolean hidden) {
        pbx.runs(caller, "ConfBridge", "lab");
        Bridge room = pbx.newBridge("softmix");
        boolean alone = random.nextBoolean();
        if (!alone) {
            pbx.enters(random.nextBoolean() ? memberWhoCalled() : memberWhoWasCalled(), room, null);
        }
        pbx.pass(1, 20);
        pbx.enters(caller, room, null);
        pbx.pass(2_500, 9_000);
        pbx.farEndHangsUp(caller, 16, null);
        pbx.leaves(caller);
        pbx.gone(caller, 16, null);
        for (SimulatedLine member : pbx.in(room)) {
            pbx.farEndHangsUp(member, 16, null);
            pbx.leaves(member);
            pbx.gone(member, 16, null);
        }
        pbx.destroyed(room);
        return Reached.nobody(Reason.APPLICATION).shownBy(Source.AMI, !hidden);
    }

    private SimulatedLine memberWhoCalled() {
        SimulatedLine member = pbx.callFrom("member", Extension.CONFERENCE.number());
        pbx.runs(member, "ConfBridge", "lab");
        return member;
    }

    private SimulatedLine memberWhoWasCalled() {
        SimulatedLine other = pbx.callFrom("other", "6002");
        SimulatedLine member =
                Objects.requireNonNull(tries(other, Manner.ANSWERS).partner());
        part(Objects.requireNonNull(other.bridge), other, member);
        pbx.gone(other, 16, null);
        pbx.runs(member, "ConfBridge", "lab");
        return member;
    }

    private Reached announcement(SimulatedLine caller, boolean heardOut) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, "Playback", "demo-congrats");
        pbx.pass(500, 6_000);
        if (!heardOut) {
            hangsUp(caller, 16);
            return Reached.nobody(Reason.TRANSFEREE_HUNG_UP);
        }
        hangupIsRun(caller, 16);
        return Reached.nobody(Reason.APPLICATION);
    }

    private Reached waitingRoom(SimulatedLine caller) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, "BridgeWait");
        Bridge room = pbx.newBridge("holding_bridge");
        pbx.enters(caller, room, null);
        // Also when it is heard late: after ten seconds of waiting it counts as served.
        pbx.pass(1_000, 8_000);
        pbx.farEndHangsUp(caller, 16, null);
        pbx.leaves(caller);
        pbx.destroyed(room);
        pbx.gone(caller, 16, null);
        return Reached.nobody(Reason.TRANSFEREE_HUNG_UP);
    }

    private Reached failover(SimulatedLine caller, Manner manner) {
        Manner first = random.nextBoolean() ? Manner.RINGS_IN_VAIN : Manner.BUSY;
        tries(caller, random.nextInt(4) == 0 ? Manner.UNREGISTERED : first);
        pbx.pass(0, 300);
        if (random.nextBoolean()) {
            pbx.runs(caller, "NoOp");
        }
        return andThen(caller, tries(caller, manner, deputy()));
    }

    private Reached retryDial(SimulatedLine caller, Manner last) {
        pbx.runs(caller, "RetryDial");
        for (int round = random.nextInt(2); round >= 0; round--) {
            retried(caller, Manner.BUSY);
            pbx.pass(2_500, 10_000);
        }
        Reached reached = retried(caller, last);
        if (last == Manner.BUSY) {
            pbx.runs(caller, "NoOp");
        }
        return andThen(caller, reached);
    }

    private Reached retried(SimulatedLine caller, Manner manner) {
        pbx.sets(caller, "DIALSTATUS", "");
        // Another one than the deputy: whoever is the transferor of the next transfer by now and is
        // called for it as the deputy would be called back.
        SimulatedLine phone = pbx.dials(caller, "patient", "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(100, 4_000);
        return takes(caller, phone, manner);
    }

    private Reached group(SimulatedLine caller, boolean answered) {
        beginsDial(caller, "PJSIP/one&PJSIP/two");
        SimulatedLine one = pbx.dials(caller, "one", "AppDial");
        SimulatedLine two = pbx.dials(caller, "two", "AppDial");
        pbx.rings(caller, two);
        pbx.pass(50, 5_000);
        refuses(caller, one, 17, 486, "BUSY");
        pbx.gone(one, 17, 486);
        pbx.pass(100, 6_000);
        if (answered) {
            answers(caller, two);
            connect(caller, two);
            return Reached.partner(two);
        }
        refuses(caller, two, 17, 486, "BUSY");
        pbx.sets(caller, "DIALSTATUS", "BUSY");
        pbx.gone(two, 17, 486);
        return andThen(caller, Reached.nobody(Reason.BUSY));
    }
}
