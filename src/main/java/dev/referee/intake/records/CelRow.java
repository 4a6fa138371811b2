package dev.referee.intake.records;

import dev.referee.model.CallRecord;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A line of cel_custom with the mapping in Asterisk's own cel_custom.conf.sample, the same in 16.28 and
 * 22.10.1.
 */
final class CelRow {
    private static final int FIELDS = 20;
    private static final int EVENT = 0;
    private static final int TIME = 1;
    private static final int CHANNEL = 9;
    private static final int UNIQUEID = 14;
    private static final int LINKEDID = 15;
    private static final int USER_DEFINED = 18;
    private static final int EXTRA = 19;

    /** What cel.conf gives without a {@code dateformat}. */
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,11})\\.(\\d{6})");

    /** {@code dateformat = %F %T}, with or without parts of a second. */
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSS]", Locale.ROOT);

    private CelRow() {}

    /**
     * Reads one.
     *
     * @param zone of Asterisk, for times that do not say it; null to refuse these
     * @param origin where it stands, for a person
     */
    static CallRecord read(CsvReader.Row row, @Nullable ZoneId zone, String origin)
            throws BadRecord {
        List<String> fields = row.fields();
        if (fields.size() != FIELDS) {
            throw new BadRecord("it has " + fields.size() + " fields and not the " + FIELDS
                    + " of the mapping in Asterisk's cel_custom.conf.sample. Is this CEL,"
                    + " written with that mapping?");
        }
        boolean userDefined = !fields.get(USER_DEFINED).isEmpty();
        return new CallRecord(
                time(fields.get(TIME), zone),
                fields.get(UNIQUEID),
                fields.get(LINKEDID),
                fields.get(CHANNEL),
                origin,
                userDefined
                        ? new CallRecord.Seen()
                        : Cel.what(fields.get(EVENT), fields.get(EXTRA)));
    }

    private static Instant time(String text, @Nullable ZoneId zone) throws BadRecord {
        var seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            return Instant.ofEpochSecond(
                    Long.parseLong(seconds.group(1)), Long.parseLong(seconds.group(2)) * 1_000);
        }
        if (zone == null) {
            throw new BadRecord(
                    "its time is not in seconds, as 1795212180.123456, which need no zone."
                            + " Leave dateformat in cel.conf empty.");
        }
        try {
            return LocalDateTime.parse(text, LOCAL).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new BadRecord("its time is neither seconds, as 1795212180.123456, nor"
                    + " 2026-11-20 22:03:00. Leave dateformat in cel.conf empty.");
        }
    }
}
