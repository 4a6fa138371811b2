package dev.referee.log;

/** Referee must not start with this log; the message says why and what to do, in one line. */
public final class LogRefusal extends Exception {
    LogRefusal(String message) {
        super(message);
    }
}
