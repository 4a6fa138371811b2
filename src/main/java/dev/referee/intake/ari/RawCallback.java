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
        parse(body).onComplete(answer);
    }

    /** The JSON of a body, or a failure when it is none. */
    static Future<JsonNode> parse(Buffer body) {
        try {
            return Future.succeededFuture(AriFacts.JSON.readTree(body.toString()));
        } catch (JsonProcessingException e) {
            return Future.failedFuture(
                    new IllegalStateException("an answer that is no JSON: not Asterisk?", e));
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
