package dev.referee.edge.access;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.log.CloudEvents;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each part in a transfer sees of it, field by field, through the real socket. */
class VisibilityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLUMNS =
            List.of("transferor", "transferee", "target", "party");
    private static final Pattern ROW = Pattern.compile(
            "^\\|((?: `[A-Za-z.]+`,?)+) \\|((?: (?:yes|no) \\|){4})$", Pattern.MULTILINE);
    private static final Pattern FIELD = Pattern.compile("`([A-Za-z.]+)`");

    /** What no phone's transfer has. */
    private static final Set<String> OF_OUTGOING = Set.of("retryable", "retryAfterMs");

    private static final Dialog CONSULTATION =
            new Dialog("consultation-of-alice-call", "alice-tag-2", "pbx-tag-4");
    private static final Dialog CAROL = new Dialog("carol-call", "carol-tag", "pbx-tag-3");
    private static final Dialog DAVE = new Dialog("dave-call", "dave-tag", "pbx-tag-5");

    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal());

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice-call", "consultation-of-alice-call"})
    void theTransferorSeesWhatTheDocumentSays(String callId) throws IOException {
        assertSees("transferor", callId.equals(ALICE.callId()) ? ALICE : CONSULTATION);
    }

    @Test
    void theTransfereeSeesWhatTheDocumentSays() throws IOException {
        assertSees("transferee", BOB);
    }

    @Test
    void theTargetSeesWhatTheDocumentSays() throws IOException {
        assertSees("target", CAROL);
    }

    @Test
    void whoHasNoPartAnyMoreSeesWhatTheDocumentSays() throws IOException {
        assertSees("party", DAVE);
    }

    private void assertSees(String role, Dialog dialog) throws IOException {
        server.learn(dialog);
        Browser before = server.browser();
        before.subscribe("1", dialog);
        before.expect("subscribed");
        TransferEvent event = withDave(Transfers.complete("t1", 1, Transfer.State.FAILED));
        server.log.append(event);
        JsonNode told = before.expectEvent("t1.1", "1").at("/event/data");
        assertEquals(ofIncoming(documented(role)), fields(told), role);
        assertEquals("[\"" + role + "\"]", told.get("roles").toString());
        assertOnlyLeftOut(event, told);

        Browser after = server.browser();
        after.subscribe("1", dialog);
        assertEquals(told, after.expect("subscribed").at("/transfers/0"));

        Browser resuming = server.browser();
        resuming.subscribe("1", dialog, server.log.newest().epoch(), 0);
        assertEquals(told, resuming.expect("subscribed").at("/transfers/0"));
        assertEquals(told, resuming.expectEvent("t1.1", "1").at("/event/data"));
    }

    /** What is there says the same as to an administrator. */
    private static void assertOnlyLeftOut(TransferEvent event, JsonNode told) throws IOException {
        JsonNode whole = JSON.readTree(CloudEvents.encode(event.transfer()));
        for (String field : fields(told)) {
            if (!field.equals("roles")) {
                String path = "/" + field.replace('.', '/');
                assertEquals(whole.at(path), told.at(path), field);
            }
        }
    }

    @Test
    void whoSeesAllSeesEveryField() throws IOException {
        restart(EdgeFixture.open());
        Browser page = server.browser();
        page.subscribeToAll("1");
        page.expect("subscribed");
        TransferEvent event = Transfers.complete("t1", 1, Transfer.State.FAILED);
        server.log.append(event);
        assertEquals(
                JSON.readTree(CloudEvents.encode(event)),
                page.expectEvent("t1.1", "1").get("event"));
        Set<String> all = documented("transferor");
        COLUMNS.forEach(role -> all.addAll(documentedOf(role)));
        all.remove("roles");
        assertEquals(ofIncoming(all), fields(JSON.readTree(CloudEvents.encode(event.transfer()))));
    }

    @Test
    void anEndpointSeesWhatItsPartsSee() throws IOException {
        restart(EdgeFixture.open());
        for (String[] part : new String[][] {
            {"PJSIP/alice", "transferor"}, {"PJSIP/bob", "transferee"}, {"PJSIP/carol", "target"}
        }) {
            Browser browser = server.browser();
            browser.subscribe("1", part[0]);
            browser.expect("subscribed");
            server.log.append(Transfers.complete("of " + part[1], 1, Transfer.State.FAILED));
            JsonNode told = browser.expect("event").at("/event/data");
            assertEquals(ofIncoming(documented(part[1])), fields(told));
            browser.close();
        }
    }

    @Test
    void whoIsAskedToGoSeesWhatItWasSentAndItsCompanionWhatAPartySees() throws IOException {
        Transfer transfer = TransferBuilder.like(
                        Transfers.complete("t1", 1, Transfer.State.FAILED).transfer())
                .direction(Transfer.Direction.OUTGOING)
                .retry(true, 34_567)
                .build();
        TransferEvent event = new TransferEvent(
                transfer, 1, Instant.EPOCH, Set.of("1.1"), Set.of("PJSIP/agent"), null);
        restart(EdgeFixture.open());
        Browser asked = server.browser();
        asked.subscribe("1", "PJSIP/bob");
        asked.expect("subscribed");
        Browser agent = server.browser();
        agent.subscribe("1", "PJSIP/agent");
        agent.expect("subscribed");
        server.log.append(event);

        JsonNode told = asked.expect("event").at("/event/data");
        assertEquals("[\"transferee\"]", told.get("roles").toString());
        assertEquals(transfer.referTo(), told.path("referTo").asText());
        assertEquals(transfer.referredBy(), told.path("referredBy").asText());
        assertFalse(told.has("transferor"), told::toString);
        assertTrue(fields(told).containsAll(OF_OUTGOING), told::toString);
        JsonNode heard = agent.expect("event").at("/event/data");
        assertTrue(fields(heard).containsAll(OF_OUTGOING), heard::toString);
        assertEquals("[\"party\"]", heard.get("roles").toString());
        assertFalse(heard.has("referTo"), heard::toString);
    }

    @Test
    void whoHasTwoPartsSeesBoth() throws IOException {
        server.learn(ALICE);
        server.learn(CAROL);
        Browser browser = server.browser();
        browser.subscribe("1", ALICE);
        browser.expect("subscribed");
        browser.subscribe("2", CAROL);
        browser.expect("subscribed");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        JsonNode told = browser.expectEvent("t1.1", "1", "2").at("/event/data");
        Set<String> both = documented("transferor");
        both.addAll(documented("target"));
        assertEquals(ofIncoming(both), fields(told));
        assertEquals("[\"transferor\",\"target\"]", told.get("roles").toString());
    }

    @Test
    void aCallerWhoChoseAnothersCallIdIsNotTakenForIt() {
        server.dialogs.learn(Transfers.leg("bob-call"), ALICE);
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        Browser bob = server.browser();
        bob.subscribe("1", ALICE);
        assertEquals(
                "[\"transferee\"]",
                bob.expect("subscribed").at("/transfers/0/roles").toString());
    }

    private static TransferEvent withDave(TransferEvent event) {
        Set<String> legs = new TreeSet<>(event.legs());
        legs.add(Transfers.leg(DAVE.callId()));
        return new TransferEvent(
                event.transfer(), event.sequence(), event.at(), legs, event.origin());
    }

    private static Set<String> ofIncoming(Set<String> documented) {
        Set<String> fields = new TreeSet<>(documented);
        assertTrue(fields.removeAll(OF_OUTGOING), documented::toString);
        return fields;
    }

    /** The fields with "yes" in a role's column of the table. */
    private static Set<String> documented(String role) throws IOException {
        String document = Files.readString(Path.of("docs/PROTOCOL.md"));
        Set<String> fields = new TreeSet<>();
        Matcher row = ROW.matcher(document);
        while (row.find()) {
            String[] seen = row.group(2).strip().split(" *\\| *", -1);
            if (seen[COLUMNS.indexOf(role)].equals("yes")) {
                FIELD.matcher(row.group(1)).results().forEach(field -> fields.add(field.group(1)));
            }
        }
        return fields;
    }

    private static Set<String> documentedOf(String role) {
        try {
            return documented(role);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The paths of what is there; lists count as one. */
    private static Set<String> fields(JsonNode transfer) {
        Set<String> fields = new TreeSet<>();
        transfer.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                fields(field.getValue()).forEach(inner -> fields.add(field.getKey() + "." + inner));
            } else if (!field.getValue().isArray() || !field.getValue().isEmpty()) {
                fields.add(field.getKey());
            }
        });
        return fields;
    }
}
