package dev.referee.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.http.ApiDocument;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.token.SignedTokens;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The NOTIFYs that were kept, as an administrator gets them by REST. */
class NotifyApiTest {
    private final Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);

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

    private void keep(String callId, long cseq, Fact.Body body, @Nullable String transfer) {
        desk.log
                .notifies()
                .keep(new Notify(
                        "main",
                        at.plusSeconds(cseq),
                        false,
                        new SipRequest(callId, "pbx-tag", cseq),
                        "phone-tag",
                        503,
                        "terminated;reason=noresource",
                        body,
                        481,
                        transfer));
    }

    private void keep(String callId, long cseq, @Nullable String transfer) {
        keep(callId, cseq, new Fact.Body("message/sipfrag", "SIP/2.0 503\r\n", false), transfer);
    }

    private JsonNode page(String query) {
        return desk.expect(200, desk.get("/v1/notifies" + query));
    }

    private List<Integer> numbers(String query) {
        List<Integer> numbers = new ArrayList<>();
        page(query).get("notifies").forEach(one -> numbers.add(one.get("cseq").asInt()));
        return numbers;
    }

    @Test
    void allThatIsKnownOfItIsToldAndNoOtherFieldIsDocumented() {
        keep("call-1", 7, new Fact.Body("text/plain", "J\u00f6rg", true), "main-1.1-1");
        JsonNode one = page("").at("/notifies/0");
        assertEquals("1", one.get("id").asText());
        assertEquals("main", one.get("pbx").asText());
        assertEquals(at.plusSeconds(7), Instant.parse(one.get("at").asText()));
        assertEquals("pbx", one.get("sender").asText());
        assertEquals("call-1", one.get("callId").asText());
        assertEquals("pbx-tag", one.get("fromTag").asText());
        assertEquals("phone-tag", one.get("toTag").asText());
        assertEquals(7, one.get("cseq").asInt());
        assertEquals("main-1.1-1", one.get("transfer").asText());
        assertEquals(503, one.get("status").asInt());
        assertEquals(
                "terminated;reason=noresource", one.get("subscriptionState").asText());
        assertEquals("text/plain", one.get("contentType").asText());
        assertEquals("J\ufffdrg", one.get("body").asText());
        assertEquals("SvZyZw==", one.get("bodyBase64").asText());
        assertTrue(one.get("cut").asBoolean());
        assertEquals(481, one.get("answer").asInt());
        assertEquals(
                names(ApiDocument.openApi().at("/components/schemas/Notify/properties")),
                names(one));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        desk.log
                .notifies()
                .keep(new Notify(
                        "main",
                        at,
                        true,
                        new SipRequest("call-1", "phone-tag", 1),
                        null,
                        null,
                        null,
                        new Fact.Body(null, "", false),
                        null,
                        null));
        JsonNode one = page("").at("/notifies/0");
        assertEquals(
                Set.of("id", "pbx", "at", "sender", "callId", "fromTag", "cseq", "body", "cut"),
                names(one));
        assertEquals("phone", one.get("sender").asText());
    }

    @Test
    void bodyComesToTheByteWhateverItIs() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        keep(
                "call-1",
                1,
                new Fact.Body(null, new String(all, StandardCharsets.ISO_8859_1), false),
                null);
        keep("call-1", 2, new Fact.Body(null, "\u00c3\u00b6\u0000", false), null);
        JsonNode found = page("").get("notifies");
        assertEquals("\u00f6\u0000", found.get(0).get("body").asText());
        assertFalse(found.get(0).has("bodyBase64"));
        assertEquals(
                Base64.getEncoder().encodeToString(all),
                found.get(1).get("bodyBase64").asText());
    }

    @Test
    void parametersChooseAmongThem() {
        keep("call-1", 1, "main-1.1-1");
        keep("a/b c@d", 2, "main-1.1-2");
        keep("call-1", 3, null);
        assertEquals(List.of(3, 2, 1), numbers(""));
        assertEquals(List.of(2), numbers("?transfer=main-1.1-2"));
        assertEquals(List.of(3, 1), numbers("?callId=call-1"));
        assertEquals(List.of(2), numbers("?callId=a%2Fb%20c%40d"));
        assertEquals(List.of(), numbers("?pbx=other"));
        assertEquals(List.of(3, 2), numbers("?pbx=main&since=" + at.plusSeconds(2)));
        assertEquals(List.of(3), numbers("?callId=call-1&since=" + at.plusSeconds(2)));
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        for (int cseq = 1; cseq <= 5; cseq++) {
            keep("call-1", cseq, null);
        }
        JsonNode first = page("?limit=2");
        assertEquals(2, first.get("notifies").size());
        String next = first.get("next").asText();
        assertEquals(List.of(3, 2, 1), numbers("?limit=3&cursor=" + next));
        assertFalse(page("?limit=3&cursor=" + next).has("next"));
    }

    @Test
    void questionsThatAreNotUnderstoodAreNotAnswered() {
        for (String query : List.of(
                "callid=x",
                "callId=",
                "callId=a&callId=b",
                "since=yesterday",
                "since=2026-01-02",
                "limit=0",
                "limit=101",
                "cursor=x",
                "cursor=-1")) {
            assertFalse(desk.detail(400, desk.get("/v1/notifies?" + query)).isBlank(), query);
        }
        desk.detail(404, desk.get("/v1/notifies/1"));
        desk.detail(405, desk.send("DELETE", "/v1/notifies"));
    }

    @Test
    void nobodyButAnAdministratorGetsThem(@TempDir Path other) throws Exception {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        String[] phone = Asker.token(SignedTokens.forEndpoints(later, "*"));
        String[] administrator = Asker.token(SignedTokens.forAdministrator(later));
        try (Desk guarded =
                new Desk(other, EdgeFixture.normal().withTokens(SignedTokens.bySecret()), true)) {
            guarded.detail(401, guarded.get("/v1/notifies"));
            guarded.detail(403, guarded.asker.get(guarded.server, "/v1/notifies", phone));
            guarded.detail(
                    403, guarded.asker.get(guarded.server, "/v1/notifies?callId=call-1", phone));
            guarded.expect(200, guarded.asker.get(guarded.server, "/v1/notifies", administrator));
        }
    }

    @Test
    void whatCannotBeReadIsSaidToBeSo() throws Exception {
        keep("call-1", 1, null);
        desk.log.close();
        assertTrue(desk.detail(503, desk.get("/v1/notifies")).contains("/readyz"));
    }
}
