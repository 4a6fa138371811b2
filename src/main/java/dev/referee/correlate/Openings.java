package dev.referee.correlate;

import dev.referee.correlate.Plan.Course;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How transfers begin by AMI and ARI: finds or opens the case that a source reports. Both sources
 * report the same transfer, in different words and at different times.
 */
final class Openings {
    /**
     * Limit of the parties that receive a transfer of several: an ARI bridge may be a large
     * conference.
     */
    static final int MOST_TRANSFEREES = 32;

    private final String pbx;
    private final Limits limits;
    private final Map<Source, View> views;
    private final Set<Source> live;
    private final Cases cases;
    private final Referrals referrals;
    private final Hearing hearing;

    /** Works on the correlator's own state. */
    Openings(
            String pbx,
            Limits limits,
            Map<Source, View> views,
            Set<Source> live,
            Cases cases,
            Referrals referrals,
            Hearing hearing) {
        this.pbx = pbx;
        this.limits = limits;
        this.views = views;
        this.live = live;
        this.cases = cases;
        this.referrals = referrals;
        this.hearing = hearing;
    }

    Set<Case> blind(
            View view, Fact.BlindTransferred fact, Instant now, List<TransferEvent> events) {
        Leg transferor = view.leg(fact.transferor(), now);
        Leg transferee = legOf(view, fact.transferee(), now);
        noteStandIn(transferor, legOf(view, fact.standIn(), now));
        Plan plan = new Plan(
                fact.result(),
                Course.DIALPLAN,
                null,
                idOf(transferee),
                null,
                idOf(fact.bridge()),
                null,
                null);
        Case one = caseFor(view, fact, Kind.BLIND, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        one.extension = one.extension == null ? fact.extension() : one.extension;
        Leg sent = transferor.replacedBy == null ? transferee : transferor.replacedBy;
        one.trigger = stronger(one.trigger, triggerOf(view, fact, sent));
        if (sent != null) {
            takeHeaders(one, sent);
        }
        return begin(one, view, plan, "BlindTransfer " + word(fact.result()), now);
    }

    /** ARI names the stand-in; AMI has shown it by the swap, or will. */
    private static void noteStandIn(Leg transferor, @Nullable Leg standIn) {
        transferor.replacedBy = standIn == null ? transferor.replacedBy : standIn;
    }

    /** The headers of the REFER, which Asterisk leaves on the channel that it sends away. */
    private static void takeHeaders(Case one, Leg sent) {
        one.referTo = sent.refer.referTo() == null ? one.referTo : sent.refer.referTo();
        one.referredBy = sent.refer.referredBy() == null ? one.referredBy : sent.refer.referredBy();
        sent.refer = Leg.ReferHeaders.NONE;
    }

    private static Trigger triggerOf(View view, Fact.BlindTransferred fact, @Nullable Leg sent) {
        if (!fact.external()) {
            return Trigger.FEATURE_CODE;
        }
        // Asterisk marks whom a REFER sends away, and nobody else (22.10.1, res_pjsip_refer).
        if (sent != null && sent.refer.marked()) {
            return Trigger.REFER;
        }
        // One that failed had perhaps nobody to be marked yet (16.28.0). Who was marked while the
        // source was away is in no snapshot.
        boolean wasToBeMarked =
                sent != null && fact.result() == Fact.TransferResult.SUCCESS && view.isComplete();
        return wasToBeMarked ? Trigger.API : Trigger.UNKNOWN;
    }

    Set<Case> attended(
            View view, Fact.AttendedTransferred fact, Instant now, List<TransferEvent> events) {
        Leg transferor = view.leg(fact.transferor(), now);
        Leg second = view.leg(fact.second(), now);
        view.consultations.ended(transferor);
        if (fact.result() == Fact.TransferResult.FAIL
                && (cases.wasLeft(transferor.uniqueid, idOf(fact.firstBridge()))
                        || cases.wasLeft(transferor.uniqueid, idOf(fact.secondBridge())))) {
            return Set.of();
        }
        noteStandIn(transferor, legOf(view, fact.standIn(), now));
        Plan plan = planOf(view, fact, transferor, second, now);
        Case one = caseFor(view, fact, Kind.ATTENDED, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        Leg target = view.find(plan.target());
        boolean byFeatureCode = plan.isByFeatureCode(transferor.uniqueid);
        one.trigger = byFeatureCode ? Trigger.FEATURE_CODE : Trigger.REFER;
        if (byFeatureCode && transferor.end.leftWhileCalling) {
            one.kind = Kind.SEMI_ATTENDED;
        }
        if (Applications.roleOf(plan.application()) == Applications.Role.DIALLING) {
            one.kind = Kind.SEMI_ATTENDED;
        }
        Leg consultation = runsTheApplication(fact) ? transferor : second;
        // By feature code the second leg is the first, and its extension the transferee's.
        String dialled = byFeatureCode ? extensionOfLocal(target) : consultation.extension();
        noteDialled(one, dialled);
        Set<Case> begun = begin(one, view, plan, "AttendedTransfer " + word(fact.result()), now);
        Leg transferee = view.find(plan.transferee());
        if (plan.application() != null && transferee != null) {
            transferee.adoptAttempts(consultation, now);
            view.rooms.takePlace(transferee, consultation, plan.bridge());
            one.tracks().forEach(track -> track.reassess(now, limits));
        }
        return begun;
    }

    /**
     * The transferee has left while the transferor consults the target, by feature code: the
     * requested transfer is over, although Asterisk continues their call.
     */
    Set<Case> consultationLeft(
            View view,
            Fact fact,
            Leg transferor,
            Leg transferee,
            Instant now,
            List<TransferEvent> events) {
        Leg target = view.consultations.askedThrough(transferor);
        Plan plan = new Plan(
                Fact.TransferResult.FAIL,
                Course.JOIN,
                transferor.uniqueid,
                transferee.uniqueid,
                idOf(target),
                transferee.room == null ? transferee.end.lastBridge : transferee.room.id,
                null,
                null);
        Case one = caseFor(view, fact, Kind.ATTENDED, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        one.trigger = Trigger.FEATURE_CODE;
        noteDialled(one, extensionOfLocal(target));
        return begin(one, view, plan, "the transferee left during the consultation", now);
    }

    /**
     * What is asked for. A leg in no bridge runs the application that the other call's party takes over:
     * where that is the one that carried the REFER, Asterisk names that party as the target, and no
     * transferee (22.10.1). It names none at all where the transferee hung up first.
     */
    private static Plan planOf(
            View view, Fact.AttendedTransferred fact, Leg transferor, Leg second, Instant now) {
        boolean toApplication = fact.destination() == Destination.APPLICATION;
        boolean isMoved = runsTheApplication(fact);
        Leg transferee = legOf(view, isMoved ? fact.target() : fact.transferee(), now);
        Bridge left =
                isMoved || fact.firstBridge() == null ? fact.secondBridge() : fact.firstBridge();
        if (transferee == null && fact.result() == Fact.TransferResult.FAIL) {
            transferee = view.rooms.otherIn(idOf(fact.firstBridge()), transferor);
        }
        return new Plan(
                fact.result(),
                toApplication ? Course.DIALPLAN : Course.JOIN,
                second.uniqueid,
                idOf(transferee),
                isMoved ? null : idOf(legOf(view, fact.target(), now)),
                idOf(left),
                toApplication ? null : idOf(fact.secondBridge()),
                toApplication ? fact.application() : null);
    }

    /** Whether the leg that carried the REFER runs the application, and the other one is bridged. */
    private static boolean runsTheApplication(Fact.AttendedTransferred fact) {
        return fact.destination() == Destination.APPLICATION
                && fact.transferee() == null
                && fact.firstBridge() == null
                && fact.target() != null;
    }

    private static void noteDialled(Case one, @Nullable String extension) {
        one.extension = extension == null || extension.isEmpty() ? one.extension : extension;
    }

    private static @Nullable String extensionOfLocal(@Nullable Leg target) {
        return target == null || !target.isLocal() ? null : target.extension();
    }

    Set<Case> handedOver(View view, Fact.HandedOver fact, Instant now, List<TransferEvent> events) {
        if (fact.state() != null) {
            return Set.of();
        }
        Leg transferor = view.leg(fact.transferor(), now);
        // The event does not name who is to be transferred: the one whom the transferor talks with.
        List<Leg> others = Rooms.companions(transferor).stream()
                .filter(leg -> leg != transferor)
                .toList();
        String transferee = others.size() == 1 ? others.getFirst().uniqueid : null;
        Plan plan = new Plan(
                Fact.TransferResult.SUCCESS,
                Course.HANDED_OVER,
                null,
                transferee,
                null,
                null,
                null,
                null);
        Case one = caseFor(view, fact, Kind.BLIND, transferor, plan, now, events);
        if (one == null) {
            return Set.of();
        }
        one.trigger = Trigger.REFER;
        return begin(one, view, plan, "ChannelTransfer: handed to an ARI application", now);
    }

    /**
     * The parking time of a caller that a transfer has parked is over, and the PBX connects the
     * caller with the transferor: a transfer of its own, which follows the other. Null if it is not
     * such a call.
     */
    @Nullable
    Case comesBack(
            View view, Fact.DialBegun fact, Case first, Instant now, List<TransferEvent> events) {
        Leg caller = view.find(idOf(legOf(view, fact.caller(), now)));
        Leg called = view.leg(fact.dialled(), now);
        Leg transferor = new Leg(first.transferorId);
        transferor.learnName(first.parties.name(first.transferorId));
        Case known = first.followedBy;
        boolean isToldAlready =
                known != null && (known.isEnded() || known.track(view.source) != null);
        if (caller == null
                || caller.room != null
                || isToldAlready
                || !view.persons.areOne(called, transferor)) {
            return null;
        }
        Case one = known == null ? newCase(Kind.BLIND, first, now, events) : known;
        List<String> left = caller.itinerary.bridgesLeft();
        Plan plan = new Plan(
                Fact.TransferResult.SUCCESS,
                Course.DIALPLAN,
                null,
                caller.uniqueid,
                null,
                left.isEmpty() ? null : left.getLast(),
                null,
                null);
        one.toldBy(fact, plan, first.transfereeId, now);
        begin(one, view, plan, "the parked caller is put through to the transferor", now);
        return one;
    }

    private Set<Case> begin(Case one, View view, Plan plan, String what, Instant now) {
        // Who was in the call before, and whom the dialplan has called already, is not known before
        // the snapshot that follows a reconnect.
        Track.Seen seen = view.isComplete() ? Track.Seen.WHOLE : Track.Seen.FROM_ITS_TELLING;
        Track track = new Track(one, view, plan, seen, now);
        if (plan.result() == Fact.TransferResult.SUCCESS) {
            nameAllInTheBridge(track);
        }
        one.put(track, what, now);
        watchParties(track);
        track.reassess(now, limits);
        return Set.of(one);
    }

    private static void nameAllInTheBridge(Track track) {
        if (track.owner.transfereeId == null) {
            track.view.peopleIn(track.plan.bridge()).stream()
                    .filter(leg -> leg != track.transferor && leg != track.second)
                    .limit(MOST_TRANSFEREES)
                    .forEach(leg -> track.owner.transferees.add(leg.uniqueid));
        }
    }

    static void watchParties(Track track) {
        track.watch(track.transferor);
        track.watch(track.second);
        track.watch(track.transferee);
        track.watch(track.target);
        Leg transferee = track.transferee;
        track.watch(track.person());
        track.view.expectDials(track);
        if (transferee != null) {
            transferee.attempts().forEach(attempt -> track.watch(attempt.dialled));
            track.view.reachableFrom(transferee).forEach(track::watch);
        }
    }

    /**
     * The transfer that this source reports: one that another source reported, or a new one. Null
     * if there is nothing to do: the source repeats itself, or the transfer has already ended.
     */
    private @Nullable Case caseFor(
            View view,
            Fact fact,
            Kind kind,
            Leg transferor,
            Plan plan,
            Instant now,
            List<TransferEvent> events) {
        if (cases.isRepeated(fact, transferor.uniqueid, view.connectedAt, now)) {
            return null;
        }
        Case known =
                cases.toldByAnother(view.source, transferor.uniqueid, plan, extensionOf(fact), now);
        if (known == null) {
            known = cases.announcedBySip(
                    transferor.uniqueid,
                    plan,
                    kind,
                    extensionOf(fact),
                    callIdOf(plan.second()),
                    now);
        }
        Case one = known == null ? newCase(kind, transferor.uniqueid, now, events) : known;
        if (one.referral == null) {
            one.askedBy(referrals.withoutTransfer(
                    callIdOf(transferor.uniqueid),
                    plan,
                    kind,
                    extensionOf(fact),
                    callIdOf(plan.second())));
            one.awaitsItsRefer = referrals.awaitsAnswer(callIdOf(transferor.uniqueid));
        }
        one.toldBy(fact, plan, personOf(view, plan), now);
        views.values().forEach(each -> each.noteTransfer(transferor.uniqueid, one.ordinal));
        return one.isEnded() ? null : one;
    }

    /** The transferee, also behind Local channels; null if none is named. */
    private static @Nullable String personOf(View view, Plan plan) {
        Leg transferee = view.find(plan.transferee());
        return transferee == null ? plan.transferee() : view.personBehind(transferee).uniqueid;
    }

    /** Opens a case and makes room for it. */
    Case newCase(Kind kind, String transferorId, Instant now, List<TransferEvent> events) {
        return newCase(kind, transferorId, cases.lastOrdinal(transferorId), now, events);
    }

    private Case newCase(Kind kind, Case first, Instant now, List<TransferEvent> events) {
        int before = Math.max(first.ordinal, cases.lastOrdinal(first.transferorId));
        Case one = newCase(kind, first.transferorId, before, now, events);
        one.follow(first);
        views.values().forEach(each -> each.noteTransfer(one.transferorId, one.ordinal));
        return one;
    }

    private Case newCase(
            Kind kind, String transferorId, int last, Instant now, List<TransferEvent> events) {
        int before = last;
        for (View view : views.values()) {
            before = Math.max(before, view.transfersOf(transferorId));
        }
        Case one = new Case(pbx, kind, transferorId, before + 1, now, new Parties(views.values()));
        one.hearsSip = hearing.isOn();
        for (Source source : views.keySet()) {
            if (!live.contains(source)) {
                one.doNotExpect(source);
            }
        }
        add(one, now, events);
        return one;
    }

    /** Adds a case and makes room for it. */
    void add(Case one, Instant now, List<TransferEvent> events) {
        Case displaced = cases.add(one, live);
        if (displaced != null) {
            events.add(displaced.giveUp(Reason.EXPIRED, "too many transfers at one time", now));
            cases.schedule(displaced, live);
        }
    }

    private @Nullable String callIdOf(@Nullable String uniqueid) {
        for (View view : views.values()) {
            Leg leg = view.find(uniqueid);
            if (leg != null && leg.callId() != null) {
                return leg.callId();
            }
        }
        return null;
    }

    private static @Nullable String extensionOf(Fact fact) {
        return fact instanceof Fact.BlindTransferred blind ? blind.extension() : null;
    }

    /** As Asterisk spells it. */
    private static String word(Fact.TransferResult result) {
        return switch (result) {
            case SUCCESS -> "Success";
            case FAIL -> "Fail";
            case INVALID -> "Invalid";
            case NOT_PERMITTED -> "Not Permitted";
        };
    }

    private static Trigger stronger(Trigger one, Trigger other) {
        return one == Trigger.REFER || other == Trigger.UNKNOWN ? one : other;
    }

    private static @Nullable Leg legOf(View view, @Nullable Channel channel, Instant now) {
        return channel == null ? null : view.leg(channel, now);
    }

    private static @Nullable String idOf(@Nullable Leg leg) {
        return leg == null ? null : leg.uniqueid;
    }

    private static @Nullable String idOf(@Nullable Bridge bridge) {
        return bridge == null ? null : bridge.id();
    }
}
