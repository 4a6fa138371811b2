package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The PBX as one source has described it, in that source's own order. The sources have no common
 * order, so each has its own view; the correlator compares them only for the verdict.
 */
final class View {
    final Source source;
    final Persons persons;
    private final Limits limits;
    private final LinkedHashMap<String, Leg> legs = new LinkedHashMap<>();
    private final Map<String, Leg> localByName = new HashMap<>();
    private final Map<String, Leg> byCallId = new HashMap<>();
    final Rooms rooms = new Rooms();
    final Consultations consultations = new Consultations();
    private final Deque<Gone> graveyard = new ArrayDeque<>();

    /** Whether the view is complete: not between a disconnect and the snapshot. */
    private boolean complete = true;

    /** When the source was connected: it does not report what happened before. */
    Instant connectedAt = Instant.EPOCH;

    /** How many transfers the channels had requested when the source was lost. */
    private final Map<String, Integer> transfersBefore = new HashMap<>();

    View(Source source, Limits limits, Persons persons) {
        this.persons = persons;
        this.source = source;
        this.limits = limits;
    }

    private record Gone(Leg leg, Instant at) {}

    /** Local channels in a row that are followed. */
    private static final int MOST_LOCALS = 8;

    /** The most dials without a caller that are remembered. */
    private static final int MOST_ORIGINATED = 64;

    private record Originated(Attempt attempt, Instant at) {}

    private final Deque<Originated> originated = new ArrayDeque<>();
    private final Set<Track> expecting = new LinkedHashSet<>();
    private long ticks;

    /** The leg of a channel that a source has just described, new or known. */
    Leg leg(Channel channel, Instant now) {
        Leg leg = legs.get(channel.uniqueid());
        if (leg == null) {
            leg = new Leg(channel.uniqueid());
            Integer before = transfersBefore.remove(leg.uniqueid);
            leg.transfers = before == null ? 0 : before;
            legs.put(leg.uniqueid, leg);
            forgetBeyondTheLimit();
        }
        leg.learn(channel);
        if (leg.callId() != null) {
            byCallId.put(leg.callId(), leg);
        }
        if (leg.isLocal() && leg.name() != null && !leg.isGone()) {
            localByName.put(leg.name(), leg);
            Leg other = otherHalf(leg);
            if (other != null && leg.half != other) {
                leg.half = other;
                other.half = leg;
                watchAlike(leg, other);
            }
        }
        return leg;
    }

    /**
     * A track that watches one half of a Local channel also watches the other half, which may be
     * reported later.
     */
    private static void watchAlike(Leg one, Leg other) {
        one.watchers().forEach(track -> track.watch(other));
        other.watchers().forEach(track -> track.watch(one));
    }

    /** How many transfers a channel has requested so far, also before the source was lost. */
    int transfersOf(String uniqueid) {
        Leg leg = legs.get(uniqueid);
        return leg == null ? transfersBefore.getOrDefault(uniqueid, 0) : leg.transfers;
    }

    /** Records how many a channel has requested, whichever source reported them. */
    void noteTransfer(String uniqueid, int ordinal) {
        Leg leg = legs.get(uniqueid);
        if (leg != null) {
            leg.transfers = Math.max(leg.transfers, ordinal);
        } else if (!complete) {
            transfersBefore.merge(uniqueid, ordinal, Math::max);
        }
    }

    /** The leg of a SIP dialog. */
    @Nullable
    Leg findByCallId(@Nullable String callId) {
        return callId == null ? null : byCallId.get(callId);
    }

    /** Whether the dialog of a leg has these tags, in either order. Looks at all legs. */
    boolean hasDialogWithTags(String one, String other) {
        String claimed = one + ' ' + other;
        for (Leg leg : legs.values()) {
            Fact.DialogRead dialog = leg.dialog;
            if (dialog != null
                    && (claimed.equals(dialog.localTag() + ' ' + dialog.remoteTag())
                            || claimed.equals(dialog.remoteTag() + ' ' + dialog.localTag()))) {
                return true;
            }
        }
        return false;
    }

    /** Notes the Call-ID of a leg that was read of its dialog. */
    void noteCallId(Leg leg, String callId) {
        leg.learnCallId(callId);
        byCallId.put(callId, leg);
    }

    @Nullable
    Leg find(@Nullable String uniqueid) {
        return uniqueid == null ? null : legs.get(uniqueid);
    }

    /**
     * The other half of a Local channel. Asterisk names the halves of one channel alike, up to the
     * {@code ;1} and {@code ;2} at the end; only AMI also says so in an event.
     */
    @Nullable
    Leg otherHalf(Leg leg) {
        String name = leg.name();
        if (name == null || name.length() < 2) {
            return null;
        }
        String stem = name.substring(0, name.length() - 1);
        return localByName.get(stem + (name.endsWith("1") ? "2" : "1"));
    }

    /**
     * Who is really there: behind one half of a Local channel the one in the other half's bridge. A
     * queue's agent talks to the caller through such a channel (FreePBX and its kin).
     */
    Leg personBehind(Leg leg) {
        Leg found = leg;
        for (int level = 0; found.isLocal() && level < MOST_LOCALS; level++) {
            Leg half = found.half;
            List<Leg> others = half == null
                    ? List.of()
                    : Rooms.companions(half).stream()
                            .filter(other -> other != half && !other.isMachine())
                            .toList();
            Leg next = others.size() == 1 ? others.getFirst() : lastWith(half, others);
            if (next == null) {
                break;
            }
            found = next;
        }
        return found;
    }

    /** Whom a half of a Local channel that is with nobody now was last with, if that one is known. */
    private @Nullable Leg lastWith(@Nullable Leg half, List<Leg> others) {
        Leg last = half == null || !others.isEmpty() ? null : find(half.lastPartner);
        // One who is in another bridge has not just left this one.
        boolean isElsewhere =
                half != null && half.room != null && last != null && last.room != null;
        return isElsewhere ? null : last;
    }

    /** Counts the reports: a later report has a higher number. */
    long tick() {
        return ++ticks;
    }

    /** Notes a dial that no channel made, and on whose behalf it was, where that shows. */
    void noteOriginated(Attempt attempt, Instant now) {
        originated.addLast(new Originated(attempt, now));
        if (originated.size() > MOST_ORIGINATED) {
            originated.removeFirst();
        }
        String linkedId = attempt.dialled.linkedId();
        if (linkedId == null) {
            return;
        }
        for (Track track : expecting) {
            Leg runner = track.runner();
            if (runner != null && linkedId.equals(runner.linkedId())) {
                runner.itinerary.add(new Itinerary.Dialled(attempt, now));
                track.watch(attempt.dialled);
            }
        }
    }

    /** The people who were called since then without a channel that called them. */
    List<Attempt> originatedSince(Instant time) {
        return originated.stream()
                .filter(one -> !one.at.isBefore(time))
                .map(one -> one.attempt)
                .filter(attempt -> !attempt.dialled.isMachine())
                .toList();
    }

    /** Lets a track hear of dials that a program makes on its transferee's behalf; see the next. */
    void expectDials(Track track) {
        expecting.add(track);
    }

    void expectNoDials(Track track) {
        expecting.remove(track);
    }

    /** The people that a leg talks with. */
    List<Leg> peopleWith(Leg leg) {
        return reachableFrom(leg).stream()
                .filter(other -> !other.isLocal() && !other.isMachine())
                .toList();
    }

    /** The people in a bridge, those behind Local channels too. */
    Set<Leg> peopleIn(@Nullable String bridgeId) {
        Set<Leg> people = new LinkedHashSet<>();
        for (Leg member : rooms.membersOf(bridgeId)) {
            people.add(member);
            people.addAll(reachableFrom(member));
        }
        people.removeIf(leg -> leg.isLocal() || leg.isMachine());
        return people;
    }

    /**
     * All parties that a leg can talk to: the others in its bridge, and through Local channels
     * those in the bridges behind them. Holding bridges do not connect their channels. The result
     * has no halves of Local channels, except those without a bridge behind them.
     */
    List<Leg> reachableFrom(Leg start) {
        if (start.room == null) {
            return List.of();
        }
        List<Leg> reached = new ArrayList<>();
        if (Rooms.companions(start).stream().noneMatch(Leg::isLocal)) {
            reached.addAll(Rooms.companions(start));
            reached.remove(start);
            return reached;
        }
        Set<Leg> visited = new HashSet<>(Set.of(start));
        Deque<Leg> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            for (Leg member : Rooms.companions(open.removeFirst())) {
                if (!visited.add(member)) {
                    continue;
                }
                Leg behind = member.isLocal() ? otherHalf(member) : null;
                if (behind == null) {
                    reached.add(member);
                } else if (visited.add(behind)) {
                    if (behind.room == null) {
                        reached.add(behind);
                    } else {
                        open.addLast(behind);
                    }
                }
            }
        }
        return reached;
    }

    /**
     * Adds the additional facts of a snapshot. The view was empty when the source was connected
     * again, so its content was reported while the snapshot was read, or later: the snapshot may be
     * older. A channel that existed before and is not in the snapshot has ended meanwhile: the
     * source will not report that again.
     */
    void addFrom(Fact.Snapshot snapshot, Instant now) {
        Set<Leg> ended = new LinkedHashSet<>(legs.values());
        ended.removeIf(leg -> leg.begunHere || leg.isGone());
        for (Fact.PresentChannel present : snapshot.channels()) {
            Leg known = legs.get(present.channel().uniqueid());
            if (known != null && known.isGone()) {
                continue;
            }
            Leg leg = known == null ? leg(present.channel(), now) : known;
            ended.remove(leg);
            leg.learnFromSnapshot(present.channel(), now);
            if (present.bridge() != null && !leg.moved) {
                rooms.enter(leg, present.bridge());
                leg.itinerary.add(new Itinerary.Entered(
                        present.bridge().id(), present.bridge().parking(), now));
            }
        }
        ended.forEach(leg -> bury(leg, now));
        transfersBefore.clear();
        complete = true;
    }

    /** The source is connected: it knows more than it has reported, and a snapshot will follow. */
    void awaitSnapshot(Instant now) {
        complete = false;
        connectedAt = now;
    }

    boolean isComplete() {
        return complete;
    }

    /**
     * The source was lost: what is known may be outdated, but a channel's next transfer is not its
     * first.
     */
    void lose() {
        for (Leg leg : legs.values()) {
            if (!leg.isGone() && leg.transfers > 0) {
                transfersBefore.put(leg.uniqueid, leg.transfers);
            }
        }
        complete = false;
        clearPicture();
    }

    /** Forgets everything: in another Asterisk life nothing of it is true. */
    void clear() {
        transfersBefore.clear();
        clearPicture();
    }

    private void clearPicture() {
        legs.clear();
        localByName.clear();
        byCallId.clear();
        rooms.clear();
        consultations.clear();
        graveyard.clear();
        originated.clear();
    }

    /** Forgets what has been gone for long enough. */
    void forget(Instant now) {
        while (!originated.isEmpty()
                && !originated.getFirst().at.plus(limits.memory()).isAfter(now)) {
            originated.removeFirst();
        }
        while (!graveyard.isEmpty()
                && !graveyard.getFirst().at.plus(limits.memory()).isAfter(now)) {
            forgetLeg(graveyard.removeFirst().leg);
        }
    }

    /** When {@link #forget} next has something to do, or null. */
    @Nullable
    Instant nextForgetting() {
        Instant next = graveyard.isEmpty() ? null : graveyard.getFirst().at;
        Instant other = originated.isEmpty() ? null : originated.getFirst().at;
        Instant first = Cases.earlier(next, other);
        return first == null ? null : first.plus(limits.memory());
    }

    private void forgetLeg(Leg leg) {
        legs.remove(leg.uniqueid, leg);
        rooms.forget(leg);
        consultations.forget(leg);
        if (leg.callId() != null) {
            byCallId.remove(leg.callId(), leg);
        }
        if (leg.name() != null) {
            localByName.remove(leg.name(), leg);
        }
    }

    int size() {
        return legs.size()
                + byCallId.size()
                + rooms.size()
                + consultations.size()
                + localByName.size()
                + graveyard.size()
                + originated.size()
                + expecting.size()
                + transfersBefore.size();
    }

    /** Keeps a leg that is gone for a while: late reports about it may arrive. */
    void bury(Leg leg, Instant now) {
        if (leg.isGone()) {
            return;
        }
        leg.end.gone = true;
        leg.end.learn(null, null, now);
        if (leg.name() != null) {
            localByName.remove(leg.name(), leg);
        }
        graveyard.addLast(new Gone(leg, now));
    }

    /** At the limit the leg that is longest gone is forgotten, else the one longest known. */
    private void forgetBeyondTheLimit() {
        if (legs.size() <= limits.channels()) {
            return;
        }
        forgetLeg(
                graveyard.isEmpty()
                        ? legs.values().iterator().next()
                        : graveyard.removeFirst().leg);
    }

    /** The tracks to look at again after a fact about these legs. */
    Set<Track> concernedBy(List<Leg> changed) {
        Set<Track> tracks = new LinkedHashSet<>();
        for (Leg leg : changed) {
            tracks.addAll(leg.watchers());
            for (Leg reached : reachableFrom(leg)) {
                tracks.addAll(reached.watchers());
            }
        }
        return tracks;
    }
}
