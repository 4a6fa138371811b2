package dev.referee.lab.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** docs/CLIENTS.md: a table for each client. */
final class ClientsDocument {
    private static final Path FILE = Path.of("docs", "CLIENTS.md");
    private static final String HEADLINE = "## ";
    private static final String LINE_START = "| ";
    private static final String TABLE_HEAD = """
            | transfer | the client shows | truth | Referee's verdict |
            |---|---|---|---|
            """;
    private static final String HEAD = """
            # What clients show, and what is true

            Real phone clients on a real Asterisk. `./lab clients --write` writes this page from its run. The client
            is Anna, or Alice in a browser: it calls Ben and transfers him to a scripted phone. "The client shows" has
            the messages that its user reads from the transfer on, each once. The truth comes from Asterisk and the
            scripted phones. `./lab clients` fails if Referee's verdict is not the truth.

            Browser-Phone's page has the hook of [CLIENT.md](CLIENT.md#browser-phone), through which it receives the
            same verdict.
            """;

    /** Headline and the table's lines, by the client's name. */
    private final Map<String, Table> tables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private record Table(String headline, List<String> lines) {}

    private ClientsDocument() {}

    static ClientsDocument read() throws IOException {
        ClientsDocument document = new ClientsDocument();
        List<String> lines = new ArrayList<>();
        List<String> all = Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();
        for (String line : all) {
            if (line.startsWith(HEADLINE)) {
                lines = new ArrayList<>();
                document.put(line.substring(HEADLINE.length()), lines);
            } else if (line.startsWith(LINE_START) && !TABLE_HEAD.contains(line)) {
                lines.add(line);
            }
        }
        return document;
    }

    private void put(String headline, List<String> lines) {
        tables.put(headline.split(" ", 2)[0], new Table(headline, lines));
    }

    /** The lines of each table, by its headline. */
    Map<String, List<String>> lines() {
        Map<String, List<String>> lines = new TreeMap<>();
        tables.values().forEach(table -> lines.put(table.headline(), table.lines()));
        return lines;
    }

    /** Puts a client's table into the document; the other clients' stay. */
    static void write(String client, String asterisk, List<String> lines) throws IOException {
        ClientsDocument document = read();
        document.put(client + " on Asterisk " + asterisk, lines);
        StringBuilder text = new StringBuilder(HEAD);
        document.tables
                .values()
                .forEach(table -> text.append('\n')
                        .append(HEADLINE)
                        .append(table.headline())
                        .append("\n\n")
                        .append(TABLE_HEAD)
                        .append(String.join("\n", table.lines()))
                        .append('\n'));
        Files.writeString(FILE, text.toString());
    }

    /** The line of a scene. */
    static String line(Scene scene, List<String> shown, String truth) {
        return beginning(scene) + cell(shown) + " | " + truth + ending(scene);
    }

    private static String cell(List<String> shown) {
        return shown.isEmpty()
                ? "nothing"
                : String.join(", ", shown.stream().map(ClientsDocument::quoted).toList());
    }

    private static String quoted(String line) {
        return "\u201c" + line.replace("|", "\\|") + "\u201d";
    }

    static String beginning(Scene scene) {
        return LINE_START + scene.title() + " | ";
    }

    static String ending(Scene scene) {
        return " | " + scene.verdict() + " |";
    }
}
