package dev.referee.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How the demonstration looks: at most {@value #COLUMNS} columns, with colours on a terminal only, and
 * not where {@code NO_COLOR} is set.
 */
final class DemoScreen {
    private static final int COLUMNS = 90;
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String BOLD = "1";
    private static final String DIM = "2";

    private final PrintStream out;
    private final boolean colours;

    DemoScreen(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    static DemoScreen ofTerminal() {
        return new DemoScreen(System.out, isTerminal() && System.getenv("NO_COLOR") == null);
    }

    /** System.console() tells it no longer from Java 22 on. */
    private static boolean isTerminal() {
        try {
            return Path.of("/proc/self/fd/1").toRealPath().startsWith("/dev/pts");
        } catch (IOException e) {
            return false; // a pipe, or no Linux
        }
    }

    void title(String text) {
        out.println();
        out.println(paint(BOLD, text));
    }

    void chapter(String text) {
        out.println();
        out.println(paint(BOLD, text));
    }

    void step(String text) {
        out.println("   " + paint(DIM, "... " + text));
    }

    void remark(String text) {
        out.println("   " + text);
    }

    void heads() {
        out.println();
        out.println("   "
                + paint(
                        BOLD,
                        "%-10s%-28s %s"
                                .formatted(
                                        "",
                                        "SIP told the phone",
                                        "Referee pushed to the browser")));
        out.println("   " + "-".repeat(COLUMNS - 3));
    }

    void row(String who, String sip, boolean sipIsTrue, String told, boolean toldIsTrue) {
        String name = who.substring(0, 1).toUpperCase(Locale.ROOT) + who.substring(1);
        // Padded before they are painted: escape sequences have no width.
        String claim = "%-28s".formatted(sip);
        out.println("   %-10s%s %s"
                .formatted(
                        name,
                        sipIsTrue ? claim : paint(RED, claim),
                        paint(toldIsTrue ? GREEN : RED, told)));
    }

    void truth(String truth, int claim, boolean sipIsTrue, boolean refereeIsTrue) {
        String sip = sipIsTrue
                ? "SIP's NOTIFY " + claim + " is true, but only the transferor got it."
                : paint(RED, "SIP's NOTIFY " + claim + " is false.");
        String referee = refereeIsTrue
                ? paint(GREEN, "Referee told all three the truth.")
                : paint(RED, "Referee did not tell everybody the truth.");
        out.println("   In truth: " + truth + ". " + sip);
        out.println("   " + referee);
    }

    void verdict(boolean allTrue) {
        out.println();
        out.println(
                allTrue
                        ? paint(
                                GREEN,
                                "Both transfers ended in every browser as they ended on the phones.")
                        : paint(RED, "Referee did not tell the truth: see above."));
    }

    void problem(String what, String advice) {
        out.println();
        out.println(paint(RED, what));
        out.println(advice);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
