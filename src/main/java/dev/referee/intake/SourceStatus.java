package dev.referee.intake;

import dev.referee.model.Source;

/**
 * How a connection stands.
 *
 * @param up whether it is connected, logged in, and the snapshot has been read
 * @param detail one sentence for an administrator: what it is connected to, or what is wrong and
 *     what to do about it. Never contains a secret
 */
public record SourceStatus(Source source, boolean up, String detail) {}
