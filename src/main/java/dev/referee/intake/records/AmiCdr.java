package dev.referee.intake.records;

import dev.referee.model.CallDetail;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * CDRs as Asterisk sends them over AMI, where cdr_manager.conf has {@code enabled = yes}: all of a
 * channel's at once, when it is gone, so that their own times are needed. For one connection, and one
 * thread.
 */
public final class AmiCdr {
    private final ZoneId zone;
    /** How far Asterisk's clock is ahead; null until an event shows both. */
    private @Nullable Duration ahead;

    /**
     * Reads those of a recording, whose time may begin at any year.
     *
     * @param zone of Asterisk: times do not say it
     */
    public AmiCdr(ZoneId zone) {
        this(zone, null);
    }

    private AmiCdr(ZoneId zone, @Nullable Duration ahead) {
        this.zone = zone;
        this.ahead = ahead;
    }

    /**
     * Reads those that come at this moment: Asterisk's clock is taken for that of whoever hears it.
     *
     * @param zone of Asterisk
     */
    public static AmiCdr live(ZoneId zone) {
        return new AmiCdr(zone, Duration.ZERO);
    }

    /**
     * Reads a frame; each must come here, because those of new channels show Asterisk's clock.
     *
     * @param frame lines with CR LF between them
     * @param at when it came
     * @param origin where it stands, for a person
     * @return its times by the clock of {@code at}, a second too late at most; null when it is no
     *     CDR, and when nothing has shown Asterisk's clock yet
     * @throws RecordsException when it is one and cannot be read
     */
    public @Nullable CallDetail read(String frame, Instant at, String origin)
            throws RecordsException {
        if (ahead == null && frame.startsWith("Event: Newchannel\r\n")) {
            ahead = ahead(AmiCel.value(frame, "Uniqueid"), at);
        }
        if (ahead == null || !frame.startsWith("Event: Cdr\r\n")) {
            return null;
        }
        try {
            return detail(frame, ahead, origin);
        } catch (BadRecord e) {
            throw new RecordsException(true, origin + ": " + e.getMessage(), e);
        }
    }

    /** A uniqueid begins with the seconds at which its channel did. */
    private static @Nullable Duration ahead(String uniqueid, Instant at) {
        if (!Cdr.isUniqueid(uniqueid)) {
            return null;
        }
        String seconds =
                uniqueid.substring(uniqueid.lastIndexOf('-') + 1, uniqueid.lastIndexOf('.'));
        return Duration.between(at, Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    private CallDetail detail(String frame, Duration ahead, String origin) throws BadRecord {
        return Cdr.detail(
                new Cdr.Names(
                        Cdr.named(AmiCel.value(frame, "UniqueID")),
                        AmiCel.value(frame, "Channel"),
                        AmiCel.value(frame, "DestinationChannel"),
                        AmiCel.value(frame, "Destination"),
                        AmiCel.value(frame, "LastApplication"),
                        AmiCel.value(frame, "LastData")),
                Cdr.time(AmiCel.value(frame, "StartTime"), zone).minus(ahead),
                Cdr.time(AmiCel.value(frame, "EndTime"), zone).minus(ahead),
                AmiCel.value(frame, "Disposition"),
                origin);
    }
}
