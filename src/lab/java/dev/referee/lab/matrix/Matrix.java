package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.referee.phone.PhoneFailure;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run saw, row by row: becomes target/matrix-22.md, or which version it is, at its end, and
 * docs/MATRIX.md when asked for.
 */
final class Matrix implements AutoCloseable {
    private static final int ACCEPTED = 202;
    private static final Duration UNTIL_NOTIFY = Duration.ofSeconds(2);

    /** They depend on when Asterisk sends its NOTIFYs, so on its version. */
    private static final Set<String> OF_NOTIFY = Set.of("notify-misleading", "bye-before-notify");

    private final Map<Row, String> lines = new HashMap<>();
    private String version = "";
    private int release;

    /**
     * Says on which Asterisk the rows are played.
     *
     * @param asterisk its version, for example {@code 22.10.1~dfsg+~cs6.15.60671435-1}
     * @return the first number of that
     */
    int playOn(String asterisk) {
        version = asterisk.split("[^0-9.]", 2)[0];
        release = Integer.parseInt(version.split("\\.", 2)[0]);
        return release;
    }

    /** Takes what Referee said of a row, which must be the truth. */
    void add(Row row, String sip, List<String> ami, JsonObject end) {
        Line.Expected expected = row.line().on(release);
        assertEquals(
                expected.verdict(),
                end.getString("state") + ": " + end.getString("reason"),
                end::encodePrettily);
        assertEquals(expected.diagnosis(), diagnosis(end), end::encodePrettily);
        note(row, sip, ami);
    }

    /** Notes a row of which Referee says nothing, which the caller asserts. */
    void addNothing(Row row, String sip, List<String> ami) {
        assertEquals("nothing", row.line().on(release).verdict());
        note(row, sip, ami);
    }

    /** Notes a row that cannot be played. */
    void leaveOut(Row row) {
        assertFalse(row.line().on(release).isPlayed(), () -> row + " has a verdict");
        lines.put(row, Document.line(row, release, "", ""));
    }

    private void note(Row row, String sip, List<String> ami) {
        String claim = ami.isEmpty() ? "none" : String.join(", ", ami);
        lines.put(row, Document.line(row, release, sip, claim));
    }

    private static List<String> diagnosis(JsonObject end) {
        return end.getJsonArray("diagnosis", new JsonArray()).stream()
                .map(one -> ((JsonObject) one).getString("code"))
                .filter(code -> !OF_NOTIFY.contains(code))
                .toList();
    }

    /** What SIP told the transferring phone, its final NOTIFY included where it comes in time. */
    static String claim(Refer refer) {
        int answer = refer.awaitAnswer();
        if (answer != ACCEPTED) {
            return Integer.toString(answer);
        }
        try {
            return answer + ", NOTIFY " + refer.awaitFinalNotify(UNTIL_NOTIFY);
        } catch (PhoneFailure e) {
            return answer + ", no final NOTIFY";
        }
    }

    @Override
    public void close() throws IOException {
        Document.write(version, lines);
    }
}
