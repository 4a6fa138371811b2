package dev.referee.intake.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated values as RFC 4180 has them and Asterisk writes them: a quote within quotes is
 * doubled, and line ends may stand within quotes. For one thread.
 */
final class CsvReader {
    /** Characters of one record: Asterisk's own buffer is 8 KiB at most. */
    static final int LONGEST_RECORD = 1 << 16;

    private static final int END = -1;

    private final Reader in;
    /** Of the line that is being read, from 1. */
    private long line = 1;

    private int peeked = END;
    private boolean hasPeeked;

    /**
     * @param in read unbuffered: give a buffered one
     */
    CsvReader(Reader in) {
        this.in = in;
    }

    /**
     * One record.
     *
     * @param line on which it begins, from 1
     * @param whole false for one that is not closed by a line end: it is still being written
     */
    record Row(long line, List<String> fields, boolean whole) {}

    /** The next record that is not an empty line, or null at the end. */
    @Nullable
    Row next() throws IOException, BadRecord {
        int c = read();
        while (c == '\n' || c == '\r') {
            c = read();
        }
        if (c == END) {
            return null;
        }
        long from = line;
        List<String> fields = new ArrayList<>();
        int size = 0;
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        while (c != END && (quoted || (c != '\n' && c != '\r'))) {
            if (++size > LONGEST_RECORD) {
                line = from;
                throw new BadRecord("the record is longer than " + LONGEST_RECORD
                        + " characters. Is a quote missing?");
            }
            if (c == '"' && quoted && peek() == '"') {
                field.append((char) read());
            } else if (c == '"' && (quoted || field.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append((char) c);
            }
            c = read();
        }
        fields.add(field.toString());
        return new Row(from, fields, c != END);
    }

    /** The line that was read last, from 1. */
    long line() {
        return line;
    }

    private int read() throws IOException {
        int c = hasPeeked ? peeked : in.read();
        hasPeeked = false;
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private int peek() throws IOException {
        if (!hasPeeked) {
            peeked = in.read();
            hasPeeked = true;
        }
        return peeked;
    }
}
