package dev.referee.ladder;

import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Step;
import dev.referee.ladder.Mark.What;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a ladder of the marks of a trace. Used once. */
final class Drawing {
    private static final int FIRST_FAILURE = 300;

    private final Trace trace;
    private final Transfer transfer;
    private final Lanes lanes;
    private final Claims claims;
    private final int most;
    private final List<Marked> marks = new ArrayList<>();
    /** The lanes in each bridge. */
    private final Map<String, Set<String>> bridges = new HashMap<>();

    private boolean isTruncated;

    /** A mark and whose it is. */
    private record Marked(@Nullable Strand strand, Mark mark) {}

    /** A step without its mark's own time and sources. */
    private record Line(
            String from,
            String to,
            Kind kind,
            String label,
            @Nullable String detail) {
        Line(String from, String to, Kind kind, String label) {
            this(from, to, kind, label, null);
        }
    }

    Drawing(Trace trace, Strand connections, int most) {
        this.trace = trace;
        this.transfer = trace.last.transfer();
        this.lanes = new Lanes(trace);
        this.most = most;
        for (Strand strand : trace.strands) {
            isTruncated |= strand.isTruncated;
            strand.marks.forEach(mark -> marks.add(new Marked(strand, mark)));
        }
        connections.marks.stream()
                .filter(mark -> !mark.at.isBefore(trace.since))
                .forEach(mark -> marks.add(new Marked(null, mark)));
        if (trace.end != null) {
            marks.add(new Marked(null, trace.end));
        }
        marks.sort(Comparator.comparingLong(one -> one.mark().number));
        this.claims = new Claims(transfer, target());
    }

    private List<Mark> target() {
        List<Mark> found = new ArrayList<>();
        for (Marked one : marks) {
            if (one.strand() != null && "target".equals(lanes.of(one.strand().key))) {
                found.add(one.mark());
            }
        }
        return found;
    }

    Ladder ladder() {
        List<Step> steps = new ArrayList<>();
        for (Marked one : marks) {
            Line line = one.strand() == null
                    ? ofNobody(one.mark())
                    : ofStrand(one.strand(), one.mark());
            if (line != null) {
                steps.add(step(one.mark(), line));
            }
        }
        return new Ladder(
                transfer.id(),
                EnumWord.of(transfer.state()),
                transfer.reason() == null ? null : EnumWord.of(transfer.reason()),
                transfer.message(),
                lanes.parties(),
                bounded(steps),
                isTruncated || trace.isTruncated || lanes.isTruncated());
    }

    /** The first steps show who called whom, the last ones how it ended. */
    private List<Step> bounded(List<Step> steps) {
        if (steps.size() <= most) {
            return steps;
        }
        isTruncated = true;
        List<Step> kept = new ArrayList<>(steps.subList(0, most / 4));
        kept.addAll(steps.subList(steps.size() - (most - most / 4), steps.size()));
        return kept;
    }

    private Step step(Mark mark, Line line) {
        return new Step(
                mark.at,
                line.from(),
                line.to(),
                line.kind(),
                line.label(),
                line.detail(),
                mark.sources().stream().map(EnumWord::of).toList(),
                claims.misleading(mark));
    }

    private @Nullable Line ofNobody(Mark mark) {
        String source = mark.other == null ? "" : mark.other;
        return switch (mark.what) {
            case LOST -> here(Ladder.PBX, Kind.OBSERVER, "Referee lost " + source);
            case CONNECTED -> here(Ladder.PBX, Kind.OBSERVER, "Referee is connected to " + source);
            case ENDED ->
                new Line(
                        Ladder.PBX,
                        Ladder.PBX,
                        Kind.VERDICT,
                        "verdict: " + EnumWord.of(transfer.state())
                                + (transfer.reason() == null
                                        ? ""
                                        : ": " + EnumWord.of(transfer.reason())),
                        transfer.message());
            default -> null;
        };
    }

    private @Nullable Line ofStrand(Strand strand, Mark mark) {
        String lane = lanes.of(strand.key);
        if (lane == null) {
            return null;
        }
        if (lane.equals(Ladder.PBX)) {
            // What a Local channel runs, it runs for a party. The rest is inside the PBX.
            return mark.what == What.APPLICATION || mark.what == What.VARIABLE
                    ? dialplan(lane, mark)
                    : null;
        }
        return switch (mark.what) {
            case CALLED -> toPbx(lane, Kind.INVITE, "INVITE", prefixed("to ", mark.text()));
            case RINGING -> toPbx(lane, Kind.RINGING, "rings", null);
            case UP -> up(lane, strand);
            case DIALLED -> toParty(lane, Kind.DIAL, "dials", callerOf(mark));
            case DIAL_PROGRESS, DIAL_ENDED -> dial(lane, mark);
            case ENTERED -> entered(lane, strand, mark);
            case LEFT -> left(lane, mark);
            case HANGUP -> isFirstHangup(strand, mark) ? hangup(lane, strand, mark) : null;
            case GONE -> strand.has(What.HANGUP) ? gone(lane, null) : gone(lane, mark);
            case APPLICATION, VARIABLE -> dialplan(lane, mark);
            case BLIND, ATTENDED -> result(lane, mark);
            case HANDED_OVER ->
                here(
                        Ladder.PBX,
                        Kind.HANDED_OVER,
                        mark.other == null || mark.other.isEmpty()
                                ? "hands the REFER to an ARI application"
                                : "ARI application reports: " + mark.other);
            case TRANSFER_ASKED ->
                new Line(
                        Ladder.PBX,
                        lane,
                        Kind.APPLICATION,
                        "runs Transfer()",
                        prefixed("to ", mark.text()));
            case REFER, REFER_ANSWERED, NOTIFY, NOTIFY_ANSWERED, BYE, INVITE_FAILED, REDIRECTED ->
                sip(lane, mark);
            case LOST, CONNECTED, ENDED -> null;
        };
    }

    private Line up(String lane, Strand strand) {
        return strand.has(What.DIALLED)
                ? toPbx(lane, Kind.ANSWER, "answers", null)
                : toParty(lane, Kind.ANSWER, "is answered", null);
    }

    private @Nullable String callerOf(Mark dial) {
        String caller = lanes.of(dial.other);
        return caller == null || caller.equals(Ladder.PBX) ? null : "for the " + Wording.of(caller);
    }

    private static @Nullable Line dial(String lane, Mark mark) {
        boolean isAnswer = "ANSWER".equals(mark.other);
        if (mark.what == What.DIAL_ENDED) {
            return isAnswer
                    ? null
                    : toPbx(lane, Kind.DIAL_END, "the dial ended: " + mark.other, null);
        }
        return toPbx(lane, Kind.RINGING, "dial: " + mark.other, null);
    }

    private Line entered(String lane, Strand strand, Mark mark) {
        Set<String> members =
                bridges.computeIfAbsent(String.valueOf(mark.other), key -> new LinkedHashSet<>());
        String replaced = lanes.of(mark.text());
        if (replaced != null) {
            members.remove(replaced);
        }
        members.remove(lane);
        String with = Wording.list(members);
        members.add(lane);
        if (replaced != null && !strand.key.equals(mark.text())) {
            return toParty(
                    lane,
                    Kind.SWAP,
                    "takes the place of the " + Wording.of(replaced)
                            + (with.isEmpty() ? " in a bridge" : " in the bridge with " + with),
                    null);
        }
        return toParty(
                lane,
                Kind.BRIDGE,
                with.isEmpty() ? "enters a bridge" : "is bridged with " + with,
                null);
    }

    private Line left(String lane, Mark mark) {
        Set<String> members = bridges.get(mark.other);
        if (members != null) {
            members.remove(lane);
        }
        return here(lane, Kind.UNBRIDGE, "leaves the bridge");
    }

    /** Asterisk may ask for the same end several times. */
    private static boolean isFirstHangup(Strand strand, Mark mark) {
        return strand.marks.stream()
                .noneMatch(one -> one.what == What.HANGUP
                        && one.isToPbx == mark.isToPbx
                        && one.number < mark.number);
    }

    private static Line hangup(String lane, Strand strand, Mark mark) {
        // After the answer it is left over from another leg (22.10.1).
        boolean isRefusal = mark.code() != Mark.NONE && !strand.has(What.UP);
        String status = isRefusal ? ": " + Wording.status(mark.code()) : "";
        String cause = prefixed("cause ", mark.text());
        return mark.isToPbx
                ? toPbx(lane, Kind.HANGUP, "hangs up" + status, cause)
                : toParty(lane, Kind.HANGUP, "is hung up" + status, cause);
    }

    private @Nullable Line gone(String lane, @Nullable Mark mark) {
        bridges.values().forEach(members -> members.remove(lane));
        if (mark == null) {
            return null;
        }
        String cause = mark.code() == Mark.NONE ? null : "cause " + mark.code();
        return new Line(lane, lane, Kind.HANGUP, "is gone", cause);
    }

    private static Line dialplan(String lane, Mark mark) {
        return mark.what == What.APPLICATION
                ? new Line(Ladder.PBX, lane, Kind.APPLICATION, "runs " + mark.other)
                : new Line(Ladder.PBX, lane, Kind.VARIABLE, mark.other + " = " + mark.text());
    }

    private static Line result(String lane, Mark mark) {
        String event = mark.what == What.BLIND ? "BlindTransfer" : "AttendedTransfer";
        String way = mark.text() == null ? "" : ", " + Wording.word(mark.text());
        return here(
                lane,
                Kind.TRANSFER_RESULT,
                event + " Result: " + Wording.word(String.valueOf(mark.other)) + way);
    }

    private static @Nullable Line sip(String lane, Mark mark) {
        String from = mark.isToPbx ? lane : Ladder.PBX;
        String to = mark.isToPbx ? Ladder.PBX : lane;
        return switch (mark.what) {
            case REFER ->
                new Line(
                        from,
                        to,
                        Kind.REFER,
                        Wording.refer(mark.text()),
                        prefixed("Refer-To: ", mark.text()));
            case REFER_ANSWERED ->
                new Line(from, to, Kind.REFER_ANSWER, Wording.status(mark.code()) + " (REFER)");
            case NOTIFY ->
                new Line(
                        from,
                        to,
                        Kind.NOTIFY,
                        "NOTIFY: "
                                + (mark.code() == Mark.NONE
                                        ? "no status"
                                        : Wording.status(mark.code())),
                        prefixed("Subscription-State: ", mark.text()));
            case NOTIFY_ANSWERED ->
                mark.code() < FIRST_FAILURE
                        ? null
                        : new Line(
                                from,
                                to,
                                Kind.NOTIFY_ANSWER,
                                Wording.status(mark.code()) + " (NOTIFY)");
            case BYE -> new Line(from, to, Kind.BYE, "BYE");
            case INVITE_FAILED ->
                new Line(from, to, Kind.INVITE_ANSWER, Wording.status(mark.code()) + " (INVITE)");
            case REDIRECTED ->
                new Line(
                        from,
                        to,
                        Kind.REDIRECT,
                        Wording.status(mark.code()) + " (INVITE)",
                        prefixed("Contact: ", mark.text()));
            default -> null;
        };
    }

    private static Line toPbx(String lane, Kind kind, String label, @Nullable String detail) {
        return new Line(lane, Ladder.PBX, kind, label, detail);
    }

    private static Line toParty(String lane, Kind kind, String label, @Nullable String detail) {
        return new Line(Ladder.PBX, lane, kind, label, detail);
    }

    private static Line here(String lane, Kind kind, String label) {
        return new Line(lane, lane, kind, label);
    }

    private static @Nullable String prefixed(String prefix, @Nullable String text) {
        return text == null || text.isEmpty() ? null : prefix + text;
    }
}
