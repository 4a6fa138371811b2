package dev.referee.webhook;

/** What became of an attempt to deliver an event. */
public enum DeliveryResult {
    /** The receiver has it. */
    TAKEN,
    /** The receiver did not take it; it is tried again, or given up. */
    FAILED,
    /** It was given up. */
    DEAD
}
