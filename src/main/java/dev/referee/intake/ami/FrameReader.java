package dev.referee.intake.ami;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Cuts the byte stream of an AMI connection into its greeting and its frames. Bytes that are not
 * UTF-8 become replacement characters. Used by one thread.
 */
final class FrameReader {
    /** The longest greeting: {@code Asterisk Call Manager/…}. */
    private static final int MAX_GREETING = 200;

    private static final String END = "\r\n\r\n";

    private final InputStream in;
    private final int maxFrame;
    private final Sieve filter;
    private byte[] buffer = new byte[64 * 1024];

    /** Where in the buffer that begins, and ends, which was read and not taken. */
    private int from;

    private int to;

    /** Which frames are told. */
    @FunctionalInterface
    interface Sieve {
        /**
         * Whether a frame is told.
         *
         * @param bytes has it
         * @param from where it begins
         * @param to where it ends, the closing blank line not counted
         */
        boolean passes(byte[] bytes, int from, int to);
    }

    /**
     * @param in need not be buffered
     * @param maxFrame the longest frame in bytes
     */
    FrameReader(InputStream in, int maxFrame, Sieve filter) {
        this.in = in;
        this.maxFrame = maxFrame;
        this.filter = filter;
    }

    /**
     * The first line, without its end.
     *
     * @throws EOFException when the stream ends first
     * @throws IOException when it is too long, or the stream fails
     */
    String greeting() throws IOException {
        int length = 0;
        do {
            if (length == MAX_GREETING) {
                throw tooLong(MAX_GREETING);
            }
            if (from + length == to) {
                fill();
            }
            length++;
        } while (buffer[from + length - 1] != '\n');
        return take(length, 0).strip();
    }

    /**
     * The next frame that passes: its lines with CR LF between them, without the closing blank
     * line. Blank lines before it are passed over: some events of Asterisk end in two.
     *
     * @throws EOFException when the stream ends first, also in the middle of a frame
     * @throws IOException when the frame is too long, or the stream fails
     */
    String frame() throws IOException {
        while (true) {
            passOverBlankLines();
            int length = frameLength();
            if (filter.passes(buffer, from, from + length - END.length())) {
                return take(length, END.length());
            }
            from += length;
        }
    }

    private void passOverBlankLines() throws IOException {
        while (from == to || buffer[from] == '\r' || buffer[from] == '\n') {
            if (from == to) {
                fill();
            } else {
                from++;
            }
        }
    }

    /** The length of the frame that begins here, with its closing blank line. Reads on for that. */
    private int frameLength() throws IOException {
        int last = END.length() - 1;
        while (true) {
            while (from + last < to) {
                byte b = buffer[from + last];
                if (b == '\n' && isEnd(from + last)) {
                    if (last >= maxFrame) {
                        throw tooLong(maxFrame);
                    }
                    return last + 1;
                }
                // No end is nearer than this byte allows: most bytes need not be looked at.
                last += switch (b) {
                    case '\r' -> 1;
                    case '\n' -> 2;
                    default -> END.length();
                };
            }
            if (to - from > maxFrame) {
                throw tooLong(maxFrame);
            }
            fill();
        }
    }

    private boolean isEnd(int last) {
        return buffer[last - 1] == '\r' && buffer[last - 2] == '\n' && buffer[last - 3] == '\r';
    }

    /** Takes so many bytes; the text of them without the last few. */
    private String take(int length, int without) {
        String text = new String(buffer, from, length - without, StandardCharsets.UTF_8);
        from += length;
        return text;
    }

    /** Reads on, behind what was read and not taken. */
    private void fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == buffer.length) {
            int kept = to - from;
            byte[] roomy = kept > buffer.length / 2 ? new byte[2 * buffer.length] : buffer;
            System.arraycopy(buffer, from, roomy, 0, kept);
            buffer = roomy;
            from = 0;
            to = kept;
        }
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new EOFException("the other side closed the connection");
        }
        to += read;
    }

    private static IOException tooLong(int max) {
        return new IOException("more than " + max + " bytes without an end");
    }
}
