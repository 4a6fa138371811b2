package dev.referee.app.config;

/** Where events are kept. */
public enum Store {
    /** In a file. */
    SQLITE,
    /** Until the process ends. */
    MEMORY
}
