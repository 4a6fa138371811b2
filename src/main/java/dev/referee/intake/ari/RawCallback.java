package dev.referee.intake.ari;

import ch.loway.oss.ari4java.tools.AriCallback;
import ch.loway.oss.ari4java.tools.RestException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * Gets an answer's JSON as Asterisk wrote it. The library's own models are strict: one field that a
 * newer Asterisk adds would lose the whole answer (0.18.0).
 */
final class RawCallback<T> implements AriCallback<T> {
    private final Promise<JsonNode> answer = Promise.promise();

    Future<JsonNode> future() {
        return answer.future();
    }

    void onAnswer(Buffer body) {
        try {
            answer.tryComplete(AriFacts.JSON.readTree(body.toString()));
        } catch (JsonProcessingException e) {
            answer.tryFail(e);
        }
    }

    @Override
    public void onSuccess(@Nullable T model) {
        throw new IllegalStateException("VertxHttpClient answers to onAnswer");
    }

    @Override
    public void onFailure(RestException failure) {
        Throwable cause = failure.getCause();
        answer.tryFail(cause == null ? failure : cause);
    }
}
