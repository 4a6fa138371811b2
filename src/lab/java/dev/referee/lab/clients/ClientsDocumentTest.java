package dev.referee.lab.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** docs/CLIENTS.md has the transfers and verdicts that {@code ./lab clients} must find. */
class ClientsDocumentTest {
    @Test
    void everyClientHasEveryTransferThatItCanMake() throws IOException {
        Map<String, List<String>> tables = ClientsDocument.read().lines();

        assertEquals(3, tables.size(), tables::toString);
        tables.forEach((client, lines) -> {
            List<Scene> scenes = List.of(Scene.values());
            assertTrue(lines.size() >= scenes.size() - 1, () -> client + " lacks transfers");
            for (int i = 0; i < lines.size(); i++) {
                Scene scene = scenes.get(i);
                String line = lines.get(i);
                assertTrue(
                        line.startsWith(ClientsDocument.beginning(scene))
                                && line.endsWith(ClientsDocument.ending(scene)),
                        () -> client + ", instead of " + scene + ": " + line);
            }
        });
    }
}
