package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Applies the facts of a source to its view: how each fact changes the channels, bridges and dials
 * that it names.
 */
final class Observation {
    private final View view;

    private Observation(View view) {
        this.view = view;
    }

    /**
     * Takes a fact over into its source's view.
     *
     * @return the legs that it concerns
     */
    static List<Leg> apply(Fact fact, View view, Instant now) {
        return new Observation(view).apply(fact, now);
    }

    private List<Leg> apply(Fact fact, Instant now) {
        return switch (fact) {
            case Fact.ChannelSeen seen -> {
                boolean isNew = view.find(seen.channel().uniqueid()) == null;
                Leg leg = stepped(seen.channel(), now);
                leg.begunHere |= isNew && isBeginning(seen.channel());
                yield List.of(leg);
            }
            case Fact.HangupRequested request -> List.of(endRequested(request, now));
            case Fact.ChannelGone gone -> List.of(gone(gone, now));
            case Fact.EnteredBridge entered -> entered(entered, now);
            case Fact.LeftBridge left -> left(left, now);
            case Fact.BridgeGone gone -> view.rooms.dissolve(gone.bridgeId());
            case Fact.DialBegun dial ->
                dialled(dial.caller(), dial.dialled(), Told.BEGUN, dial.dialString(), now)
                        .legs();
            case Fact.DialProgress dial -> {
                Dialling dialling =
                        dialled(dial.caller(), dial.dialled(), Told.UNDER_WAY, null, now);
                dialling.attempt().ringing |= "RINGING".equals(dial.status());
                yield dialling.legs();
            }
            case Fact.DialEnded dial -> {
                Dialling dialling = dialled(dial.caller(), dial.dialled(), Told.ENDED, null, now);
                dialling.attempt().end(dial.status(), view.tick());
                yield dialling.legs();
            }
            case Fact.VariableSet variable -> List.of(variableSet(variable, now));
            case Fact.LocalJoined local ->
                List.of(view.leg(local.one(), now), view.leg(local.two(), now));
            case Fact.DialogRead read -> {
                Leg leg = view.find(read.uniqueid());
                if (leg == null) {
                    yield List.of();
                }
                leg.dialog = read;
                view.noteCallId(leg, read.callId());
                yield List.of(leg);
            }
            // These are about transfers or about the source itself: the correlator's business.
            case Fact.BlindTransferred ignored -> List.of();
            case Fact.AttendedTransferred ignored -> List.of();
            case Fact.HandedOver ignored -> List.of();
            case Fact.Connected ignored -> List.of();
            case Fact.Disconnected ignored -> List.of();
            case Fact.Snapshot ignored -> List.of();
            case Fact.ReferSeen ignored -> List.of();
            case Fact.ReferAnswered ignored -> List.of();
            case Fact.NotifySeen ignored -> List.of();
            case Fact.NotifyAnswered ignored -> List.of();
            case Fact.ByeSeen ignored -> List.of();
            case Fact.InviteFailed ignored -> List.of();
            case Fact.InviteRedirected ignored -> List.of();
            case Fact.TransferBegun ignored -> List.of();
        };
    }

    /**
     * Whether a channel in its first report has just been created. ARI reports some channels once
     * more after they are gone, then with their Call-ID (22.10.1; a new one has none yet).
     */
    private static boolean isBeginning(Channel channel) {
        return channel.application() == null
                && channel.callId() == null
                && (channel.state() == Channel.State.DOWN
                        || channel.state() == Channel.State.CALLING);
    }

    private Leg stepped(Channel channel, Instant now) {
        Leg leg = view.leg(channel, now);
        leg.learnApplication(
                channel,
                view.source == Source.AMI ? Leg.Telling.AT_ITS_BEGINNING : Leg.Telling.ALWAYS,
                now);
        return leg;
    }

    /** Notes how it leaves its bridge, before it does: it may hang up first. */
    private static void noteLeaving(Leg leg) {
        if (leg.room != null && !leg.end.byFarEnd) {
            leg.end.leftWhileCalling = leg.room.members.stream()
                    .map(member -> member.half)
                    .filter(Objects::nonNull)
                    .flatMap(half -> half.attempts().stream())
                    .anyMatch(Attempt::isPending);
        }
    }

    private Leg endRequested(Fact.HangupRequested request, Instant now) {
        // Where the first application after a transfer was hidden, ARI names it here (22.10.1).
        Leg leg = view.leg(request.channel(), now);
        leg.learnApplication(request.channel(), Leg.Telling.LATE, now);
        leg.end.learn(request.cause(), request.sipStatus(), now);
        switch (request.by()) {
            case FAR_END -> {
                noteLeaving(leg);
                leg.end.byFarEnd = true;
            }
            case SHUTDOWN -> leg.end.byShutdown = true;
            case ASTERISK -> {
                // The dialplan's own end: what it did before says why.
            }
        }
        return leg;
    }

    private Leg gone(Fact.ChannelGone fact, Instant now) {
        Leg leg = view.leg(fact.channel(), now);
        leg.end.learn(fact.cause(), fact.sipStatus(), now);
        view.rooms.leave(leg);
        view.bury(leg, now);
        return leg;
    }

    private List<Leg> entered(Fact.EnteredBridge fact, Instant now) {
        Leg leg = stepped(fact.channel(), now);
        leg.moved = true;
        Leg before = view.find(leg.lastPartner);
        view.rooms.enter(leg, fact.bridge());
        view.consultations.entered(leg, before);
        leg.itinerary.add(
                new Itinerary.Entered(fact.bridge().id(), fact.bridge().parking(), now));
        Leg swapped = view.find(fact.swapped());
        if (swapped == null) {
            return List.of(leg);
        }
        swapped.replacedBy = leg;
        return List.of(leg, swapped);
    }

    private List<Leg> left(Fact.LeftBridge fact, Instant now) {
        Leg leg = view.leg(fact.channel(), now);
        leg.moved = true;
        // A leg that swapped into another bridge may be said to leave the first one afterwards.
        if (leg.room != null && !leg.room.id.equals(fact.bridge().id())) {
            return List.of(leg);
        }
        List<Leg> concerned = leg.room == null ? List.of(leg) : List.copyOf(leg.room.members);
        noteLeaving(leg);
        view.rooms.leave(leg);
        leg.itinerary.add(new Itinerary.Left(fact.bridge().id(), now));
        return concerned;
    }

    /** The report of a dial. */
    private enum Told {
        BEGUN,
        UNDER_WAY,
        ENDED
    }

    private record Dialling(Attempt attempt, List<Leg> legs) {}

    /** The dial to a leg: dials are joined on the dialled leg, the caller may change meanwhile. */
    private Dialling dialled(
            @Nullable Channel caller,
            Channel dialledChannel,
            Told what,
            @Nullable String dialString,
            Instant now) {
        Leg dialled = view.leg(dialledChannel, now);
        Leg callerLeg = caller == null ? null : view.leg(caller, now);
        Attempt attempt = dialled.dialledBy;
        if (attempt == null) {
            boolean originated = callerLeg == null;
            attempt = new Attempt(dialled, originated, what != Told.ENDED, dialString, view.tick());
            if (callerLeg != null) {
                dialled.dialledBy = attempt;
                callerLeg.itinerary.add(new Itinerary.Dialled(attempt, now));
                callerLeg.watchers().forEach(track -> track.watch(dialled));
            } else if (what == Told.BEGUN && !dialled.isMachine()) {
                dialled.dialledBy = attempt;
                view.noteOriginated(attempt, now);
            }
        }
        if (attempt.behind == null && dialled.isLocal()) {
            attempt.behind = view.otherHalf(dialled);
        }
        return new Dialling(
                attempt, callerLeg == null ? List.of(dialled) : List.of(callerLeg, dialled));
    }

    private Leg variableSet(Fact.VariableSet fact, Instant now) {
        Leg leg = stepped(fact.channel(), now);
        String value = fact.value().isEmpty() ? null : fact.value();
        switch (fact.name()) {
            case "SIPTRANSFER" ->
                leg.refer = new Leg.ReferHeaders(
                        value != null, leg.refer.referTo(), leg.refer.referredBy());
            case "SIPREFERTOHDR" ->
                leg.refer = new Leg.ReferHeaders(leg.refer.marked(), value, leg.refer.referredBy());
            case "SIPREFERREDBYHDR" ->
                leg.refer = new Leg.ReferHeaders(leg.refer.marked(), leg.refer.referTo(), value);
            case "TRANSFERERNAME" -> view.consultations.asked(leg, fact.value());
            default -> leg.itinerary.add(new Itinerary.Status(fact.name(), fact.value(), now));
        }
        return leg;
    }
}
