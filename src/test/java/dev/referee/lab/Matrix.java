package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.phone.Refer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run saw, row by row: becomes target/matrix.md, and docs/MATRIX.md when asked for. */
final class Matrix {
    private static final Path OF_THE_RUN = Path.of("target", "matrix.md");
    private static final Path DOCUMENT = Path.of("docs", "MATRIX.md");
    private static final int FINAL = 200;

    /** They depend on when Asterisk sends its NOTIFYs, so on its version. */
    private static final Set<String> OF_NOTIFY = Set.of("notify-misleading", "bye-before-notify");

    private final Map<Row, String> lines = new EnumMap<>(Row.class);

    /** Takes what Referee said of a row, which must be the truth. */
    void add(Row row, Refer refer, JsonObject end) {
        assertEquals(
                row.verdict(),
                end.getString("state") + ": " + end.getString("reason"),
                end::encodePrettily);
        assertEquals(row.diagnosis(), diagnosis(end), end::encodePrettily);
        lines.put(row, row.beginning() + claim(refer) + row.ending());
    }

    private static List<String> diagnosis(JsonObject end) {
        return end.getJsonArray("diagnosis", new JsonArray()).stream()
                .map(one -> ((JsonObject) one).getString("code"))
                .filter(code -> !OF_NOTIFY.contains(code))
                .toList();
    }

    private static String claim(Refer refer) {
        int answer = refer.awaitAnswer();
        return refer.notifies().stream()
                .filter(status -> status >= FINAL)
                .findFirst()
                .map(status -> answer + ", NOTIFY " + status)
                .orElse(answer + ", no final NOTIFY");
    }

    /**
     * Writes the table.
     *
     * @param asterisk the version of Asterisk
     */
    void write(String asterisk) throws IOException {
        String table =
                """
                # The truth, SIP and Referee

                Real calls of scripted phones on Asterisk %s, written by `MatrixIT` from its run, which asks
                Asterisk and the phones for the truth: `mvn verify -Dit.test=MatrixIT -Dmatrix.update=true`.
                What SIP told the transferring phone until then is its answer to the REFER and the final
                NOTIFY. Anna, or who else is named, transfers Ben.

                | transfer | truth | SIP's claim | Referee's verdict |
                |---|---|---|---|
                %s
                """.formatted(asterisk.split("[^0-9.]", 2)[0], String.join("\n", lines.values()));
        Files.writeString(OF_THE_RUN, table);
        if (Boolean.getBoolean("matrix.update")) {
            Files.writeString(DOCUMENT, table);
        }
    }
}
