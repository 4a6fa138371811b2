package dev.referee.log;

import dev.referee.model.Fact;
import dev.referee.model.SipRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * NOTIFYs about REFERs (RFC 3515 section 2.4.4) that were kept for an administrator to look at, as
 * they were on the wire. As durable as the log that they belong to, but for those of the last
 * moments. Bounded by number, by size and by the log's age: the oldest go first, however many come.
 *
 * <p>Safe for use by several threads. Nothing here blocks. Stages complete on any thread, and never
 * with a failure.
 */
public interface Notifies {
    /** Keeps one; one that is kept already changes nothing. */
    void keep(Notify notify);

    /**
     * Adds what a NOTIFY was answered with; nothing where it is not kept.
     *
     * @param status final: 200 to 699
     */
    void answered(String pbx, SipRequest request, int status);

    /** Adds the id of the transfer that a NOTIFY was about; nothing where it is not kept. */
    void attribute(String pbx, SipRequest request, String transfer);

    /**
     * The newest of them, newest first.
     *
     * @param before only those with a lower number
     * @return empty when they cannot be read now
     */
    CompletionStage<Optional<List<Kept>>> find(Filter filter, long before, int most);

    /**
     * Which of them.
     *
     * @param transfer only those about the transfer with this id; null for all
     * @param callId only those of this dialog; null for all
     * @param pbx only those that this one showed; null for all
     * @param since only those heard then or later; null for all
     */
    record Filter(
            @Nullable String transfer,
            @Nullable String callId,
            @Nullable String pbx,
            @Nullable Instant since) {}

    /**
     * One that is kept.
     *
     * @param number grows from one to the next, never given twice
     */
    record Kept(long number, Notify message) {}

    /**
     * A NOTIFY.
     *
     * @param pbx the configured name of the PBX that showed it
     * @param at when it was heard first
     * @param fromPhone whether a phone sent it to the PBX; else the PBX to a phone
     * @param request its name; one that is sent again keeps it
     * @param toTag the tag of whoever got it, or null
     * @param status what it claims of the transfer, 100 to 699; null when its body cannot be read
     * @param subscriptionState the header as it came, or null
     * @param answer the final status that it was answered with, 200 to 699; null while none was heard
     * @param transfer the id of the transfer that it is about; null while that is not known for
     *     certain
     */
    record Notify(
            String pbx,
            Instant at,
            boolean fromPhone,
            SipRequest request,
            @Nullable String toTag,
            @Nullable Integer status,
            @Nullable String subscriptionState,
            Fact.Body body,
            @Nullable Integer answer,
            @Nullable String transfer) {
        /** What a row and an object take beside their texts. */
        private static final long OVERHEAD = 200;

        /** Without what a caller wrote. */
        @Override
        public String toString() {
            return "Notify[" + pbx + ", " + at + ", " + status + "]";
        }

        /** How many bytes it takes, about. */
        long size() {
            return OVERHEAD
                    + pbx.length()
                    + request.callId().length()
                    + request.fromTag().length()
                    + length(toTag)
                    + length(subscriptionState)
                    + length(body.type())
                    + body.bytes().length();
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }

        /** The same with an answer. */
        public Notify answeredWith(int status) {
            return with(status, transfer);
        }

        /** The same with a transfer. */
        public Notify about(String transfer) {
            return with(answer, transfer);
        }

        private Notify with(@Nullable Integer otherAnswer, @Nullable String otherTransfer) {
            return new Notify(
                    pbx,
                    at,
                    fromPhone,
                    request,
                    toTag,
                    status,
                    subscriptionState,
                    body,
                    otherAnswer,
                    otherTransfer);
        }
    }
}
