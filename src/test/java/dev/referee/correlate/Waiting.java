package dev.referee.correlate;

import dev.referee.model.TransferEvent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lets time pass for a correlator to which nothing is told meanwhile. */
final class Waiting {
    private Waiting() {}

    /**
     * Wakes it whenever it asks to be.
     *
     * @param events takes what it tells
     * @return what time it is then
     */
    static Instant pass(
            Correlator correlator, Instant now, Duration time, List<TransferEvent> events) {
        Instant until = now.plus(time);
        Instant deadline = correlator.advance(now).deadline();
        while (deadline != null && !deadline.isAfter(until)) {
            Step step = correlator.advance(deadline);
            events.addAll(step.events());
            deadline = step.deadline();
        }
        return until;
    }
}
