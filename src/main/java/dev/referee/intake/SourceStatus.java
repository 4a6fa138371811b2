package dev.referee.intake;

import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * How a connection stands.
 *
 * @param up whether it is connected, logged in, and the snapshot has been read
 * @param detail one sentence for an administrator: what it is connected to, or what is wrong and
 *     what to do about it. Never contains a secret
 * @param heard when something was last heard of a source that knows no connection; null for never and
 *     for the others
 */
public record SourceStatus(
        Source source, boolean up, String detail, @Nullable Instant heard) {
    /** Of a source that knows when it is connected. */
    public SourceStatus(Source source, boolean up, String detail) {
        this(source, up, detail, null);
    }
}
