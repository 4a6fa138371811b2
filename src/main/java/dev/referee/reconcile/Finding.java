package dev.referee.reconcile;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Records and reports that cannot both be true, or of which one is missing.
 *
 * @param at when the transfer was, by the records, or where they have none, by the report
 * @param transfer id of the reported transfer; null where there is none
 * @param transferor uniqueid of the leg that transferred
 * @param transferee uniqueid; null where nothing names one
 * @param message one sentence that a person can read
 * @param evidence what it stands on, a line each
 */
public record Finding(
        Kind kind,
        Instant at,
        @Nullable String transfer,
        @Nullable String transferor,
        @Nullable String transferee,
        String message,
        List<String> evidence) {
    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** What is wrong. */
    public enum Kind {
        /** The records prove a transfer, or its end, which was not reported. */
        MISSED,
        /** The records prove another end than was reported, or one where it was {@code unknown}. */
        CONTRADICTORY,
        /** It was reported, and the records of that time have none of its channels. */
        ORPHANED
    }
}
