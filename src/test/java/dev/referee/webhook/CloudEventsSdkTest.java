package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.referee.log.EventLog;
import dev.referee.log.MemoryLedger;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The public CloudEvents SDK for JavaScript reads what is really sent by HTTP as the log holds it, on
 * deliveries whose signatures the public Standard Webhooks library takes: the receiver of
 * docs/WEBHOOKS.md as it stands there.
 */
class CloudEventsSdkTest {
    private static final Path PAGE = Path.of("docs", "WEBHOOKS.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** As an id that an ARI application gives a channel: Asterisk (22.10.1) takes any text. */
    private static final String ODD = "büro 📞\r\n1+1%";

    @TempDir
    Path folder;

    private final Hooks hooks = new Hooks();
    private final EventLog log = new MemoryLog(1_000, Duration.ofDays(1), hooks.time::now);
    private final AtomicReference<String> newest = new AtomicReference<>();

    {
        log.listen(entry -> newest.set(entry.cloudEvent()));
    }

    @AfterEach
    void stop() {
        hooks.close();
    }

    private NodeReceiver receive(Format format) throws IOException {
        NodeReceiver receiver =
                NodeReceiver.start(PAGE, folder, NodeReceiver.freePort(), Hooks.SECRET);
        MemoryLedger ledger = new MemoryLedger();
        hooks.start(log, ledger, Hooks.to(receiver.url(), format));
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().size() == 1,
                () -> "not started");
        return receiver;
    }

    /** Has the log tell it, and says what the SDK read of it. */
    private ObjectNode read(TransferEvent event, NodeReceiver receiver) throws Exception {
        log.append(event);
        String line = receiver.next();
        assertTrue(line.startsWith("{"), line);
        return (ObjectNode) JSON.readTree(line);
    }

    /** The newest event as the log holds it, with its time as the SDK prints times. */
    private ObjectNode held() throws IOException {
        ObjectNode event = (ObjectNode) JSON.readTree(newest.get());
        return event.put(
                "time", MILLISECONDS.format(Instant.parse(event.get("time").asText())));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOUDEVENTS", "CLOUDEVENTS_BINARY"})
    void theSdkReadsEveryEventAsTheLogHoldsIt(Format format) throws Exception {
        List<TransferEvent> events = new ArrayList<>();
        events.add(Transfers.requested("begun"));
        events.add(Transfers.complete("main-1.1-1", 3, State.FAILED));
        events.add(Transfers.complete("main-1.1-2", 3, State.COMPLETED));
        events.add(Transfers.saying(
                "Jörg \"話し中 📞\" Müller (6002) is busy.",
                Transfers.complete("main-1.1-3", 3, State.FAILED)));
        events.add(at(Instant.parse("2026-01-02T03:04:05.678987654Z")));
        for (Reason reason : Reason.values()) {
            events.add(Transfers.ended("little-known-" + reason, 2, reason));
        }
        try (NodeReceiver receiver = receive(format)) {
            for (TransferEvent event : events) {
                ObjectNode read = read(event, receiver);
                assertEquals(held(), read);
            }
        }
    }

    /** One that was concluded at this very time. */
    private static TransferEvent at(Instant time) {
        TransferEvent event = Transfers.requested("precise");
        return new TransferEvent(
                event.transfer(), event.sequence(), time, event.legs(), event.origin());
    }

    @Test
    void anIdOfAnyTextIsVerifiedAndRead() throws Exception {
        try (NodeReceiver receiver = receive(Format.CLOUDEVENTS)) {
            ObjectNode read = read(Transfers.ended(ODD, 2, Reason.ANSWERED), receiver);
            assertEquals(held(), read);
        }
    }

    @Test
    void anIdOfAnyTextIsVerifiedAndReadFromHeaders() throws Exception {
        try (NodeReceiver receiver = receive(Format.CLOUDEVENTS_BINARY)) {
            ObjectNode read = read(Transfers.ended(ODD, 2, Reason.ANSWERED), receiver);
            // What the binding has the reader decode, this SDK (10.0.0) leaves to its user.
            for (String attribute : List.of("id", "subject")) {
                read.put(attribute, decoded(read.get(attribute).asText()));
            }
            assertEquals(held(), read);
        }
    }

    /** As {@code decodeURIComponent} does it. */
    private static String decoded(String header) {
        return URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
