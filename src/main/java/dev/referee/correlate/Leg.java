package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A channel as one source has described it so far, with what it dialled and how it ended. */
final class Leg {
    /** The most dials kept for one caller: a queue that rings for an hour makes thousands. */
    static final int MOST_ATTEMPTS = 32;

    final String uniqueid;
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private final Set<Track> watchers = new LinkedHashSet<>();

    @Nullable
    String name;

    Channel.State state = Channel.State.OTHER;

    @Nullable
    String context;

    @Nullable
    String extension;

    @Nullable
    String application;

    /** The last announcement, menu, script or unknown application that it ran since a transfer. */
    @Nullable
    String heard;

    @Nullable
    String callId;

    /** Whether its source told how it began, and not only what it did later. */
    boolean begunHere;

    /** The bridge that it is in. */
    @Nullable
    Room room;

    /** Whether its source itself told that it entered or left a bridge: no snapshot knows better. */
    boolean moved;

    /** Whether the bridge that it is in, or was in last, lets it wait for somebody. */
    boolean held;

    /** Uniqueid of the leg that it shared a bridge with last, or shares it with. */
    @Nullable
    String lastPartner;

    /** Who took its place in a bridge. */
    @Nullable
    Leg replacedBy;

    /** The other half of a Local channel, also when that is gone; null for none known. */
    @Nullable
    Leg half;

    /**
     * Whether somebody was still being called for it through a Local channel, as a feature code does
     * it, when it left the bridge that it was in last.
     */
    boolean leftWhileCalling;

    /** The dial by which it was called: a channel is dialled once. */
    @Nullable
    Attempt dialledBy;

    /** How many transfers it has asked for so far. */
    int transfers;

    /** When it last took a step in the dialplan or dialled: a sign that more may come. */
    Instant lastStep = Instant.EPOCH;

    /** The last DIALSTATUS other than the empty one that every Dial begins with. */
    @Nullable
    String dialStatus;

    /** The last QUEUESTATUS. */
    @Nullable
    String queueStatus;

    /** Whether SIPTRANSFER was set and no blind transfer has used it up yet. */
    boolean markedByRefer;

    /** The headers of the REFER that is sending it away, where Asterisk shows them. */
    @Nullable
    String referTo;

    @Nullable
    String referredBy;

    /** Where in the dialplan it was last told to run something. */
    private @Nullable String applicationPlace;

    /** What it ran, and where in the dialplan, when a transfer took it away. */
    private @Nullable String leftApplication;

    private @Nullable String leftPlace;

    /** What it has done since it left a bridge, until a transfer or the same bridge has it. */
    private @Nullable Departure departure;

    @Nullable
    Integer cause;

    @Nullable
    Integer sipStatus;

    /** Its SIP dialog, once it was read. */
    Fact.@Nullable DialogRead dialog;

    boolean hungUpByFarEnd;
    boolean cutByShutdown;
    boolean gone;

    Leg(String uniqueid) {
        this.uniqueid = uniqueid;
    }

    /** Takes over what a source said of the channel; what it left out stays as it was. */
    void learn(Channel channel) {
        name = channel.name() == null ? name : channel.name();
        state = channel.state() == Channel.State.OTHER ? state : channel.state();
        context = channel.context() == null ? context : channel.context();
        extension = channel.extension() == null ? extension : channel.extension();
        callId = channel.callId() == null ? callId : channel.callId();
    }

    /**
     * Takes over what it runs. What it ran before the last transfer may be told again: not that.
     *
     * @param isStep whether this is told once only, when it begins to run it
     */
    void learnApplication(Channel channel, boolean isStep, Instant now) {
        String runs = channel.application();
        // What the extension h runs after the hangup is no service to the caller.
        boolean afterwards = "h".equals(extension);
        boolean isElsewhere = isStep && !place().equals(applicationPlace);
        if (runs == null
                || afterwards
                || (!isElsewhere && (runs.equals(application) || ranBefore(runs)))) {
            return;
        }
        application = runs;
        applicationPlace = place();
        lastStep = now;
        Applications.Role role = Applications.roleOf(runs);
        if (role != Applications.Role.HIDDEN) {
            // Steps are told in order: if the old one comes after another, it runs again.
            leftApplication = null;
            if (departure != null) {
                departure.stepped = true;
            }
        }
        if (role == Applications.Role.DIALLING) {
            learnQueueStatus(null);
        } else if (Applications.mayServe(runs)) {
            heard = runs;
            if (departure != null) {
                departure.heard = runs;
            }
        }
    }

    /** A Dial that begins, which is null, or how one ended. */
    void learnDialStatus(@Nullable String status) {
        dialStatus = status;
        if (departure != null) {
            departure.dialStatus = status;
        }
    }

    /** As {@link #learnDialStatus}, of a queue. */
    void learnQueueStatus(@Nullable String status) {
        queueStatus = status;
        if (departure != null) {
            departure.queueStatus = status;
        }
    }

    /**
     * Snapshots name the old application for a while, at the new place too. A conference that it
     * left shows by entering another one, and not by its name.
     */
    private boolean ranBefore(String runs) {
        return runs.equals(leftApplication)
                && (place().equals(leftPlace)
                        || Applications.roleOf(runs) == Applications.Role.TAKING);
    }

    /**
     * Whether it was perhaps sent back to where it was being called for before: the old name at the
     * old place tells nothing new, and no other name was told.
     */
    boolean isPerhapsCalledForAgain() {
        return place().equals(leftPlace)
                && Applications.roleOf(leftApplication) == Applications.Role.DIALLING;
    }

    /** What it ran when a transfer took it away; null for none, or once it has run something else. */
    @Nullable
    String ranBefore() {
        return leftApplication;
    }

    /**
     * Takes over what a snapshot says that it runs, where its source has told nothing better. Where a
     * transfer was told before the snapshot, this may be what it ran before: what dials is believed,
     * since it decides nothing, and what serves is not.
     */
    void learnFromSnapshot(Channel channel, Instant now) {
        boolean mayDial = leftApplication == null
                && Applications.roleOf(channel.application()) == Applications.Role.DIALLING;
        if (application == null && (leftPlace == null || mayDial)) {
            learnApplication(channel, false, now);
        }
    }

    /** Whether its source names something else than what it runs. */
    boolean hidesWhatItRuns() {
        return Applications.hides(application == null ? leftApplication : application);
    }

    private String place() {
        return context + "," + extension;
    }

    void learnEnd(@Nullable Integer newCause, @Nullable Integer newSipStatus) {
        // 0 is Asterisk's "unknown": it must not hide a cause that an earlier event named.
        cause = newCause == null || newCause == 0 ? cause : newCause;
        sipStatus = newSipStatus == null || newSipStatus == 0 ? sipStatus : newSipStatus;
    }

    /** Notes how it leaves its bridge, before it does: it may hang up first. */
    void noteLeaving() {
        if (room != null && !hungUpByFarEnd) {
            leftWhileCalling = room.members.stream()
                    .map(member -> member.half)
                    .filter(Objects::nonNull)
                    .flatMap(half -> half.attempts.stream())
                    .anyMatch(Attempt::isPending);
        }
    }

    /** It is in a bridge now. */
    void arrive(String bridge) {
        if (departure != null && departure.bridge.equals(bridge)) {
            departure = null;
        }
    }

    /** It has left a bridge, for the dialplan or for another bridge. */
    void depart(String bridge) {
        departure = new Departure(bridge, List.copyOf(attempts));
    }

    /**
     * What the leg did before a transfer says nothing about the transfer. Another thread of Asterisk
     * tells the transfer than runs the dialplan, so what the leg does at its new place may be told
     * before the transfer is (seen on 22.10.1): that is not its past.
     *
     * @param bridge the one that the transfer took it out of; null when that is not known
     */
    void forgetPast(@Nullable String bridge, Instant now) {
        Departure done = departure != null && departure.bridge.equals(bridge)
                ? departure
                : new Departure("", List.copyOf(attempts));
        attempts.removeAll(done.attemptsBefore);
        dialStatus = done.dialStatus;
        queueStatus = done.queueStatus;
        heard = done.heard;
        departure = null;
        lastStep = now;
        if (!done.stepped) {
            leftPlace = place();
            leftApplication = application;
            application = null;
        }
    }

    boolean isLocal() {
        return Channel.isLocal(name);
    }

    /** Whether it is, or soon will be, no more. */
    boolean isLeaving() {
        return gone || hungUpByFarEnd;
    }

    @Nullable
    String endpoint() {
        return Channel.endpointOf(name);
    }

    Collection<Attempt> attempts() {
        return attempts;
    }

    void add(Attempt attempt) {
        attempts.addLast(attempt);
        if (attempts.size() > MOST_ATTEMPTS) {
            attempts.removeFirst();
        }
    }

    /** Takes over the dials of a leg whose place this one took (semi-attended masquerade). */
    void adoptAttempts(Leg other) {
        other.attempts.forEach(this::add);
        other.attempts.clear();
    }

    List<Track> watchers() {
        return watchers.isEmpty() ? List.of() : new ArrayList<>(watchers);
    }

    void watch(Track track) {
        watchers.add(track);
    }

    void unwatch(Track track) {
        watchers.remove(track);
    }
}
