package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.MemoryLedger;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer.State;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Receivers that have TLS: only one whose certificate counts, for its name, is sent anything. */
class TlsTest {
    private final Hooks hooks = new Hooks();
    private final Ledger ledger = new MemoryLedger();
    private final EventLog log = new MemoryLog(100, Duration.ofDays(10), hooks.time::now);

    @AfterEach
    void close() {
        hooks.close();
    }

    private Receiver receiver(SelfSignedCertificate certificate) throws Exception {
        return new Receiver(
                hooks.vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(certificate.keyCertOptions()));
    }

    private void tell(Receiver receiver, @Nullable String authorities) {
        Subscription all = Hooks.to(receiver.url());
        hooks.start(
                log,
                ledger,
                new Subscription(
                        all.id(),
                        all.url(),
                        all.secrets(),
                        all.states(),
                        all.endpoints(),
                        all.pbx(),
                        all.format(),
                        all.headers(),
                        all.timeout(),
                        true,
                        authorities));
        Hooks.await(
                () -> !ledger.load().toCompletableFuture().join().orElseThrow().isEmpty(),
                () -> "not started");
        log.append(Transfers.of("t1", 1, State.FAILED, "a", "b", "c"));
    }

    private static String pem(SelfSignedCertificate certificate) throws Exception {
        return Files.readString(Path.of(certificate.certificatePath()));
    }

    @Test
    void aReceiverOfTheSitesOwnAuthorityIsSentToUnderItsName() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("receiver.example");
        try (Receiver receiver = receiver(certificate)) {
            tell(receiver, pem(certificate));
            hooks.awaitTaken(1);
            assertEquals(List.of("t1_1"), receiver.ids());
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsNotTrusted() throws Exception {
        try (Receiver receiver = receiver(SelfSignedCertificate.create("receiver.example"))) {
            tell(receiver, null);
            hooks.awaitFailed(1);
            assertEquals(List.of(), receiver.ids());
        }
    }

    @Test
    void aCertificateOfAnotherNameIsNotTaken() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("other.example");
        try (Receiver receiver = receiver(certificate)) {
            tell(receiver, pem(certificate));
            hooks.awaitFailed(1);
            assertEquals(List.of(), receiver.ids());
        }
    }
}
