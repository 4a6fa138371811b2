package dev.referee.audit;

import dev.referee.model.TransferEvent;

import io.vertx.core.Promise;

import java.time.Instant;

/**
 * An end that nobody saw, and that waits for what the records say of it.
 *
 * @param until it waits no longer than that
 */
record Held(TransferEvent unknown, Instant until, Promise<TransferEvent> end) {}
