package dev.referee.edge.server;

import dev.referee.edge.EdgeSettings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Whether a certificate and its key can be served, before anything is. */
public final class CertificateFiles {
    private CertificateFiles() {}

    /** Reads both; fails with a message for the administrator where they cannot be used. */
    public static Future<Void> check(Vertx vertx, EdgeSettings.Tls files) {
        return new Certificate(vertx, files).first().mapEmpty();
    }
}
