package dev.referee.correlate;

import dev.referee.correlate.SimulatedPbx.Line;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Random;

/** What a caller finds at an extension of the {@link SimulatedPbx}, and what then really happened. */
final class SimulatedDialplan {
    private final SimulatedPbx pbx;
    private final Random random;

    SimulatedDialplan(SimulatedPbx pbx) {
        this.pbx = pbx;
        this.random = pbx.random;
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

    /** How a phone takes a call. */
    enum Manner {
        ANSWERS,
        BUSY,
        DECLINES,
        RINGS_IN_VAIN,
        UNREGISTERED,
        CONGESTED,
        CALLER_GIVES_UP
    }

    /**
     * What a caller reached.
     *
     * @param partner whom it is in a call with now, or null when that is nobody
     * @param target the leg that took the call or refused it; null when there is none
     * @param shownByAmi whether AMI shows enough to know it
     */
    record Reached(
            Reason reason, @Nullable Line partner, @Nullable Line target, boolean shownByAmi) {}

    /** The caller is at the extension's first priority now. A caller that reached nobody is gone. */
    Reached follow(Line caller, Extension extension) {
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
                serves(caller, "AGI", 500, 15_000);
                pbx.asteriskHangsUp(caller);
                pbx.gone(caller, 16, null);
                yield new Reached(Reason.APPLICATION, null, null, true);
            }
            case SCRIPT_IS_LEFT_BY_CALLER -> left(caller, "Stasis", Reason.OBSERVER_LOST);
            case APPLICATION_OF_OUR_OWN -> left(caller, "OurOwn", Reason.OBSERVER_LOST);
            case MUSIC_IS_LEFT_BY_CALLER ->
                left(caller, "StartMusicOnHold", Reason.TRANSFEREE_HUNG_UP);
            case QUEUE_ANSWERS -> queue(caller, Reason.ANSWERED);
            case QUEUE_TIMES_OUT -> queue(caller, Reason.NO_ANSWER);
            case QUEUE_IS_LEFT_BY_CALLER -> queue(caller, Reason.TRANSFEREE_HUNG_UP);
            case QUEUE_THEN_VOICEMAIL -> queue(caller, Reason.APPLICATION);
            case QUEUE_WITHOUT_AGENTS -> {
                pbx.runs(caller, "Queue");
                pbx.pass(500, 15_000);
                hangsUp(caller, 16);
                yield new Reached(Reason.TRANSFEREE_HUNG_UP, null, null, !hidden);
            }
            case QUEUE_AFTER_BUSY_ANSWERS -> queueAfterBusy(caller, Reason.ANSWERED);
            case QUEUE_AFTER_BUSY_IS_LEFT_BY_CALLER ->
                queueAfterBusy(caller, Reason.TRANSFEREE_HUNG_UP);
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
            case LOCAL_ANSWERS -> throughLocal(caller, true);
            case LOCAL_IS_BUSY -> throughLocal(caller, false);
            case LOCAL_MENU -> servedThroughLocal(caller, 14_000, 20_000);
            case LOCAL_ANNOUNCEMENT -> servedThroughLocal(caller, 500, 6_000);
            case ANNOUNCEMENT -> announcement(caller, true);
            case ANNOUNCEMENT_IS_CUT_SHORT -> announcement(caller, false);
            case MENU -> {
                pbx.runs(caller, "Answer");
                pbx.runs(caller, "Background");
                pbx.pass(14_000, 20_000);
                hangsUp(caller, 16);
                yield new Reached(Reason.APPLICATION, null, null, true);
            }
            case WAITING_ROOM -> waitingRoom(caller);
        };
    }

    // --- extensions ----------------------------------------------------------------------------

    private Reached phone(Line caller, Manner manner) {
        return andThen(caller, tries(caller, manner));
    }

    private Reached announced(Line caller, Manner manner) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, "Playback");
        pbx.pass(500, 7_000);
        return phone(caller, manner);
    }

    private Reached scripted(Line caller, Manner manner) {
        pbx.runs(caller, "NoOp");
        pbx.runs(caller, "AGI");
        pbx.pass(5, 2_000);
        pbx.runs(caller, "GotoIf");
        return phone(caller, manner);
    }

    private Reached failing(Line caller, String application, int cause, Reason reason) {
        pbx.runs(caller, application);
        pbx.pass(500, 5_000);
        // Seen on 22.10.1: the hangup request of ARI names what really runs.
        pbx.farEndHangsUp(caller, cause, null);
        pbx.gone(caller, cause, null);
        return new Reached(reason, null, null, true);
    }

    private Reached served(Line caller, String application, boolean shownByAmi) {
        pbx.runs(caller, application);
        pbx.pass(1, 50);
        pbx.shownAgainByAri(caller);
        pbx.pass(2_500, 9_000);
        hangsUp(caller, null);
        return new Reached(Reason.APPLICATION, null, null, shownByAmi);
    }

    private void serves(Line caller, String application, long leastMillis, long mostMillis) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, application);
        pbx.pass(leastMillis, mostMillis);
    }

    private Reached left(Line caller, String application, Reason end) {
        serves(caller, application, 500, 15_000);
        hangsUp(caller, 16);
        return new Reached(end, null, null, true);
    }

    private Reached conference(Line caller, boolean hidden) {
        pbx.runs(caller, "ConfBridge");
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
        for (Line member : pbx.in(room)) {
            pbx.farEndHangsUp(member, 16, null);
            pbx.leaves(member);
            pbx.gone(member, 16, null);
        }
        pbx.destroyed(room);
        return new Reached(Reason.APPLICATION, null, null, !hidden);
    }

    private Line memberWhoCalled() {
        Line member = pbx.callFrom("member", Extension.CONFERENCE.number());
        pbx.runs(member, "ConfBridge");
        return member;
    }

    private Line memberWhoWasCalled() {
        Line other = pbx.callFrom("other", "6002");
        Line member = Objects.requireNonNull(tries(other, Manner.ANSWERS).partner());
        part(Objects.requireNonNull(other.bridge), other, member);
        pbx.gone(other, 16, null);
        pbx.runs(member, "ConfBridge");
        return member;
    }

    private Reached announcement(Line caller, boolean heardOut) {
        pbx.runs(caller, "Answer");
        pbx.runs(caller, "Playback");
        pbx.pass(500, 6_000);
        if (!heardOut) {
            hangsUp(caller, 16);
            return new Reached(Reason.TRANSFEREE_HUNG_UP, null, null, true);
        }
        pbx.runs(caller, "Hangup");
        pbx.asteriskHangsUp(caller);
        pbx.gone(caller, 16, null);
        return new Reached(Reason.APPLICATION, null, null, true);
    }

    private Reached waitingRoom(Line caller) {
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
        return new Reached(Reason.TRANSFEREE_HUNG_UP, null, null, true);
    }

    /**
     * Who is called after somebody else was: never the transferor, which CalledBackTest tells of, and
     * hence never one who was called so before and may transfer by now.
     */
    private String deputy() {
        return "deputy" + random.nextInt(1_000_000);
    }

    private Reached failover(Line caller, Manner manner) {
        Manner first = random.nextBoolean() ? Manner.RINGS_IN_VAIN : Manner.BUSY;
        tries(caller, random.nextInt(4) == 0 ? Manner.UNREGISTERED : first);
        pbx.pass(0, 300);
        if (random.nextBoolean()) {
            pbx.runs(caller, "NoOp");
        }
        return andThen(caller, tries(caller, manner, deputy()));
    }

    private Reached queue(Line caller, Reason end) {
        pbx.runs(caller, "Queue");
        pbx.pass(1, 100);
        pbx.shownAgainByAri(caller);
        int members = 1 + random.nextInt(3);
        for (int i = 0; i < members; i++) {
            Line member = pbx.dials(caller, "member" + i, "AppQueue");
            pbx.rings(caller, member);
            pbx.pass(300, 4_000);
            if (end == Reason.ANSWERED && i == members - 1) {
                pbx.becomes(member, Channel.State.UP);
                pbx.dialEnds(caller, member, "ANSWER");
                connect(caller, member);
                return new Reached(Reason.ANSWERED, member, member, true);
            }
            boolean busy = random.nextBoolean();
            if (busy) {
                pbx.farEndHangsUp(member, 17, 486);
            }
            pbx.dialEnds(caller, member, busy ? "BUSY" : "NOANSWER");
            pbx.gone(member, busy ? 17 : null, busy ? 486 : null);
            pbx.pass(100, 5_000);
        }
        if (end == Reason.TRANSFEREE_HUNG_UP) {
            hangsUp(caller, 16);
            return new Reached(end, null, null, true);
        }
        pbx.sets(caller, "QUEUESTATUS", "TIMEOUT");
        pbx.pass(0, 50);
        return end == Reason.APPLICATION
                ? served(caller, "VoiceMail", true)
                : andThen(caller, new Reached(end, null, null, true));
    }

    /** All members are busy for a while: the queue rings nobody. */
    private Reached queueAfterBusy(Line caller, Reason end) {
        tries(caller, Manner.BUSY);
        pbx.pass(0, 300);
        pbx.runs(caller, "Queue");
        pbx.pass(3_000, 9_000);
        if (end == Reason.TRANSFEREE_HUNG_UP) {
            hangsUp(caller, 16);
            return new Reached(end, null, null, true);
        }
        Line member = pbx.dials(caller, "member", "AppQueue");
        pbx.rings(caller, member);
        pbx.pass(300, 4_000);
        pbx.becomes(member, Channel.State.UP);
        pbx.dialEnds(caller, member, "ANSWER");
        connect(caller, member);
        return new Reached(Reason.ANSWERED, member, member, true);
    }

    private Reached retryDial(Line caller, Manner last) {
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

    private Reached retried(Line caller, Manner manner) {
        pbx.sets(caller, "DIALSTATUS", "");
        // Another one than the deputy: whoever is the transferor of the next transfer by now and is
        // called for it as the deputy would be called back.
        Line phone = pbx.dials(caller, "patient", "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(100, 4_000);
        return takes(caller, phone, manner);
    }

    private Reached group(Line caller, boolean answered) {
        beginsDial(caller);
        Line one = pbx.dials(caller, "one", "AppDial");
        Line two = pbx.dials(caller, "two", "AppDial");
        pbx.rings(caller, two);
        pbx.pass(50, 5_000);
        refuses(caller, one, 17, 486, "BUSY");
        pbx.gone(one, 17, 486);
        pbx.pass(100, 6_000);
        if (answered) {
            answers(caller, two);
            connect(caller, two);
            return new Reached(Reason.ANSWERED, two, two, true);
        }
        refuses(caller, two, 17, 486, "BUSY");
        pbx.sets(caller, "DIALSTATUS", "BUSY");
        pbx.gone(two, 17, 486);
        return andThen(caller, new Reached(Reason.BUSY, null, null, true));
    }

    private Reached throughLocal(Line caller, boolean answered) {
        beginsDial(caller);
        List<Line> halves = pbx.newLocal("6002");
        Line one = halves.get(0);
        Line two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppDial");
        beginsDial(two);
        Line phone = pbx.dials(two, "behind", "AppDial");
        pbx.rings(two, phone);
        pbx.rings(caller, one);
        pbx.pass(100, 5_000);
        if (!answered) {
            refuses(two, phone, 17, 486, "BUSY");
            pbx.sets(two, "DIALSTATUS", "BUSY");
            pbx.gone(phone, 17, 486);
            pbx.dialEnds(caller, one, "BUSY");
            pbx.sets(caller, "DIALSTATUS", "BUSY");
            pbx.gone(one, 17, null);
            pbx.gone(two, 17, null);
            return andThen(caller, new Reached(Reason.BUSY, null, phone, true));
        }
        answers(two, phone);
        answers(caller, one);
        Bridge far = connect(two, phone);
        Bridge near = connect(caller, one);
        pbx.pass(1, 500);
        if (random.nextInt(3) == 0) {
            // Not optimised (/n): it ends here as far as this simulation goes.
            pbx.pass(500, 5_000);
            pbx.farEndHangsUp(phone, 16, null);
            part(far, phone, two);
            part(near, one, caller);
            pbx.gone(phone, 16, null);
            pbx.gone(two, 16, null);
            pbx.gone(one, 16, null);
            pbx.gone(caller, 16, null);
            return new Reached(Reason.ANSWERED, null, phone, true);
        }
        pbx.leaves(phone);
        pbx.leaves(one);
        pbx.enters(phone, near, one);
        pbx.leaves(two);
        pbx.asteriskHangsUp(two);
        pbx.farEndHangsUp(one, 16, null);
        pbx.gone(two, 16, null);
        pbx.destroyed(far);
        pbx.gone(one, 16, null);
        return new Reached(Reason.ANSWERED, phone, phone, true);
    }

    private Reached servedThroughLocal(Line caller, long leastMillis, long mostMillis) {
        beginsDial(caller);
        List<Line> halves = pbx.newLocal("ivr");
        Line one = halves.get(0);
        Line two = halves.get(1);
        pbx.localJoined(one, two);
        pbx.dialBegins(caller, one, "AppDial");
        pbx.runs(two, "Answer");
        answers(caller, one);
        Bridge near = connect(caller, one);
        pbx.runs(two, "Playback");
        pbx.pass(leastMillis, mostMillis);
        pbx.asteriskHangsUp(two);
        pbx.gone(two, 16, null);
        part(near, one, caller);
        pbx.gone(one, 16, null);
        pbx.asteriskHangsUp(caller);
        pbx.gone(caller, 16, null);
        return new Reached(Reason.APPLICATION, null, null, true);
    }

    // --- phones --------------------------------------------------------------------------------

    /** One Dial to one phone. The caller is still there afterwards unless it gave up. */
    Reached tries(Line caller, Manner manner) {
        return tries(caller, manner, "phone" + random.nextInt(9));
    }

    private Reached tries(Line caller, Manner manner, String endpoint) {
        beginsDial(caller);
        if (manner == Manner.UNREGISTERED) {
            pbx.sets(caller, "DIALSTATUS", "CHANUNAVAIL");
            return new Reached(Reason.UNREACHABLE, null, null, true);
        }
        Line phone = pbx.dials(caller, endpoint, "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(100, 6_000);
        return takes(caller, phone, manner);
    }

    void beginsDial(Line caller) {
        pbx.runs(caller, "Dial");
        pbx.sets(caller, "DIALSTATUS", "");
    }

    /** A phone that rings takes the call in its manner. */
    Reached takes(Line caller, Line phone, Manner manner) {
        return switch (manner) {
            case ANSWERS -> {
                answers(caller, phone);
                connect(caller, phone);
                yield new Reached(Reason.ANSWERED, phone, phone, true);
            }
            case BUSY -> refused(caller, phone, Reason.BUSY, 17, 486, "BUSY", "BUSY");
            // Seen on 22.10.1: a 603 is told like this.
            case DECLINES ->
                refused(caller, phone, Reason.DECLINED, 21, 603, "NOANSWER", "CHANUNAVAIL");
            case CONGESTED ->
                refused(caller, phone, Reason.CONGESTION, 34, 503, "CONGESTION", "CONGESTION");
            case RINGS_IN_VAIN -> {
                pbx.dialEnds(caller, phone, "NOANSWER");
                pbx.sets(caller, "DIALSTATUS", "NOANSWER");
                pbx.meanwhile(() -> pbx.gone(phone, null, null));
                yield new Reached(Reason.NO_ANSWER, null, phone, true);
            }
            case CALLER_GIVES_UP -> {
                pbx.farEndHangsUp(caller, 16, null);
                pbx.dialEnds(caller, phone, "CANCEL");
                pbx.sets(caller, "DIALSTATUS", "CANCEL");
                pbx.asteriskHangsUp(caller);
                pbx.meanwhile(() -> pbx.gone(phone, 16, null));
                pbx.gone(caller, 16, null);
                yield new Reached(Reason.TRANSFEREE_HUNG_UP, null, phone, true);
            }
            case UNREGISTERED -> throw new IllegalArgumentException("it does not ring");
        };
    }

    private Reached refused(
            Line caller,
            Line phone,
            Reason reason,
            int cause,
            int sipStatus,
            String dialEnd,
            String dialStatus) {
        refuses(caller, phone, cause, sipStatus, dialEnd);
        if (random.nextBoolean()) {
            pbx.sets(caller, "DIALSTATUS", dialStatus);
            pbx.gone(phone, cause, sipStatus);
        } else {
            pbx.gone(phone, cause, sipStatus);
            pbx.sets(caller, "DIALSTATUS", dialStatus);
        }
        return new Reached(reason, null, phone, true);
    }

    private void refuses(Line caller, Line phone, int cause, int sipStatus, String dialEnd) {
        pbx.farEndHangsUp(phone, cause, sipStatus);
        pbx.dialEnds(caller, phone, dialEnd);
    }

    private void answers(Line caller, Line phone) {
        pbx.becomes(phone, Channel.State.UP);
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        pbx.dialEnds(caller, phone, "ANSWER");
        if (caller.state != Channel.State.UP) {
            pbx.becomes(caller, Channel.State.UP);
        }
    }

    private Bridge connect(Line caller, Line phone) {
        Bridge bridge = pbx.newBridge("simple_bridge");
        pbx.enters(phone, bridge, null);
        pbx.enters(caller, bridge, null);
        return bridge;
    }

    private void part(Bridge bridge, Line one, Line two) {
        pbx.leaves(one);
        pbx.leaves(two);
        pbx.destroyed(bridge);
    }

    /** A caller that was not put through leaves, one way or another. */
    Reached andThen(Line caller, Reached reached) {
        if (reached.partner() != null || caller.gone) {
            return reached;
        }
        switch (random.nextInt(4)) {
            case 0 -> { // The dialplan goes on with an announcement.
                pbx.pass(0, 200);
                pbx.runs(caller, "Playback");
                pbx.pass(500, 5_000);
                pbx.runs(caller, "Hangup");
                pbx.asteriskHangsUp(caller);
                pbx.gone(caller, 16, null);
            }
            case 1 -> { // It ends at once.
                pbx.asteriskHangsUp(caller);
                pbx.gone(caller, 16, null);
            }
            case 2 -> { // The caller listens to a tone for a while.
                pbx.pass(200, 8_000);
                hangsUp(caller, 16);
            }
            default -> { // As case 2, but Asterisk names the target's status (seen on 22.10.1).
                pbx.pass(200, 8_000);
                hangsUp(caller, causeOf(reached.reason()));
            }
        }
        return reached;
    }

    private static int causeOf(Reason reason) {
        return switch (reason) {
            case DECLINED -> 21;
            case CONGESTION -> 34;
            default -> 17;
        };
    }

    private void hangsUp(Line line, @Nullable Integer cause) {
        pbx.farEndHangsUp(line, cause, null);
        pbx.asteriskHangsUp(line);
        pbx.gone(line, cause, null);
    }
}
