package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What real Asterisks wrote of transfers to files (cel_custom), which nobody had reported. */
class WrittenRecordsTest {
    private static final String CONNECTED =
            "A transfer was not reported: the transferee was connected.";
    private static final String NOT_CONNECTED =
            "A transfer was not reported: the transferee hung up without having been connected to"
                    + " anybody";
    private static final String UNANSWERED = NOT_CONNECTED + " (no-answer).";
    private static final String HUNG_UP = NOT_CONNECTED + " (transferee-hung-up).";

    @Test
    void asterisk16WritesWhoWasJoinedWhoAnsweredAndWhoDidNot() throws Exception {
        assertEquals(List.of(CONNECTED, CONNECTED, UNANSWERED, HUNG_UP), missed("cel-16.28.csv"));
    }

    @Test
    void asterisk22WritesWhoWasJoinedAndWhoDidNotAnswer() throws Exception {
        assertEquals(
                List.of(CONNECTED, UNANSWERED, HUNG_UP, NOT_CONNECTED + "."),
                missed("cel-22.10.1.csv"));
    }

    private static List<String> missed(String name) throws Exception {
        List<String> missed = new ArrayList<>();
        Reconciliation reconciliation =
                new Reconciliation(Tolerance.DEFAULT, finding -> missed.add(finding.message()));
        Path file = Path.of("src", "test", "resources", "records", name);
        RecordFiles.readEvents(file, ZoneOffset.UTC, false, reconciliation);
        reconciliation.end(Instant.MAX);
        return missed;
    }
}
