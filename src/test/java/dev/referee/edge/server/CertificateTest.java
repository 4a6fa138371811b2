package dev.referee.edge.server;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.EdgeSettings.Tls;
import dev.referee.edge.socket.Browser;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SelfSignedCertificate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** TLS with certificates that are made anew for every test, over real connections. */
class CertificateTest {
    private final SelfSignedCertificate first = SelfSignedCertificate.create("localhost");
    private final SelfSignedCertificate second = SelfSignedCertificate.create("localhost");

    @TempDir
    private Path folder;

    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void place() throws IOException {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
        place(first);
    }

    private void place(SelfSignedCertificate pair) throws IOException {
        put(pair.certificatePath(), certificate);
        put(pair.privateKeyPath(), key);
    }

    private static void put(String from, Path to) throws IOException {
        Path next = Files.copy(Path.of(from), to.resolveSibling("next"));
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void socketsAreServedUnderTheCertificate() {
        try (EdgeFixture server = server()) {
            connect(server, first).expectNothing();
            AssertionError untrusted =
                    assertThrows(AssertionError.class, () -> connect(server, second));
            assertTrue(untrusted.toString().contains("SSL"), untrusted.toString());
        }
    }

    @Test
    void plainConnectionsGetNothing() {
        try (EdgeFixture server = server()) {
            assertThrows(AssertionError.class, server::connect);
        }
    }

    @Test
    void aNewCertificateCountsWithoutARestartAndWhoIsThereStays() throws IOException {
        try (EdgeFixture server = server()) {
            Browser before = connect(server, first);
            place(second);
            awaitServed(server, second);
            assertThrows(AssertionError.class, () -> connect(server, first));
            before.expectNothing();
        }
    }

    @Test
    void aCertificateThatCannotBeUsedIsNotTakenAndTheNextIs() throws IOException {
        try (EdgeFixture server = server()) {
            put(second.certificatePath(), certificate); // with the key of the other one
            awaitLooks(server);
            connect(server, first).close();
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nx\n");
            awaitLooks(server);
            connect(server, first).close();
            Files.delete(certificate);
            awaitLooks(server);
            connect(server, first).close();
            place(second);
            awaitServed(server, second);
        }
    }

    /** Some looks later: the server is asked again and again meanwhile, and has to answer. */
    private void awaitLooks(EdgeFixture server) {
        for (int i = 0; i < 5; i++) {
            connect(server, first).close();
        }
    }

    private void awaitServed(EdgeFixture server, SelfSignedCertificate pair) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!isServed(server, pair)) {
            assertTrue(System.nanoTime() < deadline, "not served within 30 s");
        }
    }

    private boolean isServed(EdgeFixture server, SelfSignedCertificate pair) {
        try {
            connect(server, pair).close();
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    @Test
    void theStartSaysWhatIsWrongWithTheFiles() throws IOException {
        put(second.privateKeyPath(), key);
        assertRefused("the key is not that of the certificate");
        Files.writeString(key, "x");
        assertRefused("listen.tls_key_file");
        Files.delete(certificate);
        assertRefused(certificate.toString());
    }

    private void assertRefused(String why) {
        AssertionError refused = assertThrows(AssertionError.class, () -> server().close());
        assertTrue(refused.toString().contains("The certificate cannot be used"));
        assertTrue(refused.toString().contains(why), refused.toString());
    }

    private EdgeFixture server() {
        // One that the browser has closed counts until the server has noticed.
        return new EdgeFixture(EdgeFixture.normal()
                .withConnections(100)
                .withTls(new Tls(certificate, key, Duration.ofMillis(10))));
    }

    private static Browser connect(EdgeFixture server, SelfSignedCertificate trusted) {
        Browser browser = new Browser(
                server.vertx,
                server.port,
                List.of("referee.v1"),
                client -> client.setTrustOptions(
                        new PemTrustOptions().addCertPath(trusted.certificatePath())),
                request -> request.setSsl(true));
        browser.expect("welcome");
        return browser;
    }
}
