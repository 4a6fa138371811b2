package dev.referee.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second Referee off a log's file, by a lock on a file beside it, which the operating system
 * takes back however the process ends. Not on the file itself: closing any handle of it would end
 * SQLite's own locks (https://sqlite.org/howtocorrupt.html section 2.2).
 */
final class Claim implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claim.class);

    private final FileChannel channel;

    private Claim(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Claims a file.
     *
     * @throws LogRefusal when another Referee has it
     */
    static Claim on(Path file) throws IOException, LogRefusal {
        Path lock = file.toAbsolutePath().resolveSibling(file.getFileName() + ".lock");
        Files.createDirectories(lock.getParent());
        FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryToLock(channel) == null) {
            channel.close();
            throw new LogRefusal("Another Referee uses log.file (" + file + "). End it, or choose"
                    + " another file.");
        }
        return new Claim(channel);
    }

    private static @Nullable FileLock tryToLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Gives the file up. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("The lock file could not be closed in order", e);
        }
    }
}
