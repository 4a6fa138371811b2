package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.correlate.Correlator;
import dev.referee.correlate.Limits;
import dev.referee.correlate.Step;
import dev.referee.intake.ami.AmiFacts;
import dev.referee.intake.ari.AriFacts;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.intake.hep.HepFacts;
import dev.referee.log.DialogBook;
import dev.referee.log.MemoryNotifies;
import dev.referee.log.Notifies.Filter;
import dev.referee.log.Notifies.Kept;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is kept of the NOTIFYs of recorded calls. */
class RecordedNotifiesTest {
    private static final Path CAPTURES = Path.of("src", "test", "resources", "captures");

    /** A recording, listened to as {@code run} listens. */
    private static final class Played {
        final Map<String, Transfer> transfers = new HashMap<>();
        /** Those that ended a subscription or claimed a failure, as the intake told them. */
        final Set<SipRequest> worthKeeping = new HashSet<>();

        final List<Notify> kept;
        private final Correlator correlator = new Correlator("main", Limits.DEFAULT);
        private final MemoryNotifies notifies =
                new MemoryNotifies(1_000, 1 << 20, Duration.ofDays(1), () -> Instant.EPOCH);
        private final DialogBook dialogs = new DialogBook(100);
        private final NotifyKeeper keeper =
                new NotifyKeeper("main", notifies, dialogs, correlator::transferOf);
        private @Nullable Instant deadline;

        Played(Path capture) throws Exception {
            AmiFacts ami = new AmiFacts();
            AriFacts ari = new AriFacts();
            HepFacts hep = new HepFacts();
            try (CaptureReader reader = CaptureReader.open(capture)) {
                for (CaptureLine line = reader.next(); line != null; line = reader.next()) {
                    Instant at = Instant.EPOCH.plusMillis(line.t());
                    pass(at);
                    List<Fact> facts = switch (line.source()) {
                        case AMI -> ami.of(line.raw());
                        case ARI -> ari.of(line.raw());
                        case HEP -> hep.of(line.raw());
                        case CEL, CDR -> List.of();
                    };
                    facts.forEach(fact -> hear(fact, at));
                }
            }
            pass(Instant.EPOCH.plus(Duration.ofDays(1)));
            kept = notifies
                    .find(new Filter(null, null, null, null), Long.MAX_VALUE, 1_000)
                    .toCompletableFuture()
                    .join()
                    .orElseThrow()
                    .stream()
                    .map(Kept::message)
                    .toList();
        }

        private void pass(Instant until) {
            while (deadline != null && deadline.isBefore(until)) {
                take(correlator.advance(deadline));
            }
        }

        private void hear(Fact fact, Instant at) {
            if (fact instanceof Fact.DialogRead read) {
                dialogs.learn(read.uniqueid(), read.asThePhoneSeesIt());
            }
            if (fact instanceof Fact.NotifySeen seen
                    && (seen.terminated()
                            || seen.status() == null
                            || Objects.requireNonNull(seen.status()) >= 300)) {
                worthKeeping.add(seen.request());
            }
            take(correlator.step(fact, at));
            keeper.keep(fact, at);
        }

        private void take(Step step) {
            step.events().forEach(event -> transfers.put(event.transfer().id(), event.transfer()));
            if (!step.events().isEmpty()) {
                keeper.transfersWereTold();
            }
            deadline = step.deadline();
        }
    }

    private static Notify only(Played played) {
        assertEquals(1, played.kept.size(), played.kept::toString);
        return played.kept.getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "blind-invalid-extension, 404 Not Found, 404, 200",
        "attended-bad-replaces-unknown-callid, 404 Not Found, 404, 200",
        "refer-on-unbridged-leg, 400 Bad Request, 400, 200",
        "asterisk-16/blind-refused, 503 Service Unavailable, 503, 200",
        "asterisk-16/blind-busy-at-once, 486 Busy Here, 486, 200",
        "blind-busy, 200 OK, 200, 200",
    })
    void whatThePhoneWasToldIsKeptToTheByte(String name, String line, int status, int answer)
            throws Exception {
        Played played = new Played(CAPTURES.resolve(name + ".jsonl.gz"));
        Notify notify = only(played);
        assertEquals("SIP/2.0 " + line + "\r\n", notify.body().bytes());
        assertEquals("message/sipfrag;version=2.0", notify.body().type());
        assertEquals(status, notify.status());
        assertEquals("terminated;reason=noresource", notify.subscriptionState());
        assertEquals(answer, notify.answer());
        Transfer transfer = played.transfers.get(notify.transfer());
        assertNotNull(transfer, notify::toString);
        assertEquals(status, transfer.sip().notifyStatus());
    }

    @Test
    void phoneThatSaysByeAtThe202RefusesWhatItIsTold() throws Exception {
        Played played =
                new Played(CAPTURES.resolve("blind-answered-transferor-hangs-up-at-202.jsonl.gz"));
        assertTrue(
                played.kept.stream().anyMatch(one -> Integer.valueOf(481).equals(one.answer())),
                played.kept::toString);
    }

    @Test
    void tenRefersAtOnceHaveEachItsOwnNotify() throws Exception {
        Played played = new Played(CAPTURES.resolve("more/ten-refers-at-once.jsonl.gz"));
        assertEquals(10, played.kept.size());
        Set<String> named = played.kept.stream()
                .map(Notify::transfer)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toSet());
        assertEquals(
                played.kept.stream().filter(one -> one.transfer() != null).count(), named.size());
        assertEquals(played.transfers.keySet(), named);
    }

    static List<Path> captures() throws Exception {
        try (Stream<Path> files = Files.walk(CAPTURES)) {
            return files.filter(file -> file.toString().endsWith(".jsonl.gz"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyOneIsKeptOnceAndSaysNothingFalse(Path capture) throws Exception {
        Played played = new Played(capture);
        Set<SipRequest> kept =
                played.kept.stream().map(Notify::request).collect(Collectors.toSet());
        assertEquals(kept.size(), played.kept.size());
        assertTrue(kept.containsAll(played.worthKeeping), played.kept::toString);
        for (Notify one : played.kept) {
            assertTrue(
                    played.worthKeeping.contains(one.request())
                            || Objects.requireNonNull(one.answer()) >= 300,
                    one::toString);
            if (one.transfer() != null) {
                Transfer transfer = played.transfers.get(one.transfer());
                assertNotNull(transfer, one::toString);
                assertEquals(one.request().callId(), callId(transfer));
            }
        }
    }

    /** Of the leg that asked, or that the PBX asked to go. */
    private static @Nullable String callId(Transfer transfer) {
        return transfer.transferee() != null && transfer.outgoing()
                ? transfer.transferee().callId()
                : transfer.transferorCallId();
    }
}
