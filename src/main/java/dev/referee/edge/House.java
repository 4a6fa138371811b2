package dev.referee.edge;

import dev.referee.token.Tokens;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.function.LongSupplier;

/**
 * What all sessions share.
 *
 * @param tokens null when none are taken
 * @param attempts tries with what may be a guess
 * @param requests questions by plain HTTP
 * @param clock milliseconds since any fixed moment
 */
record House(
        Vertx vertx,
        EdgeSettings settings,
        Hub hub,
        DialogGate gate,
        @Nullable Tokens tokens,
        Attempts attempts,
        Attempts requests,
        LongSupplier clock) {}
