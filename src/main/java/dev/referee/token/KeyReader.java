package dev.referee.token;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Gets the content of keys from files and servers: within a time limit, and no more than a key set needs. */
final class KeyReader {
    private static final long FETCH_SECONDS = 5;

    private final Vertx vertx;
    private final HttpClientAgent client;

    KeyReader(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(FETCH_SECONDS))
                .setIdleTimeout((int) FETCH_SECONDS));
    }

    void close() {
        var unused = client.close();
    }

    Future<Buffer> content(Path file) {
        return vertx.fileSystem()
                .props(file.toString())
                .compose(props -> props.size() > KeySet.MOST_BYTES
                        ? Future.failedFuture("it is larger than " + KeySet.MOST_BYTES + " bytes")
                        : vertx.fileSystem().readFile(file.toString()));
    }

    /** Follows no redirection: it could lead to keys of somebody else. */
    Future<Buffer> content(URI url) {
        return client.request(new RequestOptions().setAbsoluteURI(url.toString()))
                .compose(HttpClientRequest::send)
                .compose(KeyReader::body)
                .timeout(FETCH_SECONDS, TimeUnit.SECONDS);
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            var unused = response.request().reset();
            return Future.failedFuture("the answer is HTTP " + response.statusCode());
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > KeySet.MOST_BYTES) {
                whole.tryFail("it is larger than " + KeySet.MOST_BYTES + " bytes");
                var unused = response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(nothing -> whole.tryComplete(body));
        return whole.future();
    }
}
