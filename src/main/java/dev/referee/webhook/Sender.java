package dev.referee.webhook;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Makes one attempt to deliver something. Follows no redirect, and connects to the very address that
 * it has checked, so that a name cannot mean another one in between. For one context.
 */
final class Sender {
    /** The most bytes of an answer that are read. */
    private static final int MOST_ANSWER_BYTES = 2_048;

    private final Vertx vertx;
    private final Resolver resolver;
    private final HttpClient client;
    /** Of its own: a name service that hangs for this receiver must not hold up another. */
    private final WorkerExecutor resolving;

    /** Finds the addresses of a host. */
    interface Resolver {
        /** Those of a name or of an address as text; never none. May block. */
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /**
     * Creates one for one receiver.
     *
     * @param authorities certificates in PEM that are trusted instead of Java's; null for Java's
     * @param connections the most to it
     */
    Sender(
            Vertx vertx,
            String name,
            @Nullable String authorities,
            Resolver resolver,
            int connections) {
        this.vertx = vertx;
        this.resolver = resolver;
        HttpClientOptions options = new HttpClientOptions();
        if (authorities != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorities)));
        }
        this.client =
                vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connections));
        this.resolving = vertx.createSharedWorkerExecutor("referee-webhook-" + name, connections);
    }

    /** Posts a body. Never fails: what goes wrong is an answer without status. */
    Future<Answer> post(Subscription to, Map<String, String> headers, String body) {
        Promise<Answer> answer = Promise.promise();
        Attempt attempt = new Attempt(answer);
        long limit = vertx.setTimer(
                to.timeout().toMillis(),
                fired -> attempt.end("No answer within " + to.timeout().toMillis() + " ms"));
        address(to)
                .compose(address -> client.request(options(to, requireNonNull(address))))
                .onSuccess(request -> attempt.send(request, headers, body))
                .onFailure(why -> attempt.end(reason(why)));
        return answer.future().onComplete(done -> vertx.cancelTimer(limit));
    }

    void close() {
        client.close();
        resolving.close();
    }

    private Future<@Nullable InetAddress> address(Subscription to) {
        String host = to.url().getHost().replaceAll("^\\[|]$", "");
        return resolving.executeBlocking(
                () -> {
                    for (InetAddress address : resolver.resolve(host)) {
                        if (to.isPrivateAllowed() || Addresses.isPublic(address)) {
                            return address;
                        }
                    }
                    throw new UnknownHostException("it has no public address, and private_addresses"
                            + " is not true: nothing was sent");
                },
                false);
    }

    private static RequestOptions options(Subscription to, InetAddress address) {
        URI url = to.url();
        boolean isTls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : isTls ? 443 : 80;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(isTls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setConnectTimeout(to.timeout().toMillis())
                .setFollowRedirects(false);
    }

    private static String reason(Throwable why) {
        String message = why.getMessage();
        return message == null ? why.getClass().getSimpleName() : message;
    }

    /** One attempt. However it ends, it ends once. */
    private static final class Attempt {
        private final Promise<Answer> promise;
        private final Buffer body = Buffer.buffer();
        private @Nullable HttpClientRequest request;
        private @Nullable Integer status;
        private @Nullable String retryAfter;

        Attempt(Promise<Answer> promise) {
            this.promise = promise;
        }

        void send(HttpClientRequest opened, Map<String, String> headers, String text) {
            request = opened;
            if (promise.future().isComplete()) {
                opened.reset();
                return;
            }
            headers.forEach(opened::putHeader);
            opened.exceptionHandler(why -> end(reason(why)));
            opened.send(Buffer.buffer(text, StandardCharsets.UTF_8.name()))
                    .onSuccess(this::read)
                    .onFailure(why -> end(reason(why)));
        }

        private void read(HttpClientResponse response) {
            status = response.statusCode();
            retryAfter = response.getHeader("Retry-After");
            response.exceptionHandler(why -> end(reason(why)));
            response.endHandler(nothing -> promise.tryComplete(answer("")));
            response.handler(part -> {
                body.appendBuffer(part.getBuffer(
                        0, Math.min(part.length(), MOST_ANSWER_BYTES - body.length())));
                if (body.length() >= MOST_ANSWER_BYTES) {
                    end("");
                }
            });
        }

        /** Ends it now; a status that has come counts all the same. */
        void end(String why) {
            if (promise.tryComplete(answer(why)) && request != null) {
                request.reset();
            }
        }

        private Answer answer(String why) {
            return status == null
                    ? Answer.none(why)
                    : new Answer(status, body.toString(StandardCharsets.UTF_8), retryAfter);
        }
    }
}
