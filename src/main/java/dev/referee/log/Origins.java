package dev.referee.log;

import dev.referee.model.Origin;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/** How the origin of a transfer is kept in the log's file. */
final class Origins {
    /** Of the table {@code entry}; all are null where there is no origin. */
    static final String COLUMNS = "origin, transferor, ordinal";

    private static final String LIVE = "live";
    private static final String RECORDS = "records";

    private Origins() {}

    static void addColumns(Connection open) throws SQLException {
        Sqlite.run(open, "ALTER TABLE entry ADD COLUMN origin TEXT");
        Sqlite.run(open, "ALTER TABLE entry ADD COLUMN transferor TEXT");
        Sqlite.run(open, "ALTER TABLE entry ADD COLUMN ordinal INTEGER");
    }

    /**
     * Fills in what an older Referee did not keep: it had the origin in the transfer's id alone,
     * {@code <pbx>-<uniqueid>-<ordinal>} or, where Asterisk's records had it, {@code
     * <pbx>-<uniqueid>-late-<milliseconds>}.
     */
    static void complete(Connection open) throws SQLException {
        if (Sqlite.number(
                        open,
                        "SELECT count(*) FROM pragma_table_info('entry') WHERE name = 'origin'")
                == 0) {
            addColumns(open);
        }
        Sqlite.run(open, """
                UPDATE entry
                SET origin = iif(is_late, 'records', 'live'),
                    transferor = iif(is_late, asked, substr(stem, 1, length(stem) - 1)),
                    ordinal = iif(is_late, NULL, substr(rest, length(stem) + 1))
                FROM (SELECT *, coalesce(stem = asked || '-late-', FALSE) AS is_late
                    FROM (SELECT *, rtrim(rest, '0123456789') AS stem
                        FROM (SELECT position AS at,
                                substr(transfer, length(json ->> '$.data.pbx') + 2) AS rest,
                                json ->> '$.data.transferor.uniqueid' AS asked
                            FROM (SELECT *, iif(json_valid(event), event, '{}') AS json
                                FROM entry WHERE origin IS NULL))))
                WHERE position = at AND stem LIKE '_%-' AND rest <> stem
                """);
    }

    static void set(PreparedStatement row, int first, @Nullable Origin origin) throws SQLException {
        switch (origin) {
            case null -> {
                row.setNull(first, Types.VARCHAR);
                row.setNull(first + 1, Types.VARCHAR);
                row.setNull(first + 2, Types.INTEGER);
            }
            case Origin.Live(String transferor, int ordinal) -> {
                row.setString(first, LIVE);
                row.setString(first + 1, transferor);
                row.setInt(first + 2, ordinal);
            }
            case Origin.Records(String transferor) -> {
                row.setString(first, RECORDS);
                row.setString(first + 1, transferor);
                row.setNull(first + 2, Types.INTEGER);
            }
        }
    }

    static @Nullable Origin get(ResultSet row, int first) throws SQLException {
        String origin = row.getString(first);
        if (origin == null) {
            return null;
        }
        String transferor = row.getString(first + 1);
        return switch (origin) {
            case LIVE -> new Origin.Live(transferor, row.getInt(first + 2));
            case RECORDS -> new Origin.Records(transferor);
            default -> throw new IllegalArgumentException("no origin: " + origin);
        };
    }
}
