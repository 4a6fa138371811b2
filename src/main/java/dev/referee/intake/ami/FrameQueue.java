package dev.referee.intake.ami;

import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Carries the frames of one connection, in order, from the thread that reads the socket to the
 * Vert.x context. Bounded: the reader never waits, it is told when there is no room.
 */
final class FrameQueue {
    /** How many frames are told before other work of the context gets a turn. */
    private static final int BATCH = 256;

    private final Context context;
    private final Consumer<String> session;
    private final int maxFrames;
    private final long maxChars;

    private final Object lock = new Object();
    private final Queue<String> frames = new ArrayDeque<>();
    private long chars;
    private boolean scheduled;
    private boolean begun;
    private boolean ended;

    /**
     * @param session takes each frame on the context
     */
    FrameQueue(Context context, Consumer<String> session, int maxFrames, long maxChars) {
        this.context = context;
        this.session = session;
        this.maxFrames = maxFrames;
        this.maxChars = maxChars;
    }

    /**
     * Adds a frame. Any thread; never blocks.
     *
     * @return false when it was not taken because there is no room. After the end everything is
     *     taken and thrown away
     */
    boolean offer(String frame) {
        synchronized (lock) {
            if (ended) {
                return true;
            }
            begun = true;
            if (frames.size() >= maxFrames || chars + frame.length() > maxChars) {
                return false;
            }
            add(frame);
            return true;
        }
    }

    /**
     * Ends it with a last frame, for which there is always room: where there was none before,
     * without. Does nothing when it has ended.
     */
    void end(String lastFrame) {
        synchronized (lock) {
            if (begun && !ended) {
                add(lastFrame);
            }
            ended = true;
        }
    }

    /** Ends it and throws away what was not told. */
    void discard() {
        synchronized (lock) {
            ended = true;
            frames.clear();
            chars = 0;
            lock.notifyAll();
        }
    }

    /** Waits until everything was told. Not for the context's own thread. */
    void awaitEmpty() throws InterruptedException {
        synchronized (lock) {
            while (scheduled && !frames.isEmpty()) {
                lock.wait();
            }
        }
    }

    private void add(String frame) {
        frames.add(frame);
        chars += frame.length();
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(ignored -> drain());
        }
    }

    private void drain() {
        try {
            for (int i = 0; i < BATCH; i++) {
                String frame = take();
                if (frame == null) {
                    return;
                }
                session.accept(frame);
            }
        } finally {
            goOnLater();
        }
    }

    private @Nullable String take() {
        synchronized (lock) {
            String frame = frames.poll();
            if (frame != null) {
                chars -= frame.length();
            }
            return frame;
        }
    }

    private void goOnLater() {
        synchronized (lock) {
            if (frames.isEmpty()) {
                scheduled = false;
                lock.notifyAll();
            } else {
                context.runOnContext(ignored -> drain());
            }
        }
    }
}
