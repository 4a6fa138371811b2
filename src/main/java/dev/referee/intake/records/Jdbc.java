package dev.referee.intake.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Ends what has to do with a database. */
final class Jdbc {
    private Jdbc() {}

    /** Closes a connection, and with it all that was read by it. */
    static void close(Connection connection) throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Closes a connection after something else went wrong, which is what is told. */
    static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It was of no use any more.
        }
    }
}
