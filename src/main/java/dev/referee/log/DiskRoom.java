package dev.referee.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How much room the disk with the log's file has. It is asked by a thread of its own, which alone
 * waits where a disk does not answer.
 */
public final class DiskRoom implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Path folder;
    private final Thread thread;
    private volatile long bytes;

    /**
     * Asks now and from now on.
     *
     * @param file the log's; its folder may be missing yet
     */
    public DiskRoom(Path file) {
        this.folder = Objects.requireNonNull(
                file.toAbsolutePath().normalize().getParent(), "the root is no file");
        this.thread = Thread.ofPlatform().daemon().name("referee-disk-room").start(this::ask);
    }

    /** Bytes that Referee's user may still write; 0 where that is not known yet. Any thread may ask. */
    public long bytes() {
        return bytes;
    }

    private void ask() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                bytes = Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                LOG.debug("The room on the disk of {} is not known", folder, e);
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks no more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
