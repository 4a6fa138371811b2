package dev.referee.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.Backup;
import dev.referee.log.LogSettings;
import dev.referee.log.SqliteLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A browser that saw events which a restored backup does not have, and comes back. */
class RestoredLogTest {
    @TempDir
    Path folder;

    private String epoch = "";
    private long offset;

    private SqliteLog open() throws Exception {
        return SqliteLog.open(
                new LogSettings(
                        folder.resolve("referee.db"),
                        true,
                        1_000,
                        Duration.ofHours(1),
                        100L << 20,
                        5,
                        10,
                        100,
                        1 << 20),
                InstantSource.system());
    }

    private static void append(EdgeFixture server, Browser browser, String... ids) {
        for (String id : ids) {
            server.log.append(List.of(Transfers.ended(id, 1, Reason.BUSY)));
            browser.expectEvent(id + ".1", "1");
        }
    }

    /** Remembers where the browser stands. */
    private JsonNode resume(Browser browser) {
        browser.send(
                "{\"type\":\"subscribe\",\"id\":\"1\",\"all\":true,\"from\":{\"epoch\":\"%s\",\"offset\":%d}}"
                        .formatted(epoch, offset));
        return browser.expect("subscribed");
    }

    @Test
    void itIsToldThatEventsAreMissingAlsoWhenTheOffsetIsReachedAgain() throws Exception {
        try (SqliteLog log = open();
                EdgeFixture server = new EdgeFixture(EdgeFixture.open().withLog(log))) {
            Browser browser = server.connect();
            epoch = browser.expect("welcome").get("epoch").asText();
            browser.subscribeToAll("1");
            browser.expect("subscribed");
            append(server, browser, "t1", "t2");
            Backup.make(folder.resolve("referee.db"), folder.resolve("backup.db"));
            append(server, browser, "t3", "t4");
            offset = log.newest().offset();
        }
        try (SqliteLog log = open();
                EdgeFixture server = new EdgeFixture(EdgeFixture.open().withLog(log))) {
            assertTrue(resume(server.browser()).get("recovered").booleanValue(), "a restart");
        }
        Files.move(
                folder.resolve("backup.db"),
                folder.resolve("referee.db"),
                StandardCopyOption.REPLACE_EXISTING);
        try (SqliteLog log = open();
                EdgeFixture server = new EdgeFixture(EdgeFixture.open().withLog(log))) {
            Browser other = server.connect();
            assertNotEquals(epoch, other.expect("welcome").get("epoch").asText());
            other.subscribeToAll("1");
            other.expect("subscribed");
            append(server, other, "x1", "x2", "x3");
            assertTrue(log.newest().offset() > offset);

            JsonNode subscribed = resume(server.browser());
            assertFalse(subscribed.get("recovered").booleanValue(), subscribed::toString);
            assertEquals(5, subscribed.get("transfers").size(), subscribed::toString);
        }
    }
}
