package dev.referee.intake.records;

import dev.referee.model.CallRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** CEL as Asterisk sends it over AMI, where cel.conf has {@code [manager] enabled = yes}. */
public final class AmiCel {
    private AmiCel() {}

    /**
     * Reads a frame.
     *
     * @param frame lines with CR LF between them
     * @param at when it came. The frame's own time is Asterisk's local time, in whole seconds
     * @param origin where it stands, for a person
     * @return null when it is no record of a channel
     * @throws RecordsException when it is one and cannot be read
     */
    public static @Nullable CallRecord read(String frame, Instant at, String origin)
            throws RecordsException {
        if (!frame.startsWith("Event: CEL\r\n")) {
            return null;
        }
        try {
            // A user-defined event has its own name here, and no other sign unless asked for.
            return new CallRecord(
                    at,
                    value(frame, "UniqueID"),
                    value(frame, "LinkedID"),
                    value(frame, "Channel"),
                    origin,
                    Cel.what(value(frame, "EventName"), value(frame, "Extra")));
        } catch (BadRecord e) {
            throw new RecordsException(true, origin + ": " + e.getMessage(), e);
        }
    }

    /** A header of a frame; empty where it has none of that name. */
    static String value(String frame, String key) {
        int at = frame.indexOf("\r\n" + key + ":");
        if (at < 0) {
            return "";
        }
        int from = at + key.length() + 3;
        int to = frame.indexOf("\r\n", from);
        return frame.substring(from, to < 0 ? frame.length() : to).strip();
    }
}
