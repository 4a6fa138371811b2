package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** AMI over TLS, against the scripted fake with certificates made by the JDK's keytool. */
class AmiTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void aCertificateForTheHostIsAccepted() throws Exception {
        assertStatus("localhost", "Connected with AMI referee@localhost");
    }

    @Test
    void aTrustedCertificateForAnotherHostIsRefused() throws Exception {
        assertStatus("other.example", "No TLS with localhost");
    }

    private void assertStatus(String certifiedHost, String expected) throws Exception {
        SSLContext tls = context(certifiedHost);
        Vertx vertx = Vertx.vertx();
        try (FakeAmiServer server = new FakeAmiServer(tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()))) {
            AmiIntake intake = new AmiIntake(
                    vertx.getOrCreateContext(),
                    new AmiSettings(
                            "localhost",
                            server.port(),
                            "referee",
                            "hush",
                            true,
                            Duration.ofSeconds(5)),
                    AmiLimits.DEFAULT,
                    tls.getSocketFactory(),
                    fact -> {},
                    (source, raw) -> {});
            intake.start();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!intake.status().detail().contains(expected)) {
                assertTrue(System.nanoTime() < deadline, () -> intake.status().detail());
                LockSupport.parkNanos(2_000_000);
            }
            intake.stop().await(10, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private SSLContext context(String host) throws Exception {
        Path file = folder.resolve("ami.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "ami",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor(), "keytool failed");
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            own.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ami", own.getCertificate("ami"));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
