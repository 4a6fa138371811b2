package dev.referee.intake;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that somebody names to be read, plain or gzipped: its content decides, not its name.
 */
public final class InputFile {
    private static final int BUFFER = 1 << 16;

    private InputFile() {}

    /**
     * Opens a file; the caller closes the stream.
     *
     * @throws IOException of which {@link #trouble} says more; the stream throws the same
     */
    public static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FolderException(file);
        }
        return unpacked(Files.newInputStream(file));
    }

    /**
     * The same of what is read already.
     *
     * @param bytes is closed with the stream
     */
    public static InputStream unpacked(InputStream bytes) throws IOException {
        InputStream plain = new BufferedInputStream(bytes, BUFFER);
        try {
            return isGzip(plain)
                    ? new BufferedInputStream(new GZIPInputStream(plain, BUFFER), BUFFER)
                    : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean magic = in.read() == 0x1f && in.read() == 0x8b; // RFC 1952 section 2.3.1
        in.reset();
        return magic;
    }

    private static final class FolderException extends FileSystemException {
        FolderException(Path file) {
            super(file.toString());
        }
    }

    /**
     * Why a file cannot be read.
     *
     * @param what the rest of a line that begins with the file's name, and what to do
     */
    public record Unreadable(Kind kind, String what) {
        /** What is wrong. */
        public enum Kind {
            /** It is not there, or may not be read. */
            NO_INPUT,
            /** It is not what it should be. */
            BROKEN,
            /** The disk failed. */
            INPUT_OUTPUT
        }
    }

    /** What a failure of {@link #open}, or of reading on, stands for. */
    public static Unreadable trouble(IOException e) {
        return switch (e) {
            case FolderException folder -> noInput("is a folder. Name a file in it.");
            case NoSuchFileException none -> noInput("there is no such file.");
            case AccessDeniedException denied -> noInput("this user may not read it.");
            case EOFException end ->
                broken(
                        "the gzip data ends in the middle. It was probably cut off: what comes before"
                                + " this line was read.");
            case ZipException damaged ->
                broken("the gzip data is damaged: " + damaged.getMessage() + ".");
            case CharacterCodingException other -> broken("not text in UTF-8.");
            default ->
                new Unreadable(Unreadable.Kind.INPUT_OUTPUT, "reading failed: " + e.getMessage());
        };
    }

    private static Unreadable noInput(String what) {
        return new Unreadable(Unreadable.Kind.NO_INPUT, what);
    }

    private static Unreadable broken(String what) {
        return new Unreadable(Unreadable.Kind.BROKEN, what);
    }
}
