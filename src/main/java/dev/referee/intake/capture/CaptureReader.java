package dev.referee.intake.capture;

import dev.referee.intake.InputFile;
import dev.referee.intake.capture.CaptureException.Kind;

import org.jspecify.annotations.Nullable;

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

    private final Path file;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    private long lineNumber;
    private long latest;

    private CaptureReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Opens a capture. The caller closes the reader.
     *
     * @throws CaptureException when the file cannot be read or begins like gzip and is not
     */
    public static CaptureReader open(Path file) throws CaptureException {
        try {
            return new CaptureReader(file, InputFile.open(file));
        } catch (IOException e) {
            throw new CaptureReader(file, InputStream.nullInputStream()).unreadable(e);
        }
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
                if (line.size() == LONGEST_LINE) {
                    throw broken(
                            "the line is longer than " + LONGEST_LINE
                                    + " bytes. Is this a capture?",
                            null);
                }
                line.write(next);
            }
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

    private CaptureException unreadable(IOException e) {
        InputFile.Trouble trouble = InputFile.trouble(e);
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
