package dev.referee.intake.capture;

import dev.referee.intake.InputFile;
import dev.referee.intake.capture.CaptureException.Kind;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a capture line by line, plain or gzipped: its content decides, not its name. Blank lines
 * and notes are passed over, and so are fields that are not known. For one thread.
 *
 * <p>Several sources write one capture, and lines may have been put into another order: a line that
 * is earlier than the one before gets that one's time, because time never goes back for the
 * correlator.
 */
public final class CaptureReader implements Closeable {
    static final int LONGEST_LINE = 16 << 20;

    private static final int BUFFER = 1 << 16;

    private final String file;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    private long lineNumber;
    private long latest;
    private final long most;
    private long bytes;

    private CaptureReader(String file, InputStream in, long most) {
        this.file = file;
        this.in = in;
        this.most = most;
    }

    /**
     * Opens a capture. The caller closes the reader.
     *
     * @throws CaptureException when the file cannot be read or begins like gzip and is not
     */
    public static CaptureReader open(Path file) throws CaptureException {
        try {
            return new CaptureReader(file.toString(), InputFile.open(file), Long.MAX_VALUE);
        } catch (IOException e) {
            throw nothing(file.toString()).unreadable(e);
        }
    }

    /**
     * Reads a capture that somebody sent.
     *
     * @param name what messages call it
     * @param most the most bytes that it may have when it is unpacked
     * @throws CaptureException when it begins like gzip and is not
     */
    public static CaptureReader of(byte[] content, String name, long most) throws CaptureException {
        try {
            return new CaptureReader(
                    name, InputFile.unpacked(new ByteArrayInputStream(content)), most);
        } catch (IOException e) {
            throw nothing(name).unreadable(e);
        }
    }

    private static CaptureReader nothing(String name) {
        return new CaptureReader(name, InputStream.nullInputStream(), 0);
    }

    /**
     * The next message, or null at the end of the file.
     *
     * @throws CaptureException naming the line when it is broken or the file cannot be read on.
     *     Nothing can be read after it
     */
    public @Nullable CaptureLine next() throws CaptureException {
        while (true) {
            String text = nextLine();
            if (text == null) {
                return null;
            }
            if (text.isBlank()) {
                continue;
            }
            try {
                LineParser.Parsed parsed = LineParser.parse(text);
                latest = Math.max(latest, parsed.t());
                CaptureLine message = parsed.message();
                if (message != null) {
                    return new CaptureLine(latest, message.source(), message.raw());
                }
            } catch (LineParser.BadLine e) {
                throw broken(String.valueOf(e.getMessage()), null);
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private @Nullable String nextLine() throws CaptureException {
        line.reset();
        lineNumber++;
        try {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            for (; next >= 0 && next != '\n'; next = in.read()) {
                count();
                if (line.size() == LONGEST_LINE) {
                    throw broken(
                            "the line is longer than " + LONGEST_LINE
                                    + " bytes. Is this a capture?",
                            null);
                }
                line.write(next);
            }
            count();
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken("not text in UTF-8. Is this a capture?", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void count() throws CaptureException {
        bytes++;
        if (bytes > most) {
            throw broken("the file has more than " + most + " bytes when it is unpacked.", null);
        }
    }

    private CaptureException unreadable(IOException e) {
        InputFile.Unreadable trouble = InputFile.trouble(e);
        return switch (trouble.kind()) {
            case NO_INPUT -> new CaptureException(Kind.NO_INPUT, file + ": " + trouble.what(), e);
            case BROKEN -> broken(trouble.what(), e);
            case INPUT_OUTPUT ->
                new CaptureException(Kind.INPUT_OUTPUT, file + ": " + trouble.what(), e);
        };
    }

    private CaptureException broken(String what, @Nullable Throwable cause) {
        return new CaptureException(
                Kind.BROKEN, file + ":" + Math.max(1, lineNumber) + ": " + what, cause);
    }
}
