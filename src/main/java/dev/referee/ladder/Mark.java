package dev.referee.ladder;

import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * One thing that happened on a channel or in a SIP dialog, before it is worded: small, because every
 * call has some, and few calls have a transfer.
 */
final class Mark {
    static final int NONE = -1;

    /** What happened. */
    enum What {
        CALLED,
        RINGING,
        UP,
        DIALLED,
        DIAL_PROGRESS,
        DIAL_ENDED,
        ENTERED,
        LEFT,
        HANGUP,
        GONE,
        APPLICATION,
        VARIABLE,
        BLIND,
        ATTENDED,
        HANDED_OVER,
        TRANSFER_ASKED,
        REFER,
        REFER_ANSWERED,
        NOTIFY,
        NOTIFY_ANSWERED,
        BYE,
        INVITE_FAILED,
        REDIRECTED,
        LOST,
        CONNECTED,
        ENDED
    }

    /** Grows from mark to mark. */
    final long number;

    final Instant at;
    final What what;
    /** The other channel, the bridge, the variable's name, or the SIP request; null for none. */
    final @Nullable String other;
    /** A status, a word or a header. */
    private @Nullable String text;
    /** A SIP status or a Q.850 cause; {@link #NONE} for none. */
    private int code;
    /** Of SIP: whether the PBX got it. Of a hangup: whether the far end asked for it. */
    final boolean isToPbx;

    private final Set<Source> sources = EnumSet.noneOf(Source.class);

    Mark(
            long number,
            Instant at,
            What what,
            @Nullable Source source,
            @Nullable String other,
            @Nullable String text,
            int code,
            boolean isToPbx) {
        this.number = number;
        this.at = at;
        this.what = what;
        this.other = other;
        this.text = text;
        this.code = code;
        this.isToPbx = isToPbx;
        if (source != null) {
            sources.add(source);
        }
    }

    @Nullable
    String text() {
        return text;
    }

    int code() {
        return code;
    }

    boolean isBy(Source source) {
        return sources.contains(source);
    }

    /** Whether it is about the same: what else a source says of it may differ. */
    boolean isSame(What otherWhat, @Nullable String otherOther) {
        return what == otherWhat && Objects.equals(other, otherOther);
    }

    /** Another source reports the same. */
    void confirm(Source source, @Nullable String itsText, int itsCode) {
        sources.add(source);
        if (text == null) {
            text = itsText;
        }
        if (code == NONE) {
            code = itsCode;
        }
    }

    Set<Source> sources() {
        return sources;
    }
}
