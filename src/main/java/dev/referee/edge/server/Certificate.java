package dev.referee.edge.server;

import dev.referee.edge.EdgeSettings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Objects;

import javax.net.ssl.X509KeyManager;

/**
 * The certificate in its files, and what becomes of it when they change: new connections get the new
 * one, those that are there stay. Used on the edge's context only.
 */
final class Certificate {
    private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);

    /** What the files held. Its text shows no key. */
    private record Content(Buffer certificate, Buffer key) {
        PemKeyCertOptions options() {
            return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
        }

        @Override
        public String toString() {
            return "certificate and key";
        }
    }

    private final Vertx vertx;
    private final EdgeSettings.Tls files;
    private Content tried = new Content(Buffer.buffer(), Buffer.buffer());
    private long timer = -1;
    /** Whether a look is under way: what is read later must not be followed by what was read before. */
    private boolean looking;

    Certificate(Vertx vertx, EdgeSettings.Tls files) {
        this.vertx = vertx;
        this.files = files;
    }

    /** Reads it for the start; fails with a message for the administrator. */
    Future<PemKeyCertOptions> first() {
        return read().compose(content -> {
                    tried = content;
                    return check(content);
                })
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "The certificate cannot be used: " + failure.getMessage()
                                + ". Give others in listen.tls_certificate_file and"
                                + " listen.tls_key_file.",
                        failure)));
    }

    /** Begins to look whether the files have changed. */
    void watch(HttpServer server) {
        timer = vertx.setPeriodic(files.reload().toMillis(), tick -> look(server));
    }

    /** Looks no longer. */
    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look(HttpServer server) {
        if (looking) {
            return;
        }
        looking = true;
        read().compose(content -> {
                    // Files that are just being written may not fit together: the next look will
                    // tell.
                    if (tried.equals(content)) {
                        return Future.succeededFuture();
                    }
                    tried = content;
                    return take(server, content);
                })
                .onComplete(looked -> looking = false);
    }

    private Future<Void> take(HttpServer server, Content content) {
        return check(content)
                .compose(pair ->
                        server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pair)))
                .onSuccess(taken ->
                        LOG.info("Serving the certificate that is now in {}", files.certificate()))
                .onFailure(failure -> LOG.error(
                        "The certificate in {} and its key in {} cannot be used: {}. The one before"
                                + " is served on",
                        files.certificate(),
                        files.key(),
                        failure.getMessage()))
                .mapEmpty();
    }

    /**
     * Fails unless the key is that of the certificate: Vert.x 5.0.8 would serve both, and no
     * connection would work.
     */
    private Future<PemKeyCertOptions> check(Content content) {
        PemKeyCertOptions options = content.options();
        return vertx.executeBlocking(() -> fitTogether(options))
                .compose(fit -> Boolean.TRUE.equals(fit)
                        ? Future.succeededFuture(options)
                        : Future.failedFuture("the key is not that of the certificate"));
    }

    private boolean fitTogether(PemKeyCertOptions options) throws Exception {
        X509KeyManager manager =
                (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
        // Vert.x names the entries of its own key store so.
        String alias = "dummy-entry-0";
        PublicKey certified = manager.getCertificateChain(alias)[0].getPublicKey();
        PrivateKey key = manager.getPrivateKey(alias);
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        return signature.verify(signed);
    }

    private Future<Content> read() {
        return Future.join(content(files.certificate()), content(files.key()))
                .map(both -> new Content(
                        Objects.requireNonNull(both.resultAt(0)),
                        Objects.requireNonNull(both.resultAt(1))));
    }

    private Future<Buffer> content(Path file) {
        return vertx.fileSystem().readFile(file.toString());
    }
}
