package dev.referee.webhook;

import java.time.Duration;
import java.time.Instant;

/** What time it is and when it will be later. */
interface Timing {
    /** By the clock by which events are concluded. */
    Instant now();

    /** By the machine's own clock, which receivers compare with theirs. */
    Instant wall();

    /** Runs a task after a while, on the context of whoever asked. */
    void after(Duration wait, Runnable task);
}
