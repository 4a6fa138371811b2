package dev.referee.intake.records;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a CDR says, however it was written (main/cdr.c of 16.28 and 22.10.1). */
final class Cdr {
    /** Seconds and a number, behind the {@code systemname} of asterisk.conf where there is one. */
    private static final Pattern UNIQUEID = Pattern.compile("(.+-)?\\d{1,11}\\.\\d+");

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private static final Map<String, Disposition> DISPOSITIONS = Arrays.stream(Disposition.values())
            .collect(Collectors.toMap(Disposition::word, Function.identity()));

    private Cdr() {}

    static boolean isDisposition(String text) {
        return DISPOSITIONS.containsKey(text);
    }

    static boolean isUniqueid(String text) {
        return UNIQUEID.matcher(text).matches();
    }

    /**
     * Sees to it that a record names its channel. Whoever makes a channel by AMI or ARI may choose any
     * text (ChannelId).
     */
    static String named(String uniqueid) throws BadRecord {
        if (uniqueid.isEmpty()) {
            throw new BadRecord("it names no uniqueid, and without it no channel is certain. For"
                    + " cdr_csv, put loguniqueid = yes under [csv] in cdr.conf, and leave out what"
                    + " was written before.");
        }
        return uniqueid;
    }

    /** Reads what came of the call. */
    static Disposition disposition(String text) throws BadRecord {
        Disposition disposition = DISPOSITIONS.get(text);
        if (disposition == null) {
            throw new BadRecord("its disposition is none of Asterisk's words, as NO ANSWER.");
        }
        return disposition;
    }

    /**
     * Reads a time as all of Asterisk's ways of writing CDRs have it by default.
     *
     * @param zone of Asterisk, or UTC where {@code usegmtime} is on
     */
    static Instant time(String text, ZoneId zone) throws BadRecord {
        try {
            return LocalDateTime.parse(text, LOCAL).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new BadRecord("its time is not written as 2026-11-20 22:03:00.");
        }
    }

    /** A time as they have it. */
    static String text(Instant time, ZoneId zone) {
        return LOCAL.format(LocalDateTime.ofInstant(time, zone));
    }

    /** A record. */
    static CallDetail detail(
            Names names, Instant start, Instant end, String disposition, String origin)
            throws BadRecord {
        return new CallDetail(
                names.uniqueid(),
                names.channel(),
                names.other(),
                names.extension(),
                names.application(),
                names.arguments(),
                start,
                end,
                disposition(disposition),
                origin);
    }

    /** The texts of a record that are taken as they are. */
    record Names(
            String uniqueid,
            String channel,
            String other,
            String extension,
            String application,
            String arguments) {}
}
