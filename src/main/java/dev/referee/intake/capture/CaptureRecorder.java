package dev.referee.intake.capture;

import dev.referee.intake.Tap;
import dev.referee.intake.capture.CaptureException.Kind;
import dev.referee.model.Source;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Records what intakes hear: takes it on their threads without blocking, and writes it on a thread
 * of its own, flushing once a second. When the disk fails or is too slow the recording ends and
 * says so; it never goes on with a gap.
 */
public final class CaptureRecorder implements Tap, AutoCloseable {
    static final long MOST_WAITING_CHARACTERS = 64L << 20;

    private static final long LINE_OVERHEAD = 64;
    private static final long FLUSH_MILLIS = 1_000;
    private static final long POLL_MILLIS = 100;

    private final Path file;
    private final CaptureWriter writer;
    private final LongSupplier clock;
    private final long start;
    private final BlockingQueue<CaptureLine> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingCharacters = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> fileClosed = new CompletableFuture<>();
    private volatile boolean closing;

    /**
     * Starts recording.
     *
     * @param file named in messages
     * @param clock milliseconds that never go back, as of {@code System.nanoTime() / 1_000_000}
     */
    public CaptureRecorder(Path file, CaptureWriter writer, LongSupplier clock) {
        this.file = file;
        this.writer = writer;
        this.clock = clock;
        this.start = clock.getAsLong();
        Thread.ofPlatform().daemon().name("capture").start(this::writeAll);
    }

    /** Takes one message. Does not block; ignored after the end. May be called by any thread. */
    @Override
    public void heard(Source source, String raw) {
        if (closing || ended.isDone()) {
            return;
        }
        long characters = raw.length() + LINE_OVERHEAD;
        if (waitingCharacters.addAndGet(characters) > MOST_WAITING_CHARACTERS) {
            ended.completeExceptionally(new CaptureException(
                    Kind.OVERFLOW,
                    file + ": the disk is too slow for what there is to record. The recording is"
                            + " not complete.",
                    null));
            return;
        }
        waiting.add(new CaptureLine(clock.getAsLong() - start, source, raw));
    }

    /** Completes when the recording has ended: exceptionally when it is not complete. */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** How many messages are in the file or its buffer by now. */
    public long written() {
        return written.get();
    }

    /**
     * Ends the recording: writes what waits and closes the file. Blocks until then.
     *
     * @throws CaptureException when the recording is not complete, now or since it failed
     */
    @Override
    public void close() throws CaptureException {
        closing = true;
        fileClosed.join();
        try {
            ended.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CaptureException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void writeAll() {
        try (writer) {
            long flushed = clock.getAsLong();
            while (!waiting.isEmpty() || !(closing || ended.isDone())) {
                CaptureLine message = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (message != null) {
                    waitingCharacters.addAndGet(-(message.raw().length() + LINE_OVERHEAD));
                    writer.write(message);
                    written.incrementAndGet();
                }
                if (clock.getAsLong() - flushed >= FLUSH_MILLIS) {
                    writer.flush();
                    flushed = clock.getAsLong();
                }
            }
        } catch (CaptureException | InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
        ended.complete(null);
        fileClosed.complete(null);
    }
}
