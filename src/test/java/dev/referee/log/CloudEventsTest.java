package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The golden files are the contract with every client. After a change that is meant: {@code mvn test
 * -Dtest=CloudEventsTest -Dgolden.update=true}, and read the difference.
 */
class CloudEventsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everythingThatIsKnownIsWrittenWithTheContractsNames() throws IOException {
        assertGolden("everything-known.json", CloudEvents.encode(everythingKnown()));
    }

    @Test
    void whatIsNotKnownIsAbsent() throws IOException {
        String encoded = CloudEvents.encode(Transfers.requested("t1"));
        assertGolden("just-requested.json", encoded);
        assertFalse(encoded.contains("null"), encoded);
    }

    @Test
    void theTransferAloneIsTheDataOfTheEvent() throws IOException {
        assertEquals(
                JSON.readTree(CloudEvents.encode(everythingKnown())).get("data"),
                JSON.readTree(CloudEvents.encode(everythingKnown().transfer())));
    }

    @Test
    void whatWasWrittenIsReadBackUnchanged() {
        for (TransferEvent event : List.of(everythingKnown(), Transfers.requested("t1"))) {
            assertEquals(
                    event,
                    CloudEvents.decode(CloudEvents.encode(event), event.legs(), event.origin()));
        }
        for (Transfer.Reason reason : Transfer.Reason.values()) {
            TransferEvent event = Transfers.ended("t.1", 12, reason);
            assertEquals(
                    event,
                    CloudEvents.decode(CloudEvents.encode(event), event.legs(), event.origin()));
        }
    }

    @Test
    void anEventFromBeforeThereWereWrapUpCodesIsRead() {
        TransferEvent event = everythingKnown();
        String old = CloudEvents.encode(event).replace("\"wrapUpCode\":\"Überlauf 7\",", "");
        assertFalse(old.contains("wrapUpCode"), old);
        assertNull(CloudEvents.decode(old, event.legs(), null).transfer().wrapUpCode());
    }

    @Test
    void anEventFromBeforeThereWereDirectionsWasIncoming() {
        TransferEvent event = everythingKnown();
        String old = CloudEvents.encode(event).replace("\"direction\":\"incoming\",", "");
        assertFalse(old.contains("direction"), old);
        assertEquals(event, CloudEvents.decode(old, event.legs(), event.origin()));
    }

    @Test
    void outgoingTransferHasNoTransferor() throws IOException {
        Transfer transfer = new TransferBuilder()
                .direction(Transfer.Direction.OUTGOING)
                .trigger(Transfer.Trigger.DIALPLAN)
                .state(Transfer.State.COMPLETED, Transfer.Reason.HANDED_OFF)
                .build();
        JsonNode data = JSON.readTree(CloudEvents.encode(transfer));
        assertEquals("outgoing", data.get("direction").asText());
        assertEquals("dialplan", data.get("trigger").asText());
        assertFalse(data.has("transferor"), data::toString);
        TransferEvent event = new TransferEvent(transfer, 2, Instant.EPOCH, Set.of("1.1"), null);
        assertEquals(event, CloudEvents.decode(CloudEvents.encode(event), Set.of("1.1"), null));
    }

    @Test
    void adviceToAskAgainIsWrittenOfOutgoingTransfersAlone() throws IOException {
        Transfer transfer = new TransferBuilder()
                .direction(Transfer.Direction.OUTGOING)
                .state(Transfer.State.FAILED, Transfer.Reason.CONGESTION)
                .retry(true, 5_250)
                .build();
        JsonNode data = JSON.readTree(CloudEvents.encode(transfer));
        assertTrue(data.get("retryable").isBoolean() && data.get("retryable").asBoolean());
        assertEquals(5_250, data.get("retryAfterMs").asInt());
        TransferEvent event = new TransferEvent(transfer, 2, Instant.EPOCH, Set.of("1.1"), null);
        assertEquals(event, CloudEvents.decode(CloudEvents.encode(event), Set.of("1.1"), null));
        assertFalse(CloudEvents.encode(everythingKnown()).contains("retry"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "x", "{\"id\":\"t.1\",\"time\":\"soon\"}"})
    void whatIsNoEventIsNotReadAsOne(String text) {
        assertThrows(
                IllegalArgumentException.class, () -> CloudEvents.decode(text, Set.of(), null));
    }

    @Test
    void anEventIsOneLine() {
        assertFalse(CloudEvents.encode(everythingKnown()).contains("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zürich 1", "a/b?c#d", "100%", "../x", "\"quoted\\"})
    void aPbxNameWithAnyCharacterGivesAValidSource(String name) throws IOException {
        JsonNode event = JSON.readTree(CloudEvents.encode(Transfers.on(name, "t1")));
        String source = event.get("source").asText();
        assertTrue(source.matches("/pbx/[A-Za-z0-9._*%-]+"), source);
        assertEquals(name, event.get("data").get("pbx").asText());
    }

    @Test
    void everyReasonIsWrittenAsOneLowerCaseWord() throws IOException {
        for (Transfer.Reason reason : Transfer.Reason.values()) {
            JsonNode data = JSON.readTree(
                    CloudEvents.encode(Transfers.ended("t1", 2, reason).transfer()));
            String word = data.get("reason").asText();
            assertTrue(word.matches("[a-z]+(-[a-z]+)*"), word);
            assertEquals(reason.name().replace("_", ""), upper(word));
            assertEquals(reason.state().name(), upper(data.get("state").asText()));
        }
    }

    private static String upper(String word) {
        return word.replace("-", "").toUpperCase(java.util.Locale.ROOT);
    }

    private static TransferEvent everythingKnown() {
        Transfer transfer = new Transfer(
                "t42",
                "main",
                Transfer.Direction.INCOMING,
                Transfer.Kind.SEMI_ATTENDED,
                Transfer.Trigger.FEATURE_CODE,
                Transfer.State.FAILED,
                Transfer.Reason.NO_ANSWER,
                null,
                null,
                "Überlauf 7",
                "Carol did not pick up; “Bob” is back with Alice.",
                true,
                new Transfer.Sip(202, 200, 480),
                19,
                new Transfer.Transferor("PJSIP/alice", "PJSIP/alice-01", "1.1", "c1", "c2"),
                new Transfer.Transferee(
                        "PJSIP/bob",
                        "PJSIP/bob-02",
                        "1.2",
                        "c3",
                        Transfer.Whereabouts.WITH_TRANSFEROR),
                new Transfer.Target(
                        "6002",
                        "sip:6002@example.com",
                        "PJSIP/carol",
                        "PJSIP/carol-03",
                        "1.3",
                        "c4",
                        "Queue"),
                "<sip:6002@example.com?Replaces=c4%3Bto-tag%3Da%3Bfrom-tag%3Db>",
                "<sip:alice@example.com>",
                List.of(new Transfer.Diagnosis(
                        "replaces-tags-swapped", "The tags are swapped.", "Swap them.")),
                new Transfer.Times(
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Instant.parse("2026-01-02T03:04:05.060Z"),
                        Instant.parse("2026-01-02T03:04:06.700Z"),
                        Instant.parse("2026-01-02T03:04:26.001Z")),
                true,
                "main-1795248637.2-1",
                List.of(Source.AMI, Source.HEP),
                List.of(new Transfer.Evidence(
                        Source.AMI, "DialEnd NOANSWER", Instant.parse("2026-01-02T03:04:26Z"))));
        return new TransferEvent(
                transfer, 4, Instant.parse("2026-01-02T03:04:26.002Z"), Set.of(), null);
    }

    private static void assertGolden(String name, String encoded) throws IOException {
        Path file = GOLDEN.resolve(name);
        String pretty =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(encoded))
                        + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, pretty);
        }
        assertEquals(Files.readString(file), pretty, name + ": see the comment of this class");
    }
}
