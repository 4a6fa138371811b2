package dev.referee.model;

import java.time.Instant;
import java.util.Locale;

/**
 * One of Asterisk's Call Detail Records (CDR): a channel by itself, or with one that it dialled or
 * shared a bridge with. Asterisk writes all of a channel's when the channel is gone, and not before
 * (main/cdr.c of 16.28 and 22.10.1).
 *
 * @param uniqueid of the channel that the record is of
 * @param channel its name, as {@code PJSIP/alice-00000001}
 * @param other name of the other channel; empty where there is none
 * @param extension where the dialplan was; empty where it is not kept
 * @param application what the channel ran last, as {@code Dial}
 * @param arguments that application's, cut off by Asterisk after 79 characters
 * @param start when the two came together, or the channel began what it ran alone. Whole seconds, as
 *     Asterisk's clock had it
 * @param end when they parted. Whole seconds; a second too early where it was counted from
 *     {@code start}
 * @param origin where the record stands, for a person who looks it up: {@code Master.csv:12}
 */
public record CallDetail(
        String uniqueid,
        String channel,
        String other,
        String extension,
        String application,
        String arguments,
        Instant start,
        Instant end,
        Disposition disposition,
        String origin) {

    /** What came of a call. That of a channel by itself says nothing of anybody else. */
    public enum Disposition {
        /** {@code NO ANSWER}: declined and given up, too. */
        NO_ANSWER,
        /** {@code CANCEL}: given up, where {@code canceldispositionenabled} is on (22). */
        CANCEL,
        FAILED,
        BUSY,
        CONGESTION,
        ANSWERED;

        /** As Asterisk writes it (ast_cdr_disp2str). */
        public String word() {
            return name().toUpperCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
