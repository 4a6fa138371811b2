package dev.referee.log;

import org.jspecify.annotations.Nullable;

/** A log's file is damaged; the message names it and says where, in one line. */
public final class LogDamage extends Exception {
    LogDamage(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
