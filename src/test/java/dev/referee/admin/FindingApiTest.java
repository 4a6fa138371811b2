package dev.referee.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.audit.RecordedCall;
import dev.referee.edge.http.ApiDocument;
import dev.referee.edge.http.Asker;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.webhook.Hooks;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the records and the reports differ in, as an administrator gets it by REST. */
class FindingApiTest {
    private static final String PATH = "/v1/findings";

    private final Instant earlier = Instant.now().minus(1, ChronoUnit.HOURS);

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

    private JsonNode page(String query) {
        return desk.expect(200, desk.get(PATH + query));
    }

    private void miss(int calls) throws Exception {
        StringBuilder records = new StringBuilder();
        for (int i = 1; i <= calls; i++) {
            records.append(RecordedCall.cel(i, earlier));
        }
        Files.writeString(desk.records, records);
        Hooks.await(() -> page("").get("findings").size() == calls, () -> page("").toString());
    }

    @Test
    void allThatIsKnownOfItIsToldWithItsEvidence() throws Exception {
        miss(1);
        JsonNode one = page("").at("/findings/0");
        assertEquals("1", one.get("id").asText());
        assertEquals("missed", one.get("finding").asText());
        assertEquals("1.1", one.get("transferor").asText());
        assertEquals("1.2", one.get("transferee").asText());
        assertEquals(
                "A transfer was not reported: the transferee was connected.",
                one.get("message").asText());
        assertTrue(one.at("/evidence/1").asText().endsWith("(Master.csv:8)"), one::toString);
        Set<String> told = new TreeSet<>();
        one.fieldNames().forEachRemaining(told::add);
        Set<String> documented = new TreeSet<>();
        ApiDocument.openApi()
                .at("/components/schemas/Finding/properties")
                .fieldNames()
                .forEachRemaining(documented::add);
        documented.remove("transfer");
        assertEquals(documented, told);
    }

    @Test
    void pagesMissNone() throws Exception {
        miss(3);
        JsonNode first = page("?limit=2");
        List<String> ids = new ArrayList<>();
        first.get("findings").forEach(one -> ids.add(one.get("id").asText()));
        JsonNode last = page("?limit=2&cursor=" + first.get("next").asText());
        last.get("findings").forEach(one -> ids.add(one.get("id").asText()));
        assertEquals(List.of("3", "2", "1"), ids);
        assertFalse(last.has("next"));
        assertEquals(3, page("?finding=missed").get("findings").size());
        assertEquals(0, page("?finding=orphaned").get("findings").size());
    }

    @Test
    void whatIsAskedWronglyIsRefusedWithWhatToSend() {
        for (String query : List.of("?finding=lost", "?limit=0", "?cursor=x", "?kind=missed")) {
            desk.expect(400, desk.get(PATH + query));
        }
    }

    @Test
    void whereTheRecordsAreNotReadItSaysWhatToSet() throws Exception {
        try (EdgeFixture server = new EdgeFixture(
                        EdgeFixture.open().withAdministration(new FindingApi(null)));
                Asker asker = new Asker()) {
            assertEquals(
                    "Asterisk's records are not read: set reconcile.cel_file.",
                    desk.detail(404, asker.get(server, PATH)));
        }
    }
}
