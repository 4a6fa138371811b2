package dev.referee.intake;

import io.vertx.core.Future;

/**
 * Lets a PBX send SIP NOTIFYs outside of any dialog, to all phones that are registered as an
 * endpoint.
 */
public interface Notifier {
    /**
     * Asks the PBX to send one, at most once. A value that cannot be said to this PBX as it is,
     * whatever is wrong with it, is not said at all and counts as {@link Answer#FAILED}.
     *
     * @param endpoint for example {@code PJSIP/alice}
     * @param event the package of the Event header (RFC 6665 section 8.2.1)
     * @param contentType of the body, for example {@code text/plain}
     * @param content the body: one line
     * @return never fails; completes on the context that the PBX is watched on
     */
    Future<Answer> send(String endpoint, String event, String contentType, String content);

    /** What became of it. */
    enum Answer {
        /** The PBX has taken it. Whether there is a phone that got it, it does not say. */
        SENT,
        /** There is no connection with the PBX: it was certainly not sent. */
        AWAY,
        /** The PBX refused, or gave no answer. */
        FAILED
    }
}
