package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Sip;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The golden files are the contract with every receiver. After a change that is meant: {@code mvn
 * test -Dtest=FormatTest -Dgolden.update=true}, and read the difference.
 */
class FormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/webhooks");
    private static final Path SCHEMAS = Path.of("docs/schemas");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Entry entry(TransferEvent event) {
        MemoryLog log = new MemoryLog(10, Duration.ofDays(1), event::at);
        log.append(event);
        return log.current().newest().getFirst();
    }

    private static Optional<Message> message(Format format, TransferEvent event) {
        return format.message(entry(event));
    }

    /** An event whose SIP statuses are these. */
    private static TransferEvent with(State state, @Nullable Reason reason, Sip sip) {
        return Transfers.because(reason, sip, Transfers.complete("main-1.1-1", 3, state));
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder("content-type: " + message.contentType() + "\n");
        message.headers().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(header -> text.append(header.getKey() + ": " + header.getValue() + "\n"));
        try {
            return text + "\n"
                    + JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(JSON.readTree(message.body()))
                    + "\n";
        } catch (IOException e) {
            throw new AssertionError(message.body(), e);
        }
    }

    private static void assertGolden(String name, Message message) throws IOException {
        Path file = GOLDEN.resolve(name + ".http");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text(message));
        }
        assertEquals(Files.readString(file), text(message), file.toString());
    }

    private static void assertFits(String schema, Message message) throws IOException {
        var errors = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(SCHEMAS.resolve(schema)))
                .validate(JSON.readTree(message.body()));
        assertTrue(errors.isEmpty(), errors + " in " + message.body());
    }

    @ParameterizedTest
    @EnumSource
    void everythingThatIsKnownIsWrittenWithTheContractsNames(Format format) throws IOException {
        Message message = message(format, Transfers.complete("main-1.1-1", 3, State.FAILED))
                .orElseThrow();
        assertGolden(format + "-failed", message);
        assertFalse(message.body().contains("null"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotKnownIsAbsent(Format format) throws IOException {
        Message end = message(format, Transfers.ended("t1", 2, Reason.ANSWERED)).orElseThrow();
        assertGolden(format + "-completed-little-known", end);
        assertFalse(end.body().contains("null"));
    }

    /** The statuses that each far end gave: 405; 202 and 486; 202 and nothing. */
    @ParameterizedTest
    @CsvSource({
        "REFUSED, 405, , 405, , false, ",
        "BUSY, 202, 486, 202, 486, true, 34567",
        "NO_NOTIFY, 202, , 202, , false, ",
        "HANDED_OFF, 202, 200, , , , "
    })
    void outgoingTransferIsTheLegThatWasAskedToGo(
            Reason reason,
            Integer refer,
            @Nullable Integer notify,
            @Nullable Integer told,
            @Nullable Integer toldOfNotify,
            @Nullable Boolean retryable,
            @Nullable Integer retryAfterMs)
            throws IOException {
        Transfer transfer = new TransferBuilder()
                .direction(Transfer.Direction.OUTGOING)
                .trigger(Transfer.Trigger.DIALPLAN)
                .state(reason.state(), reason)
                .retry(retryable, retryAfterMs)
                .sip(new Sip(refer, notify, null))
                .transferee(new Transfer.Transferee(
                        "PJSIP/p1", "PJSIP/p1-01", "1.1", "c1", Transfer.Whereabouts.WAITING))
                .target(new Transfer.Target(
                        "7002", "sip:7002@far.example", null, null, null, null, null))
                .build();
        TransferEvent event = new TransferEvent(transfer, 2, Instant.EPOCH, Set.of("1.1"), null);
        Message complete = message(Format.REFER_COMPLETE, event).orElseThrow();
        assertFits("refercomplete.json", complete);
        var body = JSON.readTree(complete.body());
        assertEquals("PJSIP/p1", body.path("from").asText());
        assertEquals("sip:7002@far.example", body.path("to").asText());
        assertEquals("c1", body.path("callId").asText());
        assertEquals(told == null ? 0 : told, body.path("referSipResponseCode").asInt());
        assertEquals(
                toldOfNotify == null ? 0 : toldOfNotify,
                body.path("notifySipResponseCode").asInt());
        Message call = message(Format.CALLTRANSFER, event).orElseThrow();
        assertFits("calltransfer.json", call);
        var payload = JSON.readTree(call.body()).path("payload");
        assertTrue(payload.path("sip_refer").asBoolean());
        assertEquals("PJSIP/p1", payload.path("from_endpoint").asText());
        assertEquals("sip:7002@far.example", payload.path("to_endpoint").asText());
        assertEquals(
                retryable == null ? "" : "" + retryable,
                payload.path("retryable").asText());
        assertEquals(
                retryAfterMs == null ? "" : "" + retryAfterMs,
                payload.path("retry_after_ms").asText());
        assertFits("standard.json", message(Format.STANDARD, event).orElseThrow());
    }

    @Test
    void theSchemasFitWhatIsSent() throws IOException {
        for (State state : List.of(State.COMPLETED, State.FAILED, State.ABANDONED, State.UNKNOWN)) {
            TransferEvent full = with(state, Reason.BUSY, new Sip(202, 486, 486));
            TransferEvent bare = Transfers.ended(
                    "t1", 1, state == State.COMPLETED ? Reason.ANSWERED : Reason.EXPIRED);
            for (TransferEvent event : List.of(full, bare)) {
                assertFits(
                        "refercomplete.json",
                        message(Format.REFER_COMPLETE, event).orElseThrow());
                assertFits(
                        "calltransfer.json", message(Format.CALLTRANSFER, event).orElseThrow());
                assertFits("standard.json", message(Format.STANDARD, event).orElseThrow());
            }
        }
        assertFits(
                "calltransfer.json",
                message(Format.CALLTRANSFER, Transfers.requested("t1")).orElseThrow());
    }

    private static String codes(State state, @Nullable Reason reason, Sip sip) throws IOException {
        var body = JSON.readTree(message(Format.REFER_COMPLETE, with(state, reason, sip))
                .orElseThrow()
                .body());
        return body.get("referCallStatus").asText() + " " + body.path("referSipResponseCode") + " "
                + body.path("notifySipResponseCode");
    }

    @Test
    void referCompleteHasTheCodesThatThereWereAndNoOther() throws IOException {
        assertEquals("success  ", codes(State.COMPLETED, Reason.ANSWERED, new Sip(202, 200, 200)));
        assertEquals("failure 405 ", codes(State.FAILED, Reason.REFUSED, new Sip(405, null, null)));
        assertEquals(
                "failure 202 480",
                codes(State.FAILED, Reason.UNREACHABLE, new Sip(202, 480, null)));
        assertEquals(
                "failure 202 ", codes(State.UNKNOWN, Reason.EXPIRED, new Sip(202, null, null)));
        // Asterisk's NOTIFY claims 200 here: the phone's own answer counts.
        assertEquals("failure 202 486", codes(State.FAILED, Reason.BUSY, new Sip(202, 200, 486)));
        assertEquals("failure 202 ", codes(State.FAILED, Reason.BUSY, new Sip(202, 200, null)));
        assertEquals("failure  ", codes(State.FAILED, Reason.BUSY, new Sip(null, null, null)));
    }

    @Test
    void referCompleteComesForTheEndAlone() {
        assertTrue(message(Format.REFER_COMPLETE, Transfers.requested("t1")).isEmpty());
    }

    @Test
    void callTransferComesOnceForTheBeginningAndOnceForTheEnd() {
        Transfer.State[] states = {State.REQUESTED, State.ACCEPTED, State.RINGING, State.FAILED};
        for (int sequence = 1; sequence <= states.length; sequence++) {
            Optional<Message> message = message(
                    Format.CALLTRANSFER,
                    Transfers.of("t", sequence, states[sequence - 1], "a", "b", "c"));
            assertEquals(sequence == 1 || sequence == 4, message.isPresent(), "" + sequence);
        }
        assertTrue(message(Format.CALLTRANSFER, Transfers.ended("t", 1, Reason.REFUSED))
                .orElseThrow()
                .body()
                .contains("calltransfer.ended"));
    }

    @Test
    void attributesInHeadersAreEncodedAsTheBindingWants() {
        TransferEvent odd = Transfers.requested("büro 1\"%\r\nevil: x");
        assertEquals(
                "b%C3%BCro%201%22%25%0D%0Aevil:%20x",
                message(Format.CLOUDEVENTS_BINARY, odd).orElseThrow().headers().get("ce-subject"));
    }
}
