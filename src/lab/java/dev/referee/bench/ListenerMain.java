package dev.referee.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A {@link RefereeListener} as a process of its own, of whichever build its class path begins with.
 * Each line that it reads is the port of a {@link FakePbx} to listen to, an empty one the end of
 * that; it writes {@link #MARKER} for each marker and {@link #CLOSED} when it listens no more.
 */
final class ListenerMain {
    static final char MARKER = '.';
    static final char CLOSED = '\n';

    private ListenerMain() {}

    /** Takes no arguments; ends with its input. */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        // Whatever logs may not answer.
        System.setOut(System.err);
        try (RefereeListener referee = new RefereeListener();
                BufferedReader orders = new BufferedReader(
                        new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String port = orders.readLine(); port != null; port = orders.readLine()) {
                listen(referee, Integer.parseInt(port), orders, answers);
            }
        }
        System.exit(0);
    }

    private static void listen(
            RefereeListener referee, int port, BufferedReader orders, PrintStream answers)
            throws Exception {
        long endedBefore = referee.ended();
        AutoCloseable listening = referee.listen(port, () -> answer(answers, MARKER));
        orders.readLine();
        listening.close();
        answers.print(referee.ended() - endedBefore);
        answer(answers, CLOSED);
    }

    private static void answer(PrintStream answers, char what) {
        answers.write(what);
        answers.flush();
    }
}
