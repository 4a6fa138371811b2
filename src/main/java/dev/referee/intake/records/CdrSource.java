package dev.referee.intake.records;

import dev.referee.model.CallDetail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** Where Asterisk's CDRs are kept. */
public sealed interface CdrSource {
    /**
     * Opens it to be read from its beginning. The caller closes the reader.
     *
     * @param zone of Asterisk, for times that do not say it
     * @param from what began before need not be read
     * @throws RecordsException when it cannot be read, with what to do about it
     */
    Records<CallDetail> open(ZoneId zone, Instant from) throws RecordsException;

    /** For a person; without what is secret. */
    String name();

    /**
     * A file.
     *
     * @param file of SQLite's, or of comma-separated values: its content decides
     */
    record InFile(Path file) implements CdrSource {
        @Override
        public Records<CallDetail> open(ZoneId zone, Instant from) throws RecordsException {
            try {
                return SqliteCdrs.isOne(file)
                        ? SqliteCdrs.open(file, zone, from)
                        : CdrReader.open(file, zone);
            } catch (IOException e) {
                throw new RecordsException(false, file + ": reading failed: " + e.getMessage(), e);
            }
        }

        @Override
        public String name() {
            return file.toString();
        }
    }

    /**
     * A PostgreSQL.
     *
     * @param url {@code jdbc:postgresql://host/database?user=name} and what else the driver knows,
     *     without a password
     * @param password empty where the server needs none
     */
    record InDatabase(String url, String password) implements CdrSource {
        private static final String PREFIX = "jdbc:postgresql:";

        /** Whether a text is the address of one. */
        public static boolean isOne(String text) {
            return text.startsWith(PREFIX);
        }

        /** Whether a secret stands in an address, where others of this machine may read it. */
        public static boolean hasSecret(String url) {
            return url.toLowerCase(Locale.ROOT).contains("password=")
                    || PostgresCdrs.name(url).contains("@");
        }

        @Override
        public Records<CallDetail> open(ZoneId zone, Instant from) throws RecordsException {
            return PostgresCdrs.open(url, password, zone, from);
        }

        @Override
        public String name() {
            return PostgresCdrs.name(url);
        }

        @Override
        public String toString() {
            return "InDatabase[" + name() + "]";
        }
    }
}
