package dev.referee.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether a receiver can be connected with, without sending it anything. */
public final class Reachability {
    private Reachability() {}

    /**
     * Connects with a receiver as a delivery would, with TLS where its address says so, and sends
     * nothing.
     *
     * @param patience how long that may take
     * @return fails with a message that says why it cannot be had
     */
    public static Future<Void> of(Vertx vertx, Subscription receiver, Duration patience) {
        URI url = receiver.url();
        boolean isTls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : isTls ? 443 : 80;
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(patience.toMillis()))
                .setSsl(isTls)
                .setHostnameVerificationAlgorithm(isTls ? "HTTPS" : "");
        if (receiver.authorities() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(receiver.authorities())));
        }
        NetClient client = vertx.createNetClient(options);
        String host = url.getHost().replaceAll("^\\[|]$", "");
        return vertx.executeBlocking(() -> allowed(receiver, Addresses.of(host)), false)
                .compose(address -> client.connect(
                        io.vertx.core.net.SocketAddress.inetSocketAddress(
                                new java.net.InetSocketAddress(address, port)),
                        url.getHost()))
                .compose(socket -> socket.close())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> client.close());
    }

    private static InetAddress allowed(Subscription receiver, List<InetAddress> addresses)
            throws UnknownHostException {
        return addresses.stream()
                .filter(address -> receiver.isPrivateAllowed() || Addresses.isPublic(address))
                .findFirst()
                .orElseThrow(() -> new UnknownHostException(
                        "it has no public address, and private_addresses is not true"));
    }
}
