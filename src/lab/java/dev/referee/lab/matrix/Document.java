package dev.referee.lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** docs/MATRIX.md: a table for each version of Asterisk, the newest first. */
final class Document {
    private static final Path FILE = Path.of("docs", "MATRIX.md");
    private static final String HEADLINE = "## Asterisk ";
    private static final String TABLE_HEAD = """
            | transfer | truth | SIP's claim | AMI's claim | Referee's verdict |
            |---|---|---|---|---|
            """;

    private final SortedMap<Integer, Table> tables = new TreeMap<>(Comparator.reverseOrder());

    private record Table(String version, List<String> lines) {}

    private Document() {}

    static Document read() throws IOException {
        Document document = new Document();
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith(HEADLINE)) {
                lines = new ArrayList<>();
                String version = line.substring(HEADLINE.length());
                document.tables.put(release(version), new Table(version, lines));
            } else if (line.startsWith("| ") && !TABLE_HEAD.contains(line)) {
                lines.add(line);
            }
        }
        return document;
    }

    private static int release(String version) {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }

    /** The lines of a version's table, empty when there is none. */
    List<String> lines(int release) {
        Table table = tables.get(release);
        return table == null ? List.of() : table.lines();
    }

    /**
     * Writes what a run saw to target, and into the document when that is asked for. There it leaves
     * alone the rows that were not played, and the other versions.
     *
     * @param version of Asterisk, for example {@code 22.10.1}
     */
    static void write(String version, Map<Row, String> seen) throws IOException {
        int release = release(version);
        Document ofTheRun = new Document();
        ofTheRun.put(version, seen);
        Files.writeString(Path.of("target", "matrix-" + release + ".md"), ofTheRun.text());
        if (Boolean.getBoolean("matrix.update")) {
            Document document = read();
            Map<Row, String> merged = new HashMap<>(seen);
            for (Row row : Row.ALL) {
                document.lines(release).stream()
                        .filter(line -> line.startsWith(beginning(row, release))
                                && line.endsWith(ending(row, release)))
                        .findFirst()
                        .ifPresent(line -> merged.putIfAbsent(row, line));
            }
            document.put(version, merged);
            Files.writeString(FILE, document.text());
        }
    }

    private void put(String version, Map<Row, String> rows) {
        List<String> lines =
                Row.ALL.stream().map(rows::get).filter(Objects::nonNull).toList();
        tables.put(release(version), new Table(version, lines));
    }

    private String text() {
        StringBuilder text = new StringBuilder("""
                # The truth, SIP, AMI and Referee

                Real calls of scripted phones on real Asterisks. The tests of `dev.referee.lab.matrix` write this page
                from their runs; the truth comes from Asterisk and the phones. To write a version's table again:
                `mvn verify -Dit.test='dev.referee.lab.matrix.*IT' -Dmatrix.update=true`, for Asterisk 16 with
                `LAB_ASTERISK_RELEASE=16` in the environment.

                Anna, unless the row names another party, transfers Ben. SIP's claim is what the transferor's phone
                received: the response to its REFER, and after a 202 the final NOTIFY. AMI's claim is its transfer events,
                `BlindTransfer` and `AttendedTransfer`, with their results. A blind transfer that ends at once may
                get a NOTIFY 200 or 503, by chance: 200 if a first sound reached Ben before the end. If
                the PBX transfers Anna, SIP's claim is what her phone answered and reported, and AMI's claim is
                TRANSFERSTATUS and TRANSFERSTATUSPROTOCOL of the application Transfer.
                """);
        tables.values()
                .forEach(table -> text.append('\n')
                        .append(HEADLINE)
                        .append(table.version())
                        .append("\n\n")
                        .append(TABLE_HEAD)
                        .append(String.join("\n", table.lines()))
                        .append('\n'));
        return text.toString();
    }

    /** The line of a row. */
    static String line(Row row, int release, String sip, String ami) {
        return beginning(row, release) + sip + " | " + ami + ending(row, release);
    }

    /** The line up to what SIP claimed, which depends on when Asterisk says what. */
    static String beginning(Row row, int release) {
        return "| " + row.line().title() + " | " + row.line().on(release).truth() + " | ";
    }

    /** The line after what AMI claimed. */
    static String ending(Row row, int release) {
        Line.Expected expected = row.line().on(release);
        String diagnosis = String.join(", ", expected.diagnosis());
        return " | " + expected.verdict() + (diagnosis.isEmpty() ? "" : ", " + diagnosis) + " |";
    }
}
