package dev.referee.intake.ami;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the byte stream of an AMI connection into its greeting and its frames. Bytes that are not
 * UTF-8 become replacement characters. Used by one thread.
 */
final class FrameReader {
    /** The longest greeting: {@code Asterisk Call Manager/…}. */
    private static final int MAX_GREETING = 200;

    private final InputStream in;
    private final int maxFrame;
    private final Sieve filter;
    private final byte[] chunk = new byte[64 * 1024];
    private int chunkFrom;
    private int chunkTo;
    private byte[] buffer = new byte[4 * 1024];
    private int size;

    /** Which frames are told, the closing blank line not counted. */
    @FunctionalInterface
    interface Sieve {
        /** Whether the frame in the first so many bytes is told. */
        boolean passes(byte[] frame, int length);
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
        size = 0;
        while (true) {
            append(next(), MAX_GREETING);
            if (endsWith("\n")) {
                return text(size).strip();
            }
        }
    }

    /**
     * The next frame that passes: its lines with CR LF between them, without the closing blank
     * line. Blank lines before it are passed over: some events of Asterisk end in two.
     *
     * @throws EOFException when the stream ends first, also in the middle of a frame
     * @throws IOException when the frame is too long, or the stream fails
     */
    String frame() throws IOException {
        size = 0;
        while (true) {
            fill();
            if (size == 0 && (chunk[chunkFrom] == '\r' || chunk[chunkFrom] == '\n')) {
                chunkFrom++;
                continue;
            }
            boolean lineEnds = appendLine();
            if (lineEnds && endsWith("\r\n\r\n")) {
                if (filter.passes(buffer, size - 4)) {
                    return text(size - 4);
                }
                size = 0;
            }
        }
    }

    /** Takes the rest of a line, as far as it is there. Whether its end is. */
    private boolean appendLine() throws IOException {
        int to = chunkFrom;
        while (to < chunkTo && chunk[to] != '\n') {
            to++;
        }
        boolean ends = to < chunkTo;
        int length = to - chunkFrom + (ends ? 1 : 0);
        makeRoom(length, maxFrame);
        System.arraycopy(chunk, chunkFrom, buffer, size, length);
        size += length;
        chunkFrom += length;
        return ends;
    }

    /** Reads on when everything that was read is taken. */
    private void fill() throws IOException {
        if (chunkFrom == chunkTo) {
            int read = in.read(chunk);
            if (read < 0) {
                throw new EOFException("the other side closed the connection");
            }
            chunkFrom = 0;
            chunkTo = read;
        }
    }

    private byte next() throws IOException {
        fill();
        return chunk[chunkFrom++];
    }

    private void append(byte b, int max) throws IOException {
        makeRoom(1, max);
        buffer[size++] = b;
    }

    private void makeRoom(int length, int max) throws IOException {
        if (length > max - size) {
            throw new IOException("more than " + max + " bytes without an end");
        }
        if (size + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + length));
        }
    }

    private boolean endsWith(String end) {
        int from = size - end.length();
        if (from < 0) {
            return false;
        }
        for (int i = 0; i < end.length(); i++) {
            if (buffer[from + i] != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int length) {
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }
}
