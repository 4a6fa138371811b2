package dev.referee.ladder;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The channels that are there or went lately, and the SIP dialogs of which something was heard; both
 * bounded. What is drawn in a ladder stays until that ladder is finished.
 */
final class Strands {
    private final int most;
    /** By uniqueid, the one that appeared first in front. */
    private final SequencedMap<String, Strand> channels = new LinkedHashMap<>();
    /** By Call-ID, the one of which nothing was heard for the longest time in front. */
    private final SequencedMap<String, Strand> dialogs = new LinkedHashMap<>(16, 0.75f, true);
    /** Channels by Call-ID. */
    private final Map<String, Strand> byCallId = new HashMap<>();
    /** Channels that are gone, the one that went first in front. */
    private final Deque<Strand> gone = new ArrayDeque<>();

    Strands(int most) {
        this.most = most;
    }

    @Nullable
    Strand channel(String uniqueid) {
        return channels.get(uniqueid);
    }

    /** The channel, which appears now where it is not known. */
    Strand appear(String uniqueid, Instant now) {
        Strand known = channels.get(uniqueid);
        if (known != null) {
            return known;
        }
        Strand strand = new Strand(uniqueid, now);
        channels.put(uniqueid, strand);
        if (channels.size() > most) {
            remove(channels.firstEntry().getValue());
        }
        return strand;
    }

    @Nullable
    Strand dialog(String callId) {
        return dialogs.get(callId);
    }

    Strand openDialog(String callId, Instant now) {
        Strand dialog = dialogs.computeIfAbsent(callId, key -> new Strand(key, now));
        dialog.touched = now;
        if (dialogs.size() > most) {
            dialogs.pollFirstEntry();
        }
        return dialog;
    }

    @Nullable
    Strand channelOf(String callId) {
        return byCallId.get(callId);
    }

    /** The channel's leg has this Call-ID. */
    void bind(Strand channel, String callId) {
        if (!callId.equals(channel.callId)) {
            channel.callId = callId;
            byCallId.put(callId, channel);
        }
    }

    /** The channel is gone. */
    void leave(Strand channel, Instant now) {
        channel.touched = now;
        if (!channel.isGone) {
            channel.isGone = true;
            gone.add(channel);
        }
    }

    /** A ladder that had drawn it is finished. */
    void release(Strand strand) {
        if (strand.isGone && strand.traces.isEmpty() && channels.get(strand.key) == strand) {
            remove(strand);
        }
    }

    /**
     * Forgets what no ladder has drawn.
     *
     * @param wentBefore channels that went before
     * @param silentSince dialogs of which nothing was heard since
     */
    void forget(Instant wentBefore, Instant silentSince) {
        while (!gone.isEmpty() && gone.getFirst().touched.isBefore(wentBefore)) {
            release(gone.removeFirst());
        }
        while (!dialogs.isEmpty()) {
            Strand oldest = dialogs.firstEntry().getValue();
            if (!oldest.touched.isBefore(silentSince)) {
                return;
            }
            dialogs.pollFirstEntry();
            if (!oldest.traces.isEmpty()) {
                oldest.touched = silentSince.plusMillis(1);
                dialogs.put(oldest.key, oldest);
                return;
            }
        }
    }

    private void remove(Strand strand) {
        channels.remove(strand.key, strand);
        if (strand.callId != null) {
            byCallId.remove(strand.callId, strand);
        }
    }

    int size() {
        return channels.size() + dialogs.size();
    }
}
