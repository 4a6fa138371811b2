package dev.referee.edge.access;

import static dev.referee.edge.server.EdgeFixture.ALICE;
import static dev.referee.edge.server.EdgeFixture.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.EdgeSettings.Matching;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** A phone behind a proxy knows its dialog by other identifiers than Asterisk: through the socket. */
class BehindProxyTest {
    private static final String SESSION = "ab30317f1a784dc48ff824d0d3715d86";
    private static final String OTHER_SESSION = "47755a9de7794ba387653f2099600ef2";
    private static final Dialog ALICE_WITH_SESSION =
            new Dialog("alice-call", "alice-tag", "pbx-tag-1", SESSION);

    /** As a proxy shows it that rewrites the Call-ID. */
    private static final Dialog BY_TAGS = new Dialog("own-call", "alice-tag", "pbx-tag-1");

    /** As a B2BUA shows it. */
    private static final Dialog BY_SESSION =
            new Dialog("own-call", "own-tag", "own-other-tag", SESSION);

    private EdgeFixture server = new EdgeFixture(EdgeFixture.normal());

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(boolean byTags, boolean bySessionId) {
        start(byTags, bySessionId, Duration.ofMillis(50));
    }

    private void start(boolean byTags, boolean bySessionId, Duration wait) {
        server.close();
        server = new EdgeFixture(EdgeFixture.normal()
                .withMatching(new Matching(byTags, bySessionId))
                .withDialogWait(wait));
    }

    private String answer(Dialog claimed) {
        Browser browser = server.browser();
        browser.subscribe("1", claimed);
        return browser.nextText();
    }

    private static boolean isUnknown(String answer) {
        return answer.contains("\"code\":\"unknown-dialog\"");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void whatTheSiteDoesNotNameProvesNothing(boolean byTags, boolean bySessionId) {
        start(byTags, bySessionId);
        server.learn(ALICE_WITH_SESSION);
        assertFalse(isUnknown(answer(ALICE)), "as Asterisk has it, always");
        assertEquals(!byTags, isUnknown(answer(BY_TAGS)), "by tags");
        assertEquals(!bySessionId, isUnknown(answer(BY_SESSION)), "by session");
    }

    @ParameterizedTest
    @CsvSource({
        "own-call, alice-tag, wrong, " + OTHER_SESSION,
        "own-call, wrong, pbx-tag-1, " + OTHER_SESSION,
        "own-call, pbx-tag-1, alice-tag, " + OTHER_SESSION,
        "own-call, alice-tag, pbx-tag-2, " + OTHER_SESSION,
        "own-call, bob-tag, pbx-tag-1, " + OTHER_SESSION,
        "own-call, ALICE-TAG, pbx-tag-1, " + OTHER_SESSION,
        "alice-call, alice-tag, wrong, " + OTHER_SESSION,
        "own-call, own-tag, own-other-tag, " + OTHER_SESSION,
        "own-call, own-tag, own-other-tag, 00000000000000000000000000000000",
        "own-call, own-tag, own-other-tag, ab30317f1a784dc48ff824d0d3715d8",
        "own-call, own-tag, own-other-tag, short-secret",
    })
    void aGuessGetsTheAnswerOfADialogThatThereIsNot(
            String callId, String localTag, String remoteTag, String sessionId) {
        start(true, true);
        server.learn(ALICE_WITH_SESSION);
        server.learn(BOB);
        server.learn(new Dialog("nil", "x", "y", "0".repeat(32)));
        server.learn(new Dialog("short", "x2", "y2", Dialog.comparableSessionId("short-secret")));
        String unknown = answer(new Dialog("there is none", "no", "none"));
        assertEquals(unknown, answer(new Dialog(callId, localTag, remoteTag, sessionId)));
    }

    @Test
    void tagsOfTwoDialogsAreNobodys() {
        start(true, false);
        server.learn(ALICE);
        server.learn(new Dialog("another", "alice-tag", "pbx-tag-1"));
        assertEquals(true, isUnknown(answer(BY_TAGS)));
        assertFalse(isUnknown(answer(ALICE)), "by its Call-ID it is the only one");
    }

    @Test
    void sessionOfTwoDialogsIsNobodys() {
        start(false, true);
        server.learn(ALICE_WITH_SESSION);
        server.learn(new Dialog("another", "tag", "tag", SESSION));
        assertEquals(true, isUnknown(answer(BY_SESSION)));
    }

    @Test
    void dialogOfTwoLegsIsFoundAsTheOneLearnedLast() {
        start(true, false);
        server.dialogs.learn("before-the-pickup", ALICE);
        server.learn(ALICE);
        assertSeesItsEnd(BY_TAGS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscriberIsShownTheCallIdThatItKnowsNotAsterisks(boolean byTags) {
        start(byTags, !byTags);
        server.learn(ALICE_WITH_SESSION);
        assertSeesItsEnd(byTags ? BY_TAGS : BY_SESSION);
    }

    private void assertSeesItsEnd(Dialog claimed) {
        Browser alice = server.browser();
        alice.subscribe("1", claimed);
        alice.expect("subscribed");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        assertOwn(alice.expectEvent("t1.1", "1").at("/event/data"));

        Browser later = server.browser();
        later.subscribe("1", claimed);
        assertOwn(later.expect("subscribed").at("/transfers/0"));
        try (Asker asker = new Asker()) {
            assertOwn(asker.expect(server, "/v1/transfers" + Asker.of(claimed)).at("/transfers/0"));
        }
    }

    private static void assertOwn(JsonNode transfer) {
        assertEquals("own-call", transfer.at("/transferor/callId").asText(), transfer::toString);
        assertFalse(transfer.toString().contains("\"alice-call\""), transfer::toString);
        assertEquals("[\"transferor\"]", transfer.get("roles").toString());
    }

    @Test
    void whoKnowsItAsAsteriskHasItIsShownThat() {
        start(true, true);
        server.learn(ALICE);
        Browser alice = server.browser();
        alice.subscribe("1", ALICE);
        alice.expect("subscribed");
        Browser behind = server.browser();
        behind.subscribe("1", BY_TAGS);
        behind.expect("subscribed");
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        assertEquals(
                "alice-call",
                alice.expectEvent("t1.1", "1")
                        .at("/event/data/transferor/callId")
                        .asText());
        assertOwn(behind.expectEvent("t1.1", "1").at("/event/data"));
    }

    /** A call's dialog is read right after the answer, perhaps after the page has asked. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscriptionWaitsForADialogOfAnotherCallId(boolean byTags) {
        start(true, true, Duration.ofSeconds(25));
        Browser alice = server.browser();
        alice.subscribe("1", byTags ? BY_TAGS : BY_SESSION);
        alice.send("{\"type\":\"ping\"}");
        alice.expect("pong");
        server.learn(BOB);
        server.learn(ALICE_WITH_SESSION);
        alice.expect("subscribed");
    }
}
