package dev.referee.ladder;

import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Step;
import dev.referee.model.EnumWord;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a ladder as text, a step a line, for a terminal: time since the first step in seconds, the
 * lanes, and what happened. A misleading step has an exclamation mark and a line that says why.
 */
public final class LadderText {
    /** Columns from one lane to the next. */
    private static final int GAP = 13;
    /** Columns in front of the first lane. */
    private static final int TIME = 14;

    private LadderText() {}

    /** All of it, with a line's end after every line. */
    public static String of(Ladder ladder) {
        StringBuilder text = new StringBuilder();
        line(text, ladder.transfer() + "  " + ladder.verdict());
        line(text, printable(ladder.message()));
        line(text, "");
        List<Party> parties = ladder.parties();
        line(text, header(parties, LadderText::name));
        line(text, header(parties, party -> EnumWord.of(party.role())));
        for (Step step : ladder.steps()) {
            String arrow = time(ladder, step) + arrow(parties, step);
            String mark = step.misleading() == null ? "  " : "! ";
            line(text, arrow + mark + printable(step.label()) + suffix(step));
            if (step.misleading() != null) {
                line(text, " ".repeat(arrow.length()) + "  " + step.misleading());
            }
        }
        if (ladder.truncated()) {
            line(text, "");
            line(text, "Truncated: some steps were not seen, or limits.trace_steps was reached.");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private interface Title {
        String of(Party party);
    }

    private static String header(List<Party> parties, Title title) {
        return " ".repeat(TIME - GAP / 2)
                + parties.stream()
                        .map(party -> centred(printable(title.of(party))))
                        .collect(Collectors.joining());
    }

    private static String centred(String text) {
        String cut = text.length() < GAP ? text : text.substring(0, GAP - 2) + "…";
        int before = (GAP - cut.length()) / 2;
        return " ".repeat(before) + cut + " ".repeat(GAP - before - cut.length());
    }

    /** What a party is called: the endpoint without its technology. */
    static String name(Party party) {
        String endpoint = party.endpoint();
        if (endpoint == null) {
            return party.id().equals(Ladder.PBX) ? "PBX" : "?";
        }
        return endpoint.substring(endpoint.indexOf('/') + 1);
    }

    private static String time(Ladder ladder, Step step) {
        Duration since = Duration.between(ladder.steps().getFirst().at(), step.at());
        return String.format(Locale.ROOT, "%" + (TIME - 4) + ".3f    ", since.toMillis() / 1000.0);
    }

    private static String arrow(List<Party> parties, Step step) {
        int from = column(parties, step.from());
        int to = column(parties, step.to());
        StringBuilder lanes = new StringBuilder();
        for (int i = 0; i < parties.size(); i++) {
            lanes.append('|').append(" ".repeat(GAP - 1));
        }
        if (from == to) {
            lanes.setCharAt(from, step.kind() == Kind.VERDICT ? '#' : '*');
            return lanes.toString();
        }
        for (int i = Math.min(from, to) + 1; i < Math.max(from, to); i++) {
            lanes.setCharAt(i, '-');
        }
        lanes.setCharAt(from < to ? to - 1 : to + 1, from < to ? '>' : '<');
        return lanes.toString();
    }

    private static int column(List<Party> parties, String id) {
        for (int i = 0; i < parties.size(); i++) {
            if (parties.get(i).id().equals(id)) {
                return i * GAP;
            }
        }
        return 0;
    }

    private static String suffix(Step step) {
        String sources =
                step.sources().isEmpty() ? "" : "  [" + String.join(",", step.sources()) + "]";
        String detail = step.detail();
        return (detail == null ? "" : ", " + printable(detail)) + sources;
    }

    /** What a phone sent may hold characters that a terminal would obey. */
    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    }
}
