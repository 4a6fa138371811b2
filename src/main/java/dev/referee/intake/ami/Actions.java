package dev.referee.intake.ami;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * The ActionIDs of what Referee itself asks. They carry what is needed to understand the answer, so
 * that an answer means the same live and in a recording.
 */
final class Actions {
    /** Asks when Asterisk started: CoreStatus. */
    static final String LIFE = "referee-life";

    /** Asks for the bridges: BridgeList. */
    static final String BRIDGES = "referee-bridges";

    /** Asks for the channels: CoreShowChannels. */
    static final String CHANNELS = "referee-channels";

    private static final String PREFIX = "referee-";
    private static final String DIALOG = "referee-dialog-";

    private Actions() {}

    /**
     * The parts of a leg's SIP dialog, each read by a Getvar of its own. The headers come first: a
     * dialog is complete without them, and answers come in the order of the questions.
     */
    enum DialogPart {
        /** The header that names the session, of the INVITE of a phone that calls. */
        HEADER_OF_CALLER("session-caller", "PJSIP_HEADER(read,%s)"),
        /** The same of the 200 of a phone that was called; empty before it (16.28, 22.10.1). */
        HEADER_OF_CALLED("session-called", "PJSIP_RESPONSE_HEADER(read,%s)"),
        CALL_ID("callid", "CHANNEL(pjsip,call-id)"),
        LOCAL_TAG("local", "CHANNEL(pjsip,local_tag)"),
        REMOTE_TAG("remote", "CHANNEL(pjsip,remote_tag)");

        private final String word;
        private final String variable;

        DialogPart(String word, String variable) {
            this.word = word;
            this.variable = variable;
        }

        /**
         * Those that are asked for.
         *
         * @param sessionHeader null where the site names none
         */
        static List<DialogPart> asked(@Nullable String sessionHeader) {
            return Stream.of(values())
                    .filter(part -> sessionHeader != null || !part.isHeader())
                    .toList();
        }

        private boolean isHeader() {
            return this == HEADER_OF_CALLER || this == HEADER_OF_CALLED;
        }

        /** The dialplan function that gives it. */
        String variable(@Nullable String sessionHeader) {
            return isHeader() ? variable.formatted(sessionHeader) : variable;
        }

        /** The ActionID that asks for this part of a channel's dialog. */
        String actionId(String uniqueid) {
            return DIALOG + word + "-" + uniqueid;
        }
    }

    /** A part of the dialog of one channel. */
    record DialogQuestion(DialogPart part, String uniqueid) {}

    /**
     * Referee's own ActionID in the one that is on the wire: asterisk-java puts its own and a hash
     * in front. Null when the question was not Referee's.
     */
    static @Nullable String ours(@Nullable String onTheWire) {
        if (onTheWire == null) {
            return null;
        }
        String id = onTheWire.substring(onTheWire.indexOf('#') + 1);
        return id.startsWith(PREFIX) ? id : null;
    }

    /** What was asked under an ActionID of ours; null when it was not about a dialog. */
    static @Nullable DialogQuestion dialogQuestion(String ours) {
        for (DialogPart part : DialogPart.values()) {
            String start = part.actionId("");
            if (ours.startsWith(start) && ours.length() > start.length()) {
                return new DialogQuestion(part, ours.substring(start.length()));
            }
        }
        return null;
    }
}
