package dev.referee.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.log.Transfers;
import dev.referee.model.Transfer.State;
import dev.referee.webhook.DeliveryResult;
import dev.referee.webhook.Hooks;
import dev.referee.webhook.Receiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an administrator does with webhooks by REST, with a real receiver and a real file. */
class WebhookApiTest {
    @TempDir
    Path folder;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void tell(String id) {
        desk.log.append(Transfers.of(id, 1, State.FAILED, "a", "b", "c"));
    }

    private JsonNode hook(String id) {
        return desk.expect(200, desk.get("/v1/webhooks/" + id));
    }

    private JsonNode made(String more) {
        return desk.expect(201, desk.create(desk.definition("crm", more)));
    }

    private void awaitHook(String field, String value) {
        Hooks.await(() -> hook("crm").at(field).asText().equals(value), () -> "" + hook("crm"));
    }

    @Test
    void aWebhookThatIsMadeIsSentWhatIsToldFromThenOnSignedWithTheSecretThatIsShownOnce()
            throws Exception {
        tell("before");
        Hooks.await(() -> desk.log.newest().offset() == 1, () -> "not told");
        HttpResponse<String> answer = desk.create(desk.definition("crm", ""));
        JsonNode made = desk.expect(201, answer);
        assertEquals("/v1/webhooks/crm", answer.headers().firstValue("Location").orElseThrow());
        tell("t1");
        desk.awaitTaken(1);
        assertEquals(List.of("t1_1"), desk.receiver.ids());
        Receiver.verify(desk.receiver.got.getFirst(), made.get("secret").asText());

        awaitHook("/waiting", "0");
        JsonNode shown = hook("crm");
        assertEquals("rest", shown.get("source").asText());
        assertEquals("active", shown.get("state").asText());
        assertTrue(shown.has("lastSuccess"), shown::toString);
        assertFalse(shown.toString().contains("whsec_"), shown::toString);
        assertFalse(shown.toString().contains("hush"), shown::toString);
        JsonNode all = desk.expect(200, desk.get("/v1/webhooks")).get("webhooks");
        assertEquals("crm", all.get(0).get("id").asText());
        assertEquals("configuration", all.get(1).get("source").asText());
    }

    @Test
    void aSecretThatWasGivenIsNotToldAndPlainHttpIsWarnedAbout() {
        JsonNode made = desk.expect(
                201, desk.create("""
                {"id":"a","url":"http://a.example","secret":"%s","headers":["X-Key: hush"]}""".formatted("whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx")));
        assertFalse(made.has("secret"), made::toString);
        assertEquals("[\"x-key\"]", made.get("headers").toString());
        assertTrue(made.at("/warnings/0").asText().startsWith("url is not https"), made::toString);
    }

    @Test
    void anUnknownKeyIsNamedAsItWasSent() throws Exception {
        for (String key : List.of("TimeoutMs", "a_", "_")) {
            String detail =
                    desk.detail(400, desk.create(desk.definition("crm", ",\"" + key + "\":500")));
            assertTrue(detail.startsWith("body:1: unknown key " + key + "."), detail);
        }
    }

    @Test
    void whatIsWrongIsSaidInTheWordsOfTheConfigurationAndWithoutSecrets() throws Exception {
        assertEquals(
                "body:1: unknown key timeoutMS. Did you mean timeoutMs? body:1: headers entry 1 is"
                        + " (hidden): it must be like X-Api-Key: value, with a name that"
                        + " neither Referee nor HTTP itself sets.",
                desk.detail(
                        400,
                        desk.create(desk.definition(
                                "crm", ",\"timeoutMS\":500,\"headers\":[\"Host: x\"]"))));
        for (String wrong : List.of(
                "",
                "[]",
                "{",
                "{} {}",
                "{\"id\":\"a\"}",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":\"a\",\"url\":\"http://u:hush@a.example\"}",
                "{\"id\":\"../a\",\"url\":\"http://a.example\"}",
                "{\"id\":\"a\",\"url\":\"http://a.example\",\"secret\":\"hush\"}",
                "{\"id\":\"a\",\"url\":\"http://a.example\",\"timeoutMs\":{\"a\":1}}",
                "{\"id\":\"a\",\"url\":\"http://a.example\",\"timeoutMs\":1}")) {
            String detail = desk.detail(400, desk.create(wrong));
            assertFalse(detail.contains("hush") || detail.contains("webhooks.1"), detail);
        }
        assertEquals(
                1, desk.expect(200, desk.get("/v1/webhooks")).get("webhooks").size());
    }

    @Test
    void aFileOfThisMachineIsNotReadForWhoeverMakesAWebhook() throws Exception {
        Path secret = Files.writeString(
                folder.resolve("secret"), "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx");
        for (String key : List.of("secretFile", "secondSecretFile", "caFile")) {
            String detail = desk.detail(
                    400,
                    desk.create(desk.definition("crm", ",\"%s\":\"%s\"".formatted(key, secret))));
            assertTrue(detail.contains(key + " works only in the configuration"), detail);
        }
    }

    @Test
    void anIdCountsOnceAndThereAreNoMoreThanTheLimit() {
        made("");
        assertTrue(desk.detail(409, desk.create(desk.definition("crm", ""))).contains("already"));
        assertTrue(desk.detail(409, desk.create(desk.definition("fixed", ""))).contains("already"));
        desk.expect(201, desk.create(desk.definition("second", "")));
        String detail = desk.detail(409, desk.create(desk.definition("third", "")));
        assertTrue(detail.contains("admin.webhooks allows 2"), detail);
        desk.expect(204, desk.send("DELETE", "/v1/webhooks/second"));
        desk.expect(201, desk.create(desk.definition("third", "")));
    }

    @Test
    void whatStandsInTheConfigurationIsTakenOutThereAndCanBePausedHere() {
        String detail = desk.detail(409, desk.send("DELETE", "/v1/webhooks/fixed"));
        assertTrue(detail.contains("configuration"), detail);
        detail = desk.detail(409, desk.send("POST", "/v1/webhooks/fixed/rotate"));
        assertTrue(detail.contains("second_secret"), detail);
        JsonNode paused = desk.expect(200, desk.send("POST", "/v1/webhooks/fixed/pause"));
        assertEquals("paused", paused.get("state").asText());
        JsonNode resumed = desk.expect(200, desk.send("POST", "/v1/webhooks/fixed/resume"));
        assertEquals("active", resumed.get("state").asText());
    }

    @Test
    void aPausedOneIsSentNothingUntilItIsResumedAndThenAllOfIt() {
        made("");
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/pause"));
        tell("t1");
        tell("t2");
        awaitHook("/unread", "2");
        assertEquals(List.of(), desk.receiver.ids());
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/resume"));
        desk.awaitTaken(2);
        assertEquals(
                List.of("t1_1", "t2_1"), desk.receiver.ids().stream().sorted().toList());
    }

    @Test
    void oneThatAnswered410IsSentItAgainAfterItIsResumed() {
        made("");
        desk.receiver.answers = message -> Receiver.Answer.GONE;
        tell("t1");
        awaitHook("/state", "disabled");
        assertEquals("HTTP 410", hook("crm").at("/lastFailure/reason").asText());
        desk.receiver.answers = message -> Receiver.Answer.TAKE;
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/resume"));
        desk.awaitTaken(1);
        assertEquals(List.of("t1_1", "t1_1"), desk.receiver.ids());
    }

    @Test
    void oneThatAnswered410GetsNothingBeforeItIsKeptThatItWasResumed() throws Exception {
        made("");
        desk.receiver.answers = message -> Receiver.Answer.GONE;
        tell("t1");
        awaitHook("/state", "disabled");
        desk.receiver.answers = message -> Receiver.Answer.TAKE;
        write("CREATE TRIGGER away BEFORE INSERT ON carrier BEGIN SELECT RAISE(FAIL, 'away'); END");
        desk.detail(503, desk.send("POST", "/v1/webhooks/crm/resume"));
        assertEquals("disabled", hook("crm").get("state").asText());
        assertEquals(List.of("t1_1"), desk.receiver.ids());
        write("DROP TRIGGER away");
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/resume"));
        desk.awaitTaken(1);
    }

    @Test
    void aTestArrivesSignedWhateverIsSubscribedToAndSaysThatItIsOne() throws Exception {
        JsonNode made = made(",\"events\":[\"completed\"],\"format\":\"standard\"");
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/pause"));
        JsonNode trial = desk.expect(200, desk.send("POST", "/v1/webhooks/crm/test"));
        assertTrue(trial.get("taken").asBoolean(), trial::toString);
        assertEquals(204, trial.get("status").asInt());
        Receiver.Got got = desk.receiver.got.getFirst();
        Receiver.verify(got, made.get("secret").asText());
        assertTrue(got.id().startsWith("test-"), got::id);
        assertTrue(got.body().contains("there was no such transfer"), got::body);

        desk.receiver.answers = message -> Receiver.Answer.GONE;
        trial = desk.expect(200, desk.send("POST", "/v1/webhooks/crm/test"));
        assertEquals("HTTP 410", trial.get("reason").asText());
        JsonNode hook = hook("crm");
        assertEquals("paused", hook.get("state").asText());
        assertEquals(0, hook.get("waiting").asInt());
        assertFalse(hook.has("lastFailure"), hook::toString);
    }

    @Test
    void afterARotationTheOldSecretCountsUntilTheNext() throws Exception {
        String first = made("").get("secret").asText();
        String second = rotate();
        tell("t1");
        desk.awaitTaken(1);
        Receiver.verify(desk.receiver.got.getFirst(), first);
        Receiver.verify(desk.receiver.got.getFirst(), second);
        String third = rotate();
        tell("t2");
        desk.awaitTaken(2);
        Receiver.verify(desk.receiver.got.getLast(), second);
        Receiver.verify(desk.receiver.got.getLast(), third);
        assertThrows(Exception.class, () -> Receiver.verify(desk.receiver.got.getLast(), first));
    }

    private String rotate() {
        return desk.expect(200, desk.send("POST", "/v1/webhooks/crm/rotate"))
                .get("secret")
                .asText();
    }

    /** The events here are older than a day, so that the first failure is the last. */
    @Test
    void aDeadLetterIsListedShownAndSentAgainUnderTheSameEventId() throws Exception {
        String secret = made(",\"format\":\"cloudevents-binary\"").get("secret").asText();
        desk.receiver.answers = message -> Receiver.Answer.FAIL;
        tell("t1");
        tell("t2");
        tell("t3");
        Hooks.await(() -> letters("?webhook=crm").size() == 3, () -> "" + letters(""));
        assertEquals(0, letters("?webhook=other").size());
        JsonNode page = desk.expect(200, desk.get("/v1/dead-letters?limit=2"));
        assertEquals(2, page.get("deadLetters").size());
        JsonNode rest = letters("?cursor=" + page.get("next").asText());
        assertEquals(1, rest.size());

        String id = rest.get(0).get("id").asText();
        JsonNode whole = desk.expect(200, desk.get("/v1/dead-letters/" + id));
        assertEquals("HTTP 500\nIt is broken.", whole.get("answer").asText());
        String event = whole.get("event").asText();
        assertEquals(event, whole.at("/request/headers/ce-id").asText());
        assertFalse(whole.toString().contains("webhook-signature"), whole::toString);

        JsonNode trial = desk.expect(200, desk.send("POST", "/v1/dead-letters/" + id + "/resend"));
        assertEquals("HTTP 500", trial.get("reason").asText());
        desk.expect(200, desk.get("/v1/dead-letters/" + id));

        desk.receiver.answers = message -> Receiver.Answer.TAKE;
        trial = desk.expect(200, desk.send("POST", "/v1/dead-letters/" + id + "/resend"));
        assertTrue(trial.get("taken").asBoolean(), trial::toString);
        desk.detail(404, desk.get("/v1/dead-letters/" + id));
        assertEquals(2, letters("").size());
        Receiver.Got got = desk.receiver.got.getLast();
        Receiver.verify(got, secret);
        assertEquals(event.replace('.', '_'), got.id());
        assertEquals(event, got.headers().get("ce-id"));
        assertEquals(whole.at("/request/body").asText(), got.body());
    }

    private JsonNode letters(String query) {
        return desk.expect(200, desk.get("/v1/dead-letters" + query)).get("deadLetters");
    }

    @Test
    void aDeadLetterThatIsTakenAndCannotBeTakenOutOfTheListIsSaidToBeTaken() throws Exception {
        made("");
        desk.receiver.answers = message -> Receiver.Answer.FAIL;
        tell("t1");
        Hooks.await(() -> letters("").size() == 1, () -> "" + letters(""));
        desk.receiver.answers = message -> Receiver.Answer.TAKE;
        String path = "/v1/dead-letters/" + letters("").get(0).get("id").asText() + "/resend";
        write("CREATE TRIGGER away BEFORE DELETE ON dead_letter"
                + " BEGIN SELECT RAISE(FAIL, 'away'); END");
        JsonNode trial = desk.expect(200, desk.send("POST", path));
        assertTrue(trial.get("taken").asBoolean(), trial::toString);
        assertTrue(
                trial.get("reason").asText().startsWith("The receiver accepted it, but"),
                trial::toString);
        assertEquals(1, letters("").size());
        write("DROP TRIGGER away");
        assertFalse(desk.expect(200, desk.send("POST", path)).has("reason"));
        assertEquals(0, letters("").size());
    }

    @Test
    void aDeadLetterOfAWebhookThatIsGoneStaysAndSaysSo() {
        made("");
        desk.receiver.answers = message -> Receiver.Answer.FAIL;
        tell("t1");
        Hooks.await(() -> letters("").size() == 1, () -> "" + letters(""));
        desk.expect(204, desk.send("DELETE", "/v1/webhooks/crm"));
        desk.detail(404, desk.get("/v1/webhooks/crm"));
        String path = "/v1/dead-letters/" + letters("").get(0).get("id").asText() + "/resend";
        assertTrue(desk.detail(409, desk.send("POST", path)).contains("no longer there"));
    }

    @Test
    void nothingIsKeptOfOneThatIsDeletedWhileItIsSentEvents() {
        for (int round = 0; round < 20; round++) {
            made("");
            long before = desk.webhooks.count(DeliveryResult.TAKEN);
            for (int event = 0; event < 10; event++) {
                tell("t" + round + "-" + event);
            }
            desk.awaitTaken((int) before + 1);
            desk.expect(204, desk.send("DELETE", "/v1/webhooks/crm"));
            assertEquals(Set.of("fixed"), desk.webhooksKept());
        }
    }

    @Test
    void oneThatWasDeletedAndIsMadeAgainBeginsAnew() {
        made("");
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/pause"));
        tell("t1");
        awaitHook("/unread", "1");
        desk.expect(204, desk.send("DELETE", "/v1/webhooks/crm"));
        made("");
        tell("t2");
        desk.awaitTaken(1);
        assertEquals(List.of("t2_1"), desk.receiver.ids());
    }

    @Test
    void whatCannotBeKeptIsNotDoneAndSaidToBeSo() throws Exception {
        made("");
        try (Connection other =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("referee.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            HttpResponse<String> answer = desk.send("POST", "/v1/webhooks/crm/pause");
            assertTrue(desk.detail(503, answer).contains("/readyz"), answer::body);
            assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
            desk.detail(503, desk.create(desk.definition("other", "")));
            statement.execute("ROLLBACK");
        }
        assertEquals("active", hook("crm").get("state").asText());
        desk.detail(404, desk.get("/v1/webhooks/other"));
        desk.expect(200, desk.send("POST", "/v1/webhooks/crm/pause"));
        desk.expect(201, desk.create(desk.definition("other", "")));
    }

    /** Writes to the file beside Referee. */
    private void write(String sql) throws SQLException {
        try (Connection other =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("referee.db"));
                Statement statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void oneThatWasKeptWithTheKeysOfTheConfigurationIsReadAlsoAfterARotation() throws Exception {
        made("");
        desk.close();
        write("UPDATE carrier_order SET definition = json_set(json_remove(definition,"
                + " '$.privateAddresses'), '$.private_addresses', json('true'),"
                + " '$.second_secret', 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx')");
        desk = new Desk(folder);
        rotate();
        desk.close();
        desk = new Desk(folder);
        assertEquals(2, hook("crm").get("secrets").asInt());
    }

    @Test
    void thePauseOfOneThatHasLeftTheConfigurationCanBeForgotten() throws Exception {
        desk.expect(200, desk.send("POST", "/v1/webhooks/fixed/pause"));
        desk.close();
        write("UPDATE carrier_order SET name = 'former' WHERE name = 'fixed'");
        desk = new Desk(folder);
        desk.detail(404, desk.get("/v1/webhooks/former"));
        desk.expect(204, desk.send("DELETE", "/v1/webhooks/former"));
        assertEquals(
                Map.of(),
                desk.log.ledger().orders().toCompletableFuture().join().orElseThrow());
        desk.detail(404, desk.send("DELETE", "/v1/webhooks/former"));
    }

    @Test
    void oneThatCannotBeReadAnyMoreKeepsNoneFromStartingAndCanBeDeleted() throws Exception {
        made("");
        desk.close();
        write("UPDATE carrier_order SET definition = '{\"id\":\"crm\",\"new\":1}'");
        desk = new Desk(folder);
        desk.detail(404, desk.get("/v1/webhooks/crm"));
        assertEquals(
                1, desk.expect(200, desk.get("/v1/webhooks")).get("webhooks").size());
        desk.expect(204, desk.send("DELETE", "/v1/webhooks/crm"));
        made("");
    }

    @Test
    void theFileWithTheSecretsIsForRefereesUserAlone() throws Exception {
        made("");
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(one ->
                            one.toString().contains("referee.db-") || one.endsWith("referee.db"))
                    .toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        file::toString);
            }
        }
    }
}
