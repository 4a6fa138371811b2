package dev.referee.log;

import dev.referee.log.EventLog.Position;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.KeptLetter;
import dev.referee.log.Ledger.Order;
import dev.referee.log.Ledger.Standing;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the rows of a {@link SqliteLedger} look like. */
final class LedgerTables {
    /** Name of the table that says how far each webhook has come: a row each, with its epoch. */
    static final String CURSORS = "carrier";

    private static final String SIZE = Stream.of("reason", "headers", "request", "answer")
            .map(column -> "coalesce(length(CAST(" + column + " AS BLOB)), 0)")
            .collect(Collectors.joining(" + "));

    private LedgerTables() {}

    /** Makes those that are not there, and what an older Referee's lack. */
    static void create(Connection open) throws SQLException {
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS carrier(name TEXT PRIMARY KEY, epoch TEXT NOT NULL,"
                        + " position INTEGER NOT NULL, open TEXT NOT NULL, refused TEXT)");
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS carrier_order(name TEXT PRIMARY KEY, definition TEXT,"
                        + " paused INTEGER NOT NULL)");
        Sqlite.run(
                open,
                "CREATE TABLE IF NOT EXISTS dead_letter(ordinal INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " carrier TEXT NOT NULL, event TEXT, at INTEGER NOT NULL,"
                        + " attempts INTEGER NOT NULL, reason TEXT NOT NULL, request TEXT,"
                        + " answer TEXT, headers TEXT NOT NULL DEFAULT '')");
        if (!isComplete(open)) {
            Sqlite.run(open, "ALTER TABLE dead_letter ADD COLUMN headers TEXT NOT NULL DEFAULT ''");
        }
    }

    private static boolean isComplete(Connection open) throws SQLException {
        return Sqlite.number(
                        open,
                        "SELECT count(*) FROM pragma_table_info('dead_letter')"
                                + " WHERE name = 'headers'")
                > 0;
    }

    static Map<String, Standing> standings(Connection open) throws SQLException {
        Map<String, Standing> standings = new HashMap<>();
        try (PreparedStatement query = open.prepareStatement(
                        "SELECT name, epoch, position, open, refused FROM carrier");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                List<Long> offsets = Stream.of(rows.getString(4).split(" ", -1))
                        .filter(text -> !text.isEmpty())
                        .map(Long::valueOf)
                        .toList();
                standings.put(
                        rows.getString(1),
                        new Standing(
                                new Position(rows.getString(2), rows.getLong(3)),
                                offsets,
                                rows.getString(5)));
            }
        }
        return standings;
    }

    static void write(Connection open, String webhook, Standing standing) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT OR REPLACE INTO"
                + " carrier(name, epoch, position, open, refused) VALUES(?, ?, ?, ?, ?)")) {
            insert.setString(1, webhook);
            insert.setString(2, standing.read().epoch());
            insert.setLong(3, standing.read().offset());
            insert.setString(
                    4,
                    standing.open().stream().map(String::valueOf).collect(Collectors.joining(" ")));
            insert.setString(5, standing.refused());
            insert.executeUpdate();
        }
    }

    static Map<String, Order> orders(Connection open) throws SQLException {
        Map<String, Order> orders = new HashMap<>();
        try (PreparedStatement query = open.prepareStatement(
                        "SELECT name, definition, paused FROM carrier_order");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                orders.put(rows.getString(1), new Order(rows.getString(2), rows.getInt(3) != 0));
            }
        }
        return orders;
    }

    static void write(Connection open, String webhook, Order order) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement(
                "INSERT OR REPLACE INTO carrier_order(name, definition, paused) VALUES(?, ?, ?)")) {
            insert.setString(1, webhook);
            insert.setString(2, order.definition());
            insert.setInt(3, order.isPaused() ? 1 : 0);
            insert.executeUpdate();
        }
    }

    static void forget(Connection open, String webhook) throws SQLException {
        for (String table : List.of("carrier", "carrier_order")) {
            try (PreparedStatement delete =
                    open.prepareStatement("DELETE FROM " + table + " WHERE name = ?")) {
                delete.setString(1, webhook);
                delete.executeUpdate();
            }
        }
    }

    /** Adds dead letters, and forgets those that are too many or too long then. */
    static void write(Connection open, List<DeadLetter> letters) throws SQLException {
        for (DeadLetter letter : letters) {
            write(open, letter);
        }
        Sqlite.run(
                open,
                "DELETE FROM dead_letter WHERE ordinal <= coalesce((SELECT ordinal FROM"
                        + " (SELECT ordinal, count(*) OVER newer AS number,"
                        + " sum(" + SIZE + ") OVER newer AS bytes FROM dead_letter"
                        + " WINDOW newer AS (ORDER BY ordinal DESC)) WHERE number > "
                        + Ledger.MOST_DEAD_LETTERS + " OR bytes > "
                        + Ledger.MOST_DEAD_LETTER_BYTES
                        + " ORDER BY ordinal DESC LIMIT 1), -1)");
    }

    private static void write(Connection open, DeadLetter letter) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT INTO dead_letter(carrier,"
                + " event, at, attempts, reason, request, answer, headers)"
                + " VALUES(?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, letter.webhook());
            insert.setString(2, letter.event());
            insert.setLong(3, letter.at().toEpochMilli());
            insert.setInt(4, letter.attempts());
            insert.setString(5, letter.reason());
            insert.setString(6, letter.request());
            insert.setString(7, letter.answer());
            insert.setString(8, text(letter.headers()));
            insert.executeUpdate();
        }
    }

    /** Headers as they are kept: a line each. */
    static String text(Map<String, String> headers) {
        return new TreeMap<>(headers)
                .entrySet().stream()
                        .map(one -> one.getKey() + ": " + one.getValue())
                        .collect(Collectors.joining("\n"));
    }

    static List<KeptLetter> deadLetters(
            Connection open, @Nullable String webhook, long before, int most) throws SQLException {
        List<KeptLetter> letters = new ArrayList<>();
        try (PreparedStatement query = open.prepareStatement("SELECT ordinal, carrier, event, at,"
                + " attempts, reason, headers, request, answer FROM dead_letter"
                + " WHERE ordinal < ? AND (?2 IS NULL OR carrier = ?2)"
                + " ORDER BY ordinal DESC LIMIT ?3")) {
            query.setLong(1, before);
            query.setString(2, webhook);
            query.setInt(3, most);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    letters.add(new KeptLetter(
                            rows.getLong(1),
                            new DeadLetter(
                                    rows.getString(2),
                                    rows.getString(3),
                                    Instant.ofEpochMilli(rows.getLong(4)),
                                    rows.getInt(5),
                                    rows.getString(6),
                                    headers(rows.getString(7)),
                                    rows.getString(8),
                                    rows.getString(9))));
                }
            }
        }
        return letters;
    }

    private static Map<String, String> headers(String lines) {
        return lines.lines()
                .map(line -> line.split(": ", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    static void takeOut(Connection open, long number) throws SQLException {
        Sqlite.run(open, "DELETE FROM dead_letter WHERE ordinal = " + number);
    }

    /** What the dead letters take of the file (https://sqlite.org/dbstat.html); 0 without any. */
    static long bytes(Connection open) throws SQLException {
        return Sqlite.number(
                open, "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = 'dead_letter'");
    }
}
