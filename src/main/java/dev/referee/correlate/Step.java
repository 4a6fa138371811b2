package dev.referee.correlate;

import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The result of one step of the correlator.
 *
 * @param events in the order in which they are to be published, often empty
 * @param deadline when {@link Correlator#advance} must be called next if no fact comes before;
 *     null when nothing is waited for
 * @param defects what broke while one transfer was followed: a defect of ours, to be reported. It
 *     costs no other transfer its events
 */
public record Step(
        List<TransferEvent> events, @Nullable Instant deadline, List<RuntimeException> defects) {
    public Step {
        events = List.copyOf(events);
        defects = List.copyOf(defects);
    }
}
