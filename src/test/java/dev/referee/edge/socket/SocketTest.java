package dev.referee.edge.socket;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.edge.feed.Hub;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.CloudEvents;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import io.vertx.core.http.WebSocketFrame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a browser says and hears on the socket. */
class SocketTest {
    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal());

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(EdgeFixture.Options options) {
        server.close();
        server = new EdgeFixture(options);
    }

    @Test
    void aPageFindsOutWhetherItsConnectionStillCarries() {
        Browser alice = server.browser();
        alice.send("{\"type\":\"ping\"}");
        alice.expect("pong");
        alice.expectNothing();
    }

    @Test
    void aBrowserIsWelcomedWithThePositionOfTheHistory() {
        server.log.append(Transfers.requested("t1"));
        Browser browser = server.connect();
        JsonNode welcome = browser.expect("welcome");
        assertEquals(server.log.newest().epoch(), welcome.get("epoch").asText());
        assertEquals(1, welcome.get("offset").asLong());
        assertEquals(25_000, welcome.get("pingIntervalMs").asLong());
        assertEquals("referee.v1", browser.socket.subProtocol());
    }

    @Test
    void aClientWithoutSubprotocolIsWelcomeAndOneWithOnlyOthersIsNot() {
        new Browser(server.vertx, server.port, List.of()).expect("welcome");
        new Browser(server.vertx, server.port, List.of("sip", "referee.v1")).expect("welcome");
        AssertionError refused = assertThrows(
                AssertionError.class,
                () -> new Browser(server.vertx, server.port, List.of("referee.v2", "sip")));
        assertTrue(refused.toString().contains("400"), refused.toString());
    }

    @Test
    void theThreePartiesOfATransferAreToldWhatHappens() {
        Dialog carol = new Dialog("carol-call", "carol-tag", "pbx-tag-3");
        List<Browser> parties = List.of(server.browser(), server.browser(), server.browser());
        List<Dialog> legs = List.of(ALICE, BOB, carol);
        for (int i = 0; i < 3; i++) {
            server.learn(legs.get(i));
            parties.get(i).subscribe("my leg", legs.get(i));
            parties.get(i).expect("subscribed");
        }
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        server.log.append(ofThree("t1", 2, Transfer.State.FAILED));
        for (Browser party : parties) {
            assertEquals(1, party.expectEvent("t1.1", "my leg").get("offset").asLong());
            assertEquals(2, party.expectEvent("t1.2", "my leg").get("offset").asLong());
            party.expectNothing();
        }
    }

    @Test
    void whoSeesAllGetsTheCloudEventOfTheLogUnchanged() throws IOException {
        restart(EdgeFixture.open());
        Browser page = server.browser();
        page.send("{\"type\":\"subscribe\",\"id\":\"1\",\"all\":true}");
        page.expect("subscribed");
        TransferEvent event = ofThree("t1", 1, Transfer.State.RINGING);
        server.log.append(event);
        assertEquals(
                new ObjectMapper().readTree(CloudEvents.encode(event)),
                page.expect("event").get("event"));
    }

    @Test
    void theConsultationLegOfTheTransferorIsAPartyToo() {
        Dialog consultation = new Dialog("consultation-of-alice-call", "tag", "pbx-tag");
        server.learn(consultation);
        Browser alice = server.browser();
        alice.subscribe("consultation", consultation);
        alice.expect("subscribed");
        server.log.append(Transfers.requested("t1"));
        alice.expectEvent("t1.1", "consultation");
    }

    @Test
    void whoCallsWithSomebodyElsesCallIdGetsNothingOfTheirsAndTakesNothingAway() {
        server.learn(ALICE);
        Dialog usurper = new Dialog(ALICE.callId(), "bob-tag", "pbx-tag-9");
        server.dialogs.learn("leg-of-the-usurper", usurper);
        server.log.append(Transfers.requested("t1"));
        Browser bob = server.browser();
        bob.subscribe("1", usurper);
        assertEquals(0, bob.expect("subscribed").get("transfers").size());
        Browser alice = server.browser();
        alice.subscribe("1", ALICE);
        assertEquals(1, alice.expect("subscribed").get("transfers").size());
        server.log.append(Transfers.ended("t1", 2, Transfer.Reason.BUSY));
        alice.expectEvent("t1.2", "1");
        bob.expectNothing();
    }

    @Test
    void aStrangerIsToldNothing() {
        Dialog mallory = new Dialog("mallory-call", "mallory-tag", "pbx-tag-9");
        server.learn(mallory);
        Browser stranger = server.browser();
        stranger.subscribe("1", mallory);
        assertEquals(0, stranger.expect("subscribed").get("transfers").size());
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        server.log.append(ofThree("t1", 2, Transfer.State.FAILED));
        stranger.expectNothing();
    }

    @Test
    void aPartyThatIsNamedLateGetsThatEventAndAllThatFollow() {
        server.learn(BOB);
        Browser bob = server.browser();
        bob.subscribe("1", BOB);
        bob.expect("subscribed");
        server.log.append(
                Transfers.of("t1", 1, Transfer.State.REQUESTED, "alice-call", null, null));
        bob.expectNothing();
        server.log.append(
                Transfers.of("t1", 2, Transfer.State.RINGING, "alice-call", "bob-call", null));
        bob.expectEvent("t1.2", "1");
    }

    @Test
    void aPhoneThatRangFirstLearnsThatAnotherTookTheCall() {
        server.learn(BOB);
        Browser bob = server.browser();
        bob.subscribe("1", BOB);
        bob.expect("subscribed");
        server.log.append(
                Transfers.of("t1", 1, Transfer.State.RINGING, "alice-call", "x", "bob-call"));
        bob.expectEvent("t1.1", "1");
        server.log.append(
                Transfers.of("t1", 2, Transfer.State.COMPLETED, "alice-call", "x", "other"));
        bob.expectEvent("t1.2", "1");
        bob.subscribe("2", BOB);
        assertEquals(
                "completed", bob.expect("subscribed").at("/transfers/0/state").asText());
    }

    @Test
    void whoComesLaterFindsWhatIsUnderWayAndWhatEndedLately() {
        server.log.append(ofThree("ended", 1, Transfer.State.REQUESTED));
        server.log.append(ofThree("under way", 1, Transfer.State.REQUESTED));
        server.log.append(ofThree("ended", 2, Transfer.State.FAILED));
        server.log.append(Transfers.of("other", 1, Transfer.State.REQUESTED, "x", "y", "z"));
        server.learn(ALICE);
        Browser alice = server.browser();
        alice.subscribe("1", ALICE);
        JsonNode subscribed = alice.expect("subscribed");
        assertEquals("1", subscribed.get("id").asText());
        assertTrue(subscribed.get("recovered").booleanValue());
        assertEquals(4, subscribed.get("offset").asLong());
        assertEquals(2, subscribed.get("transfers").size());
        assertEquals("under way", subscribed.at("/transfers/0/id").asText());
        assertEquals("ended", subscribed.at("/transfers/1/id").asText());
        assertEquals("failed", subscribed.at("/transfers/1/state").asText());
        alice.expectNothing();
    }

    @Test
    void twoSubscriptionsOfOneBrowserGetAnEventOnceWithBothIds() {
        server.learn(ALICE);
        server.learn(BOB);
        Browser browser = server.browser();
        browser.subscribe("a", ALICE);
        browser.expect("subscribed");
        browser.subscribe("b", BOB);
        browser.expect("subscribed");
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        browser.expectEvent("t1.1", "a", "b");
        browser.expectNothing();
    }

    @Test
    void afterUnsubscribingNothingComesAndTheIdIsFree() {
        Browser alice = subscribedAlice();
        alice.send("{\"type\":\"unsubscribe\",\"id\":\"1\"}");
        alice.expectNothing();
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        alice.expectNothing();
        alice.subscribe("1", ALICE);
        assertEquals(1, alice.expect("subscribed").get("transfers").size());
    }

    @Test
    void aSubscriptionThatComesBeforeItsDialogIsKnownIsAnsweredAsSoonAsItIs() {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofMinutes(10)));
        Browser alice = server.browser();
        alice.subscribe("1", ALICE);
        alice.expectNothing();
        server.learn(BOB);
        alice.expectNothing();
        server.learn(ALICE);
        assertEquals("1", alice.expect("subscribed").get("id").asText());
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        alice.expectEvent("t1.1", "1");
    }

    @Test
    void aSubscriptionThatWaitsForItsDialogCanBeEnded() {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofMinutes(10)));
        Browser alice = server.browser();
        alice.subscribe("1", ALICE);
        alice.subscribe("1", ALICE);
        alice.expectError("duplicate-id");
        alice.send("{\"type\":\"unsubscribe\",\"id\":\"1\"}");
        alice.expectNothing();
        server.learn(ALICE);
        alice.expectNothing();
    }

    @ParameterizedTest
    @CsvSource({
        "no such call, alice-tag, pbx-tag-1",
        "alice-call, wrong, pbx-tag-1",
        "alice-call, alice-tag, wrong",
        "alice-call, pbx-tag-1, alice-tag",
        "bob-call, alice-tag, pbx-tag-1",
    })
    void aWrongTagAndAnUnknownDialogGetTheSameAnswerByteForByte(
            String callId, String localTag, String remoteTag) {
        server.learn(ALICE);
        server.learn(BOB);
        Browser browser = server.browser();
        browser.subscribe("1", new Dialog(callId, localTag, remoteTag));
        assertEquals(
                "{\"type\":\"error\",\"id\":\"1\",\"code\":\"unknown-dialog\",\"message\":\"No"
                        + " call has this Call-ID with these tags. Send them as your phone"
                        + " sees them, after the call was answered.\"}",
                browser.nextText());
        browser.subscribe("1", ALICE);
        browser.expect("subscribed");
    }

    @Test
    void aWrongTagWaitsAsLongAsAnUnknownDialog() {
        restart(EdgeFixture.normal().withDialogWait(Duration.ofMinutes(10)));
        server.learn(ALICE);
        Browser browser = server.browser();
        browser.subscribe("1", new Dialog("alice-call", "wrong", "pbx-tag-1"));
        browser.subscribe("2", new Dialog("no such call", "alice-tag", "pbx-tag-1"));
        browser.expectNothing();
    }

    @Test
    void onAnOpenServerAnEndpointsTransfersCanBeWatchedInAnyRole() {
        restart(EdgeFixture.open());
        Browser browser = server.browser();
        for (String name : List.of("alice", "bob", "carol", "mallory")) {
            browser.send("{\"type\":\"subscribe\",\"id\":\"%s\",\"endpoint\":\"PJSIP/%s\"}"
                    .formatted(name, name));
            browser.expect("subscribed");
        }
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        browser.expectEvent("t1.1", "alice", "bob", "carol");
    }

    @Test
    void onAnOpenServerAllTransfersCanBeWatchedAndTheSnapshotHasABound() {
        restart(EdgeFixture.open());
        for (int i = 0; i <= Hub.MAX_SNAPSHOT; i++) {
            server.log.append(
                    Transfers.of("t" + i, 1, Transfer.State.REQUESTED, "a" + i, "b", "c"));
        }
        Browser browser = server.browser();
        browser.send("{\"type\":\"subscribe\",\"id\":\"page\",\"all\":true}");
        JsonNode transfers = browser.expect("subscribed").get("transfers");
        assertEquals(Hub.MAX_SNAPSHOT, transfers.size());
        assertEquals("t1", transfers.get(0).get("id").asText());
        server.log.append(Transfers.requested("new"));
        browser.expectEvent("new.1", "page");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe by endpoint | 'endpoint':'PJSIP/alice'",
                "subscribe to all      | 'all':true",
            })
    void aServerThatIsNotOpenTellsOnlyOnesOwnCalls(String name, String scope) {
        Browser browser = server.browser();
        browser.send("{'type':'subscribe','id':'1',%s}".formatted(scope).replace('\'', '"'));
        assertEquals("1", browser.expectError("not-allowed").get("id").asText());
        server.log.append(Transfers.requested("t1"));
        browser.expectNothing();
    }

    @Test
    void withoutKeysForThemTokensAreNotTaken() {
        Browser browser = server.browser();
        browser.send("{\"type\":\"authenticate\",\"token\":\"a.b.c\"}");
        browser.expectError("not-supported");
        browser.expectNothing();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "malformed-json | {",
                "malformed-json | ~~",
                "malformed-json | []",
                "malformed-json | 42",
                "malformed-json | null",
                "malformed-json | {} {}",
                "malformed-json | {'type':'subscribe','type':'unsubscribe'}",
                "missing-field | {}",
                "invalid-field | {'type':7}",
                "invalid-field | {'type':''}",
                "unknown-type | {'type':'hangup'}",
                "missing-field | {'type':'subscribe','endpoint':'PJSIP/alice'}",
                "invalid-field | {'type':'subscribe','id':1,'endpoint':'PJSIP/alice'}",
                "missing-field | {'type':'subscribe','id':'1'}",
                "invalid-field | {'type':'subscribe','id':'1','all':true,'endpoint':'PJSIP/a'}",
                "invalid-field | {'type':'subscribe','id':'1','all':false}",
                "invalid-field | {'type':'subscribe','id':'1','endpoint':null}",
                "invalid-field | {'type':'subscribe','id':'1','dialog':'x'}",
                "missing-field | {'type':'subscribe','id':'1','dialog':{'callId':'c'}}",
                "invalid-field | {'type':'subscribe','id':'1','all':true,'from':7}",
                "missing-field | {'type':'subscribe','id':'1','all':true,'from':{'epoch':'e'}}",
                "missing-field | {'type':'subscribe','id':'1','all':true,'from':{'offset':1}}",
                "invalid-field | {'type':'subscribe','id':'1','all':true,"
                        + "'from':{'epoch':'e','offset':-1}}",
                "invalid-field | {'type':'subscribe','id':'1','all':true,"
                        + "'from':{'epoch':'e','offset':1.5}}",
                "invalid-field | {'type':'subscribe','id':'1','all':true,"
                        + "'from':{'epoch':'e','offset':99999999999999999999}}",
                "missing-field | {'type':'unsubscribe'}",
                "unknown-subscription | {'type':'unsubscribe','id':'1'}",
            })
    void aFaultyMessageGetsItsErrorAndTheConnectionStays(String code, String message) {
        Browser alice = subscribedAlice();
        alice.send(message.replace("'id':'1'", "'id':'2'").replace('\'', '"'));
        JsonNode error = alice.expect("error");
        assertEquals(code, error.get("code").asText(), error.toString());
        assertFalse(error.get("message").asText().isBlank());
        assertEquals(
                message.contains("'id':'1'") && !code.equals("malformed-json"), error.has("id"));
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        alice.expectEvent("t1.1", "1");
    }

    @Test
    void anIdMayHave64CharactersAndNotMore() {
        server.learn(ALICE);
        Browser alice = server.browser();
        alice.subscribe("i".repeat(64), ALICE);
        alice.expect("subscribed");
        alice.subscribe("i".repeat(65), ALICE);
        alice.expectError("invalid-field");
    }

    @Test
    void anIdWithQuotesComesBackAsItWasSent() {
        server.learn(ALICE);
        Browser alice = server.browser();
        alice.subscribe("a\\\"b\\u0000\\\\", ALICE);
        assertEquals("a\"b\u0000\\", alice.expect("subscribed").get("id").asText());
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        alice.expectEvent("t1.1", "a\"b\u0000\\");
    }

    @Test
    void aBinaryMessageIsRefusedAndTheConnectionStays() {
        Browser alice = subscribedAlice();
        alice.sendBinary("{\"type\":\"unsubscribe\",\"id\":\"1\"}");
        alice.expectError("binary-message");
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        alice.expectEvent("t1.1", "1");
    }

    @Test
    void aMessageInSeveralFramesIsOneMessage() {
        Browser browser = server.browser();
        EdgeFixture.await(
                browser.socket.writeFrame(WebSocketFrame.textFrame("{\"type\":\"unsub", false)));
        EdgeFixture.await(browser.socket.writeFrame(WebSocketFrame.continuationFrame(
                io.vertx.core.buffer.Buffer.buffer("scribe\",\"id\":\"7\"}"), true)));
        assertEquals("7", browser.expectError("unknown-subscription").get("id").asText());
    }

    @Test
    void aDuplicateIdIsRefusedAndTheFirstSubscriptionLives() {
        Browser alice = subscribedAlice();
        alice.subscribe("1", ALICE);
        alice.expectError("duplicate-id");
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        alice.expectEvent("t1.1", "1");
    }

    @Test
    void aBrowserThatLeavesDisturbsNobody() {
        Browser leaving = subscribedAlice();
        Browser staying = server.browser();
        staying.subscribe("1", ALICE);
        staying.expect("subscribed");
        leaving.close();
        server.log.append(ofThree("t1", 1, Transfer.State.REQUESTED));
        assertEquals(
                server.log.newest().offset(),
                staying.expectEvent("t1.1", "1").get("offset").asLong());
    }

    private Browser subscribedAlice() {
        server.learn(ALICE);
        Browser alice = server.browser();
        alice.subscribe("1", ALICE);
        alice.expect("subscribed");
        return alice;
    }

    private static TransferEvent ofThree(String id, int sequence, Transfer.State state) {
        return Transfers.of(id, sequence, state, "alice-call", "bob-call", "carol-call");
    }
}
