package dev.referee.intake.records;

import dev.referee.model.CallRecord;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Follows a file of cel_custom from its beginning while Asterisk writes on. When the file is renamed
 * and a new one takes its place, as logrotate does it, the old one is read to its end first. Blocks;
 * for one thread.
 */
public final class CelTail implements Closeable {
    /** Read at a time; more than the longest record. */
    private static final int SLICE = 1 << 20;

    private final Path file;
    private final ByteBuffer slice = ByteBuffer.allocate(SLICE);
    private @Nullable FileChannel open;
    /** Of the file that is open; null where the disk has none. */
    private @Nullable Object key;

    private long offset;
    /** Lines before the offset. */
    private long lines;

    /**
     * Follows a file, which need not be there yet. Records whose times do not say their zone are
     * none: an hour twice a year would be wrong.
     */
    public CelTail(Path file) {
        this.file = file;
    }

    /** Takes what is read, in its order. */
    public interface Taker {
        /** A record. */
        void take(CallRecord record);

        /**
         * Something here could not be read, and is passed over.
         *
         * @param why a sentence for an administrator
         */
        void lose(String why);
    }

    /**
     * Reads on, up to a megabyte. The end of the file is left for the next time where it is no whole
     * record yet.
     *
     * @return whether there is more to read now
     * @throws RecordsException when the file cannot be read; the next time it is tried again from
     *     where it was
     */
    public boolean read(Taker taker) throws RecordsException {
        try {
            FileChannel channel = open == null ? openAnew(taker) : open;
            if (channel.size() < offset) {
                offset = 0;
                lines = 0;
                taker.lose(file + " was made shorter: what was not read before is lost. Let"
                        + " logrotate rename it (no copytruncate).");
            }
            boolean more = readSlice(channel, taker);
            if (more || !isReplaced()) {
                return more;
            }
            if (channel.size() > offset) {
                taker.lose(file + " was replaced and ended in the middle of a record.");
            }
            close();
            key = null;
            offset = 0;
            lines = 0;
            return true;
        } catch (NoSuchFileException e) {
            throw new RecordsException(false, file + ": there is no such file.", e);
        } catch (AccessDeniedException e) {
            throw new RecordsException(false, file + ": this user may not read it.", e);
        } catch (IOException e) {
            leave();
            throw new RecordsException(false, file + ": reading failed: " + e.getMessage(), e);
        }
    }

    /** Gives up what is open, which a server may have taken away, to go on in the file's name. */
    private void leave() {
        try {
            close();
        } catch (IOException e) {
            // It is given up all the same.
        }
    }

    private FileChannel openAnew(Taker taker) throws IOException, RecordsException {
        if (Files.isDirectory(file)) {
            throw new RecordsException(false, file + ": is a folder. Name a file in it.", null);
        }
        FileChannel channel = FileChannel.open(file);
        Object now = keyOf(file);
        if (offset > 0 && !Objects.equals(key, now)) {
            offset = 0;
            lines = 0;
            taker.lose(file + " was replaced while it could not be read.");
        }
        open = channel;
        key = now;
        return channel;
    }

    /** Whether another file has the name now. Where there is none for a moment, it is not. */
    private boolean isReplaced() throws IOException {
        try {
            return !Objects.equals(key, keyOf(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private boolean readSlice(FileChannel channel, Taker taker) throws IOException {
        slice.clear();
        while (slice.hasRemaining() && channel.read(slice, offset + slice.position()) > 0) {
            // Until it is full, or the file ends.
        }
        boolean full = !slice.hasRemaining();
        int whole = wholeRecords();
        if (whole == 0 && full) {
            whole = firstLine();
            taker.lose(file + ":" + (lines + 1) + ": a record without an end. Is a quote missing?");
            lines++;
        } else {
            take(new String(slice.array(), 0, whole, StandardCharsets.UTF_8), taker);
        }
        offset += whole;
        return full;
    }

    /** Up to the last line end that is not within quotes. A doubled quote changes nothing in that. */
    private int wholeRecords() {
        int whole = 0;
        boolean quoted = false;
        for (int at = 0; at < slice.position(); at++) {
            byte c = slice.get(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\n' && !quoted) {
                whole = at + 1;
            }
        }
        return whole;
    }

    private int firstLine() {
        int at = 0;
        while (at < slice.position() - 1 && slice.get(at) != '\n') {
            at++;
        }
        return at + 1;
    }

    private void take(String text, Taker taker) throws IOException {
        CsvReader rows = new CsvReader(new StringReader(text));
        while (true) {
            long line = lines + rows.line();
            try {
                CsvReader.Row row = rows.next();
                if (row == null) {
                    break;
                }
                line = lines + row.line();
                taker.take(CelRow.read(row, null, file.getFileName() + ":" + line));
            } catch (BadRecord e) {
                taker.lose(file + ":" + line + ": " + e.getMessage());
            }
        }
        lines += rows.line() - 1;
    }

    @Override
    public void close() throws IOException {
        FileChannel channel = open;
        open = null;
        if (channel != null) {
            channel.close();
        }
    }
}
