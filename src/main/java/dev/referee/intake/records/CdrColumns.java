package dev.referee.intake.records;

import dev.referee.model.CallDetail;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a table of CDRs, as cdr_pgsql, cdr_adaptive_odbc and cdr_sqlite3_custom fill them: of
 * several ways to write a time, the one that is there. Others are not read.
 */
final class CdrColumns {
    private static final String DURATION = "duration";

    /** In this order in what is selected; the start, and the end or the duration, follow. */
    private static final List<String> TEXTS =
            List.of("uniqueid", "channel", "dstchannel", "lastapp", "lastdata", "disposition");

    private static final int START = TEXTS.size() + 1;
    private static final int END = START + 1;
    private static final int EXTENSION = END + 1;
    private static final int KEY = EXTENSION + 1;

    /** What Asterisk itself keeps of an application's arguments, and one more. */
    private static final int ARGUMENTS = 80;

    private static final Set<String> TEXT_TYPES = Set.of("", "text", "varchar", "bpchar", "char");

    private final String start;
    private final String end;
    private final String extension;
    private final Map<String, String> types;
    private final ZoneId zone;

    private CdrColumns(
            String start, String end, String extension, Map<String, String> types, ZoneId zone) {
        this.start = start;
        this.end = end;
        this.extension = extension;
        this.types = types;
        this.zone = zone;
    }

    /**
     * Chooses among the columns that there are.
     *
     * @param typed false where a column holds texts, whatever its type is called (SQLite)
     * @param zone of Asterisk, for times that do not say it
     * @throws BadRecord naming what is missing
     */
    static CdrColumns of(ResultSetMetaData table, boolean typed, ZoneId zone)
            throws SQLException, BadRecord {
        Map<String, String> types = new HashMap<>();
        for (int i = 1; i <= table.getColumnCount(); i++) {
            String name = table.getColumnName(i);
            types.put(name, typed ? table.getColumnTypeName(i).toLowerCase(Locale.ROOT) : "");
            if (typed && name.equals("lastdata") && isNarrow(table.getPrecision(i))) {
                throw new BadRecord(
                        "the column lastdata of the table cdr holds fewer than " + ARGUMENTS
                                + " characters: what was cut off cannot be told. Make it wider.");
            }
        }
        List<String> missing =
                TEXTS.stream().filter(name -> !types.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new BadRecord("the table cdr has no column " + String.join(", ", missing)
                    + ". Let Asterisk fill it, or make a view with these names.");
        }
        String start = first(types, "start", "calldate");
        String end = first(types, "end", DURATION);
        for (String time : end.equals(DURATION) ? List.of(start) : List.of(start, end)) {
            String type = types.getOrDefault(time, "");
            if (!isTimestamp(type) && !TEXT_TYPES.contains(type)) {
                throw new BadRecord("the column " + time + " of the table cdr is of the type "
                        + type + ". Make a view with a timestamp or a text of that name.");
            }
        }
        return new CdrColumns(start, end, types.containsKey("dst") ? "\"dst\"" : "''", types, zone);
    }

    private static String first(Map<String, String> types, String... names) throws BadRecord {
        return Stream.of(names)
                .filter(types::containsKey)
                .findFirst()
                .orElseThrow(() -> new BadRecord("the table cdr has no column "
                        + String.join(" or ", names) + ". Let Asterisk fill it."));
    }

    /** cdr_adaptive_odbc cuts off without a word what is too long for a column. */
    private static boolean isNarrow(int characters) {
        return characters > 0 && characters < ARGUMENTS;
    }

    private static boolean isTimestamp(String type) {
        return type.startsWith("timestamp");
    }

    /** What {@link #read} needs to be selected, before anything else. */
    String selected() {
        return Stream.concat(TEXTS.stream(), Stream.of(start, end))
                        .map(name -> "\"" + name + "\"")
                        .collect(Collectors.joining(", "))
                + ", " + extension;
    }

    /** The condition that a record begins at or after a moment, with one parameter. */
    String startsAtOrAfter() {
        return "\"" + start + "\" >= ?";
    }

    /** Gives that condition its moment. */
    void setStart(PreparedStatement statement, int parameter, Instant from) throws SQLException {
        switch (types.getOrDefault(start, "")) {
            case "timestamptz" -> statement.setObject(parameter, from.atOffset(ZoneOffset.UTC));
            case "timestamp" -> statement.setObject(parameter, LocalDateTime.ofInstant(from, zone));
            default -> statement.setString(parameter, Cdr.text(from, zone));
        }
    }

    /**
     * Reads the record of a row.
     *
     * @param origin where it stands, for a person
     */
    CallDetail read(ResultSet row, String origin) throws SQLException, BadRecord {
        Instant began = time(row, START, start);
        return Cdr.detail(
                new Cdr.Names(
                        Cdr.named(text(row, 1)),
                        text(row, 2),
                        text(row, 3),
                        text(row, EXTENSION),
                        text(row, 4),
                        text(row, 5)),
                began,
                end.equals(DURATION) ? began.plusSeconds(row.getLong(END)) : time(row, END, end),
                text(row, TEXTS.size()),
                origin);
    }

    /** The number of a row, which was selected after all others. */
    static long key(ResultSet row) throws SQLException {
        return row.getLong(KEY);
    }

    private Instant time(ResultSet row, int column, String name) throws SQLException, BadRecord {
        return switch (types.getOrDefault(name, "")) {
            case "timestamptz" ->
                given(row.getObject(column, OffsetDateTime.class)).toInstant();
            case "timestamp" ->
                given(row.getObject(column, LocalDateTime.class)).atZone(zone).toInstant();
            default -> Cdr.time(text(row, column), zone);
        };
    }

    private static <T> T given(T time) throws BadRecord {
        if (time == null) {
            throw new BadRecord("it has no time.");
        }
        return time;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text.strip();
    }
}
