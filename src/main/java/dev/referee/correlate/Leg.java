package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A channel as one source has described it so far: its identity, its steps, and its end. */
final class Leg {
    /** Where Asterisk continues after a hangup: no service to a caller. */
    private static final String AFTER_HANGUP = "h";

    final String uniqueid;
    final Itinerary itinerary = new Itinerary();
    final Farewell end = new Farewell();
    ReferHeaders refer = ReferHeaders.NONE;

    /** Empty for the legs of plain calls, which are most. */
    private Set<Track> watchers = Set.of();

    /** The latest report of its source; fields that it leaves out keep their earlier value. */
    private Channel channel;

    /** See {@link #place}; null until it is computed again. */
    private @Nullable String place;

    /** Whether its source reported its beginning, and not only later steps. */
    boolean begunHere;

    /** The bridge that it is in. */
    @Nullable
    Room room;

    /**
     * Whether its source itself reported that it entered or left a bridge: no snapshot is better.
     */
    boolean moved;

    /** Uniqueid of the leg that it shared a bridge with last, or shares it with. */
    @Nullable
    String lastPartner;

    /** Who took its place in a bridge. */
    @Nullable
    Leg replacedBy;

    /** The other half of a Local channel, also when that is gone; null for none known. */
    @Nullable
    Leg half;

    /** The dial by which it was called: a channel is dialled once. */
    @Nullable
    Attempt dialledBy;

    /** How many transfers it has requested so far. */
    int transfers;

    /** The last run of the application Transfer; null for none. */
    @Nullable
    TransferRun transferRun;

    /** Its SIP dialog, once it was read. */
    Fact.@Nullable DialogRead dialog;

    Leg(String uniqueid) {
        this.uniqueid = uniqueid;
        this.channel = new Channel(
                uniqueid, null, Channel.State.OTHER, null, null, null, null, null, null, null);
    }

    /** Takes over what a source said of the channel; what it left out stays as it was. */
    void learn(Channel told) {
        Channel before = channel;
        channel = told.over(before);
        if (!Objects.equals(channel.extension(), before.extension())
                || !Objects.equals(channel.context(), before.context())) {
            place = null;
        }
    }

    /** The context and extension that it is at. */
    String place() {
        if (place == null) {
            place = channel.context() + "," + channel.extension();
        }
        return place;
    }

    /** Takes over its Call-ID, or its name, from elsewhere. */
    void learnCallId(String callId) {
        channel = new Channel(
                        uniqueid,
                        null,
                        Channel.State.OTHER,
                        null,
                        null,
                        null,
                        null,
                        callId,
                        null,
                        null)
                .over(channel);
    }

    /** See {@link #learnCallId}. */
    void learnName(@Nullable String name) {
        channel = new Channel(uniqueid, name, Channel.State.OTHER, null, null, null, null)
                .over(channel);
    }

    /** When a source reports the application of a channel. */
    enum Telling {
        /** When it begins to, and only then, as AMI does. */
        AT_ITS_BEGINNING,
        /** With each report about the channel, as ARI does. */
        ALWAYS,
        /** When the channel is to end, or in a snapshot: it may have run since its last step. */
        LATE
    }

    /** Notes what it runs, where that is news. */
    void learnApplication(Channel told, Telling when, Instant now) {
        String runs = told.application();
        if (runs == null || AFTER_HANGUP.equals(channel.extension())) {
            return;
        }
        String application = Applications.behind(runs, told.applicationData());
        Itinerary.Ran last = itinerary.lastRan();
        boolean isKnown = last != null
                && last.application().equals(application)
                && last.place().equals(place())
                && (told.applicationData() == null || told.applicationData().equals(last.data()));
        boolean mayBeRunAgain = switch (when) {
            case AT_ITS_BEGINNING ->
                itinerary.hasDialledSince(last) || itinerary.hasMovedSince(last);
            case ALWAYS -> false;
            case LATE -> itinerary.hasMovedSince(last);
        };
        if (!isKnown || mayBeRunAgain) {
            itinerary.add(new Itinerary.Ran(
                    application, told.applicationData(), place(), when == Telling.LATE, now));
        }
    }

    /**
     * Takes the application from a snapshot if its source has reported nothing better. If a
     * transfer was reported before the snapshot, this may be the previous application: a dialling
     * one is accepted, since it decides nothing, and a serving one is not.
     */
    void learnFromSnapshot(Channel told, Instant now) {
        boolean mayBeOld = itinerary.hasMark()
                && Applications.roleOf(told.application()) != Applications.Role.DIALLING;
        if (itinerary.lastRan() == null && !mayBeOld) {
            learnApplication(told, Telling.LATE, now);
        }
    }

    @Nullable
    String name() {
        return channel.name();
    }

    Channel.State state() {
        return channel.state();
    }

    @Nullable
    String context() {
        return channel.context();
    }

    @Nullable
    String extension() {
        return channel.extension();
    }

    @Nullable
    String callId() {
        return channel.callId();
    }

    /** The linkedid, if its source reports it. */
    @Nullable
    String linkedId() {
        return channel.linkedId();
    }

    /** The number of the party behind it. */
    @Nullable
    String callerNumber() {
        return channel.callerNumber();
    }

    @Nullable
    String endpoint() {
        return Channel.endpointOf(channel.name());
    }

    boolean isLocal() {
        return Channel.isLocal(channel.name());
    }

    /** Whether there is no person behind it: see {@link Machines}. */
    boolean isMachine() {
        return Machines.isMachine(channel.name());
    }

    boolean isGone() {
        return end.gone;
    }

    /** Whether it is, or soon will be, no more. */
    boolean isLeaving() {
        return end.gone || end.byFarEnd;
    }

    /** Whether the two were each other's last company. */
    boolean wasPartnerOf(Leg other) {
        return uniqueid.equals(other.lastPartner) && other.uniqueid.equals(lastPartner);
    }

    /** All that it dialled. */
    List<Attempt> attempts() {
        return itinerary.attempts();
    }

    /** Takes over the dials of a leg whose place this one took (semi-attended masquerade). */
    void adoptAttempts(Leg other, Instant now) {
        for (Attempt attempt : other.attempts()) {
            itinerary.add(new Itinerary.Dialled(attempt, now));
        }
    }

    List<Track> watchers() {
        return watchers.isEmpty() ? List.of() : new ArrayList<>(watchers);
    }

    void watch(Track track) {
        watchers = watchers.isEmpty() ? new LinkedHashSet<>(2) : watchers;
        watchers.add(track);
    }

    void unwatch(Track track) {
        if (watchers.contains(track)) {
            watchers.remove(track);
            watchers = watchers.isEmpty() ? Set.of() : watchers;
        }
    }

    /**
     * The headers of the REFER that is sending it away, where Asterisk leaves them on the channel.
     *
     * @param marked whether SIPTRANSFER was set and no blind transfer has used it up yet
     */
    record ReferHeaders(
            boolean marked,
            @Nullable String referTo,
            @Nullable String referredBy) {
        static final ReferHeaders NONE = new ReferHeaders(false, null, null);
    }
}
