package dev.referee.phone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SIP messages that a set of phones sent and received, as they were on the wire; the newest
 * {@value #LIMIT} of them. Printed one message a line. Thread-safe.
 */
public final class Trace {
    private static final int LIMIT = 1000;
    private static final Pattern HEADER = Pattern.compile(
            "^(CSeq|Call-ID|Refer-To|Reason|Subscription-State):[ ]*(.*?)\\r?$",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern SIPFRAG =
            Pattern.compile("\\r?\\n\\r?\\n(SIP/2\\.0 \\d{3}[^\\r\\n]*)");

    private final long start = System.nanoTime();
    private final Deque<String> lines = new ArrayDeque<>();

    Trace() {}

    /**
     * Takes a message.
     *
     * @param phone the name of the phone
     * @param sent whether the phone sent it
     */
    void add(String phone, boolean sent, String message) {
        remark("%-5s %s  %s".formatted(phone, sent ? "-->" : "<--", oneLine(message)));
    }

    /** Adds a line that is no message. */
    synchronized void remark(String remark) {
        String line = "%7d ms  %s".formatted((System.nanoTime() - start) / 1_000_000, remark);
        if (lines.size() == LIMIT) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.lines().findFirst().orElse(""));
        Matcher header = HEADER.matcher(message);
        while (header.find()) {
            line.append(" | ").append(header.group(1)).append(": ").append(header.group(2));
        }
        Matcher sipfrag = SIPFRAG.matcher(message);
        if (sipfrag.find()) {
            line.append(" | says: ").append(sipfrag.group(1));
        }
        return line.toString();
    }

    /** Every message on a line of its own, oldest first. */
    @Override
    public synchronized String toString() {
        return "SIP trace (" + lines.size() + " messages):\n" + String.join("\n", lines);
    }
}
