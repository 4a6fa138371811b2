package dev.referee.ladder;

import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is remembered of one channel, or of one SIP dialog: a bounded list of marks. */
final class Strand {
    /** The oldest that stay where more come than fit: how the call began. */
    static final int BEGINNING = 8;

    /** The most channels that one channel's dials and Local halves lead to. */
    static final int MOST_NEXT = 32;

    /** How far the reports of two sources about the same may lie apart. */
    private static final Duration APART = Duration.ofSeconds(5);

    /** Uniqueid of the channel, or Call-ID of the dialog. */
    final String key;

    final List<Mark> marks = new ArrayList<>(8);
    /** Uniqueids of channels that this one dialled or is joined to as a Local channel. */
    final Set<String> next = new LinkedHashSet<>(2);
    /** The transfers in whose ladders this is drawn. */
    final Set<Trace> traces = new HashSet<>(2);

    @Nullable
    String name;

    @Nullable
    String callId;

    boolean isGone;
    boolean isTruncated;
    Instant touched;
    /** By source: each reports in its own time. */
    private final Map<Source, String> applications = new EnumMap<>(Source.class);

    Strand(String key, Instant now) {
        this.key = key;
        this.touched = now;
    }

    /** Adds a mark, or notes that another source reports one that is there. */
    void add(Mark mark, Source source, int most) {
        touched = mark.at;
        Mark known = confirmable(mark, source);
        if (known != null) {
            known.confirm(source, mark.text(), mark.code());
        } else {
            marks.add(mark);
            if (marks.size() > most) {
                marks.remove(Math.min(BEGINNING, most - 1));
                isTruncated = true;
            }
        }
        traces.forEach(Trace::change);
    }

    /** The oldest that another source reported lately and this one has not. */
    private @Nullable Mark confirmable(Mark mark, Source source) {
        Mark found = null;
        for (int i = marks.size() - 1; i >= 0; i--) {
            Mark one = marks.get(i);
            if (Duration.between(one.at, mark.at).compareTo(APART) > 0) {
                break;
            }
            if (one.isSame(mark.what, mark.other) && !one.isBy(source)) {
                found = one;
            }
        }
        return found;
    }

    /** Notes what application a source reports; false where it has reported that already. */
    boolean runs(Source source, String application) {
        return !application.equals(applications.put(source, application));
    }

    boolean has(Mark.What what) {
        return find(what, null) != null;
    }

    /**
     * The first of these.
     *
     * @param other what it is about; null for anything
     */
    @Nullable
    Mark find(Mark.What what, @Nullable String other) {
        for (Mark mark : marks) {
            if (mark.what == what && (other == null || other.equals(mark.other))) {
                return mark;
            }
        }
        return null;
    }

    void lead(String uniqueid) {
        if (next.size() < MOST_NEXT) {
            next.add(uniqueid);
        } else {
            isTruncated = true;
        }
    }
}
