package dev.referee.lab.matrix;

import java.util.List;

/**
 * What a {@link Row} says: a title, the truth, and so the verdict that Referee must come to. Where
 * Asterisk 16 does otherwise, it says that too.
 */
final class Line {
    private static final int SIXTEEN = 16;

    private final String title;
    private final Expected expected;
    private final Expected on16;

    /**
     * What happens on a version of Asterisk.
     *
     * @param truth what becomes of the people; or why the row is not played
     * @param verdict state and reason, as {@code failed: busy}; {@code nothing} where Referee may tell
     *     nothing; empty where the row is not played
     * @param diagnosis what was wrong with the request, by the codes of docs/DIAGNOSIS.md: those that
     *     do not depend on when Asterisk sends which NOTIFY
     */
    record Expected(String truth, String verdict, List<String> diagnosis) {
        boolean isPlayed() {
            return !verdict.isEmpty();
        }
    }

    private Line(String title, Expected expected, Expected on16) {
        this.title = title;
        this.expected = expected;
        this.on16 = on16;
    }

    /** The same on every version. */
    static Line of(String title, String truth, String verdict, String... diagnosis) {
        Expected expected = new Expected(truth, verdict, List.of(diagnosis));
        return new Line(title, expected, expected);
    }

    /** Another truth, and so another verdict, on Asterisk 16. */
    Line on16(String truth, String verdict, String... diagnosis) {
        return new Line(title, expected, new Expected(truth, verdict, List.of(diagnosis)));
    }

    /** Asterisk 16 cannot do it. */
    Line notOn16(String reason) {
        return new Line(title, expected, new Expected("not on 16: " + reason, "", List.of()));
    }

    /** What transfer it is. */
    String title() {
        return title;
    }

    /**
     * What happens on this version.
     *
     * @param release the first number of Asterisk's version
     */
    Expected on(int release) {
        return release == SIXTEEN ? on16 : expected;
    }
}
