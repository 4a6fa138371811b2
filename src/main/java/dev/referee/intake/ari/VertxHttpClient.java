package dev.referee.intake.ari;

import ch.loway.oss.ari4java.tools.AriAsyncHandler;
import ch.loway.oss.ari4java.tools.HttpClient;
import ch.loway.oss.ari4java.tools.HttpParam;
import ch.loway.oss.ari4java.tools.HttpResponse;
import ch.loway.oss.ari4java.tools.HttpResponseHandler;
import ch.loway.oss.ari4java.tools.RestException;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * Carries ari4java's requests over Vert.x. The library's own transport deadlocks its asynchronous
 * calls and trusts every certificate (0.18.0).
 */
final class VertxHttpClient implements HttpClient {
    private final io.vertx.core.http.HttpClient http;
    private final AriAddress address;
    private final AriLimits limits;

    VertxHttpClient(io.vertx.core.http.HttpClient http, AriAddress address, AriLimits limits) {
        this.http = http;
        this.address = address;
        this.limits = limits;
    }

    @Override
    public void httpActionAsync(
            String path,
            String method,
            List<HttpParam> query,
            @Nullable String body,
            List<HttpResponse> errors,
            HttpResponseHandler handler,
            boolean binary) {
        send(method, path, query, body)
                .onSuccess(answer -> deliver(answer, handler, binary))
                .onFailure(handler::onFailure);
    }

    /**
     * The body of a successful answer. Fails with {@link RestException}, which has the HTTP status,
     * for an answer that is not 2xx, and with the transport's exception when there was none.
     */
    Future<Buffer> send(
            String method, String path, @Nullable List<HttpParam> query, @Nullable String body) {
        RequestOptions options = address.to(new RequestOptions(), path, query)
                .setMethod(HttpMethod.valueOf(method))
                .setConnectTimeout(limits.request().toMillis())
                .setIdleTimeout(limits.request().toMillis());
        if (body != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return http.request(options)
                .compose(request -> body == null ? request.send() : request.send(body))
                .compose(this::bodyOf);
    }

    private Future<Buffer> bodyOf(HttpClientResponse response) {
        Promise<Buffer> done = Promise.promise();
        Buffer body = Buffer.buffer();
        HttpClientRequest request = response.request();
        response.exceptionHandler(done::tryFail);
        response.handler(chunk -> {
            if (body.length() + chunk.length() > limits.bodyBytes()) {
                done.tryFail(new IOException("an answer of over " + limits.bodyBytes() + " bytes"));
                request.reset();
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(end -> {
            if (response.statusCode() / 100 == 2) {
                done.tryComplete(body);
            } else {
                done.tryFail(new RestException(response.statusMessage(), response.statusCode()));
            }
        });
        return done.future();
    }

    private static void deliver(Buffer answer, HttpResponseHandler handler, boolean binary) {
        if (handler instanceof AriAsyncHandler<?> library
                && library.getCallback() instanceof RawCallback<?> raw) {
            raw.onAnswer(answer);
        } else if (binary) {
            handler.onSuccess(answer.getBytes());
        } else {
            handler.onSuccess(answer.toString());
        }
    }

    @Override
    public String httpActionSync(
            String path,
            String method,
            List<HttpParam> query,
            String body,
            List<HttpResponse> errors)
            throws RestException {
        throw noBlocking();
    }

    @Override
    public byte[] httpActionSyncAsBytes(
            String path,
            String method,
            List<HttpParam> query,
            String body,
            List<HttpResponse> errors)
            throws RestException {
        throw noBlocking();
    }

    private static RestException noBlocking() {
        return new RestException("Only asynchronous calls: an event loop must not wait");
    }

    /** Nothing to do: the Vert.x client belongs to the intake, which closes it. */
    @Override
    public void destroy() {}
}
