package dev.referee.intake.records;

import dev.referee.model.CallDetail;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Properties;

/**
 * Reads CDRs from the table {@code cdr} of a PostgreSQL, as cdr_pgsql and cdr_adaptive_odbc fill it:
 * what is there when it begins, a thousand at a time in memory. One record after the other; for one
 * thread.
 */
final class PostgresCdrs implements Records<CallDetail> {
    private static final int AT_A_TIME = 1_000;
    private static final int CONNECT_SECONDS = 10;
    private static final int ANSWER_SECONDS = 120;

    private final String name;
    private final Connection connection;
    private final CdrColumns columns;
    private final ResultSet rows;

    private PostgresCdrs(String name, Connection connection, CdrColumns columns, ResultSet rows) {
        this.name = name;
        this.connection = connection;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Connects. The caller closes the reader.
     *
     * @param url {@code jdbc:postgresql://host/database?user=name} and what else the driver knows
     * @param password empty for a server that needs none
     * @param zone of Asterisk, for times that do not say it
     * @param from records that began before are not read
     * @throws RecordsException when it cannot be reached or read, or has no such table
     */
    static PostgresCdrs open(String url, String password, ZoneId zone, Instant from)
            throws RecordsException {
        String name = name(url);
        Connection connection = null;
        try {
            connection = DriverManager.getConnection(url, properties(password));
            connection.setReadOnly(true);
            // Without it the driver reads all rows at once.
            connection.setAutoCommit(false);
            CdrColumns columns;
            try (PreparedStatement empty =
                    connection.prepareStatement("SELECT * FROM cdr WHERE false")) {
                columns = CdrColumns.of(empty.getMetaData(), true, zone);
            }
            PreparedStatement statement = connection.prepareStatement("SELECT " + columns.selected()
                    + " FROM cdr WHERE " + columns.startsAtOrAfter());
            statement.setFetchSize(AT_A_TIME);
            columns.setStart(statement, 1, from);
            ResultSet rows = statement.executeQuery();
            return new PostgresCdrs(name, connection, columns, rows);
        } catch (SQLException e) {
            Jdbc.closeQuietly(connection);
            throw failure(name, e);
        } catch (BadRecord e) {
            Jdbc.closeQuietly(connection);
            throw new RecordsException(true, name + ": " + e.getMessage(), e);
        }
    }

    private static Properties properties(String password) {
        Properties properties = new Properties();
        if (!password.isEmpty()) {
            PGProperty.PASSWORD.set(properties, password);
        }
        PGProperty.APPLICATION_NAME.set(properties, "referee");
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.LOGIN_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.SOCKET_TIMEOUT.set(properties, ANSWER_SECONDS);
        return properties;
    }

    /** An address without what a person need not read. */
    static String name(String url) {
        int options = url.indexOf('?');
        return options < 0 ? url : url.substring(0, options);
    }

    @Override
    public @Nullable CallDetail next() throws RecordsException {
        try {
            return rows.next() ? columns.read(rows, "cdr") : null;
        } catch (SQLException e) {
            throw failure(name, e);
        } catch (BadRecord e) {
            throw new RecordsException(true, name + ", table cdr: " + e.getMessage(), e);
        }
    }

    private static RecordsException failure(String name, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String what = switch (state) {
            case "28P01", "28000" -> "it refuses the user or the password";
            case "3D000" -> "it has no such database";
            case "42P01" -> "there is no table cdr";
            case "42501" -> "this user may not read the table cdr";
            default ->
                state.startsWith("08") || state.startsWith("57")
                        ? "the connection failed"
                        : "its table cdr cannot be read";
        };
        return new RecordsException(false, name + ": " + what + ": " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        Jdbc.close(connection);
    }
}
