package dev.referee.intake.capture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.referee.intake.capture.CaptureException.Kind;
import dev.referee.model.EnumWord;
import dev.referee.model.Source;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a capture, gzipped when the file's name ends with {@code .gz}. Buffered: what was written
 * is safe after {@link #flush} or {@link #close}. It blocks: for one thread, and never an event
 * loop; {@link CaptureRecorder} takes it off one.
 */
public final class CaptureWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final OutputStream out;
    private long lines;

    /** For tests: writes to a stream, and names the file in its messages only. */
    CaptureWriter(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Creates the file, readable by its owner only: a capture holds callers' numbers. One that
     * is overwritten keeps its permissions.
     *
     * @param overwrite whether a file that is there may be lost
     */
    public static CaptureWriter create(Path file, boolean overwrite) throws CaptureException {
        try {
            OutputStream plain = open(file, overwrite);
            boolean gzip = file.toString().endsWith(".gz");
            // With syncFlush a recording that is cut off can be read up to its last flush.
            OutputStream out = gzip ? new GZIPOutputStream(plain, BUFFER, true) : plain;
            return new CaptureWriter(file, new BufferedOutputStream(out, BUFFER));
        } catch (FileAlreadyExistsException e) {
            throw new CaptureException(
                    Kind.EXISTS,
                    file + ": this file is there already. Choose another name, or overwrite it with"
                            + " --force.",
                    e);
        } catch (NoSuchFileException e) {
            throw new CaptureException(Kind.INPUT_OUTPUT, file + ": its folder does not exist.", e);
        } catch (IOException e) {
            throw new CaptureException(
                    Kind.INPUT_OUTPUT, file + ": it cannot be written: " + e.getMessage(), e);
        }
    }

    private static OutputStream open(Path file, boolean overwrite) throws IOException {
        if (overwrite && Files.exists(file)) {
            return Files.newOutputStream(
                    file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            return Files.newOutputStream(file, StandardOpenOption.WRITE);
        }
        return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Writes one message. An ARI message that is no JSON object, and one that is too long for a
     * line, are written as a note that says so.
     *
     * @throws CaptureException when the disk fails; lines since the last flush may be lost
     */
    public void write(CaptureLine message) throws CaptureException {
        String source = EnumWord.of(message.source());
        String raw = message.raw();
        boolean json = message.source() == Source.ARI;
        if (raw.length() > CaptureReader.LONGEST_LINE / 8) {
            // A character can take six bytes as an escape.
            note(message.t(), source + " message of " + raw.length() + " characters left out");
        } else if (json && !isJsonObject(raw)) {
            note(message.t(), "ari message that is not a JSON object: " + raw);
        } else {
            writeLine(message.t(), source, raw, json);
        }
    }

    /** Writes a remark, which a reader passes over. */
    public void note(long t, String text) throws CaptureException {
        writeLine(t, "note", text, false);
    }

    /** Hands everything that was written to the operating system. */
    public void flush() throws CaptureException {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Writes what is left and closes the file.
     *
     * @throws CaptureException when the disk fails; lines since the last flush may be lost
     */
    @Override
    public void close() throws CaptureException {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void writeLine(long t, String source, String data, boolean raw)
            throws CaptureException {
        StringWriter line = new StringWriter(data.length() + 64);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("t", t);
            json.writeStringField("source", source);
            json.writeFieldName("data");
            if (raw) {
                // A line break in JSON stands between tokens only: RFC 8259 section 7.
                json.writeRawValue(data.replace('\n', ' ').replace('\r', ' '));
            } else {
                json.writeString(data);
            }
            json.writeEndObject();
            json.flush();
            line.append('\n');
            out.write(line.toString().getBytes(StandardCharsets.UTF_8));
            lines++;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private CaptureException failed(IOException e) {
        return new CaptureException(
                Kind.INPUT_OUTPUT,
                file + ": writing failed after " + lines + " lines: " + e.getMessage()
                        + ". The recording is not complete.",
                e);
    }

    private static boolean isJsonObject(String raw) {
        try (JsonParser json = JSON.createParser(raw)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
