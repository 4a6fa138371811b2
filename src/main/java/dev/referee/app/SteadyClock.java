package dev.referee.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of day at the start, and from there on the time that really passed: a wall clock that is
 * set back would stop all time limits, one that leaps would end them all. So what it says differs
 * from a wall clock that was set since the start. Any thread may ask it.
 */
final class SteadyClock implements InstantSource {
    private final LongSupplier nanos;
    private final Instant start;
    private final long startNanos;

    /** Creates one that starts now by the machine's clock. */
    SteadyClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    /**
     * Creates one that starts now.
     *
     * @param wall is asked once
     * @param nanos like {@link System#nanoTime}: never goes back, may overflow
     */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.nanos = nanos;
        this.start = wall.instant();
        this.startNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
