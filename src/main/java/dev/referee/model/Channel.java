package dev.referee.model;

import org.jspecify.annotations.Nullable;

/**
 * A channel of Asterisk as one source described it at one moment. What the source did not say is
 * null, never an empty string.
 *
 * @param uniqueid Asterisk's Uniqueid (AMI) and channel id (ARI): the key within one Asterisk life
 * @param name the channel's name, for example {@code PJSIP/alice-00000001}; names repeat over time
 * @param state the channel's state
 * @param context the dialplan context it is in
 * @param extension the extension it is at
 * @param application the dialplan application that it runs. For a channel that was itself dialled,
 *     the first application after a transfer hides behind {@code AppDial} (seen on 22.10.1)
 * @param applicationData what the application was started with, as Asterisk writes it; after a
 *     transfer the application may be named with the data of the one before (seen on 22.10.1)
 * @param callId the SIP Call-ID of its leg (ARI {@code protocol_id}); null for AMI and for Local
 *     channels
 * @param linkedId the uniqueid of the channel that this one's call began with (AMI {@code Linkedid});
 *     changes when bridges merge. Null for ARI
 * @param callerNumber the number of the party behind it, as it or the site's configuration says
 */
public record Channel(
        String uniqueid,
        @Nullable String name,
        State state,
        @Nullable String context,
        @Nullable String extension,
        @Nullable String application,
        @Nullable String applicationData,
        @Nullable String callId,
        @Nullable String linkedId,
        @Nullable String callerNumber) {

    /** One of which neither the application's data nor the linkedid is known. */
    public Channel(
            String uniqueid,
            @Nullable String name,
            State state,
            @Nullable String context,
            @Nullable String extension,
            @Nullable String application,
            @Nullable String callId) {
        this(uniqueid, name, state, context, extension, application, null, callId, null, null);
    }

    /** The same, with what it leaves out as an earlier description had it. */
    public Channel over(Channel earlier) {
        return new Channel(
                uniqueid,
                name == null ? earlier.name : name,
                state == State.OTHER ? earlier.state : state,
                context == null ? earlier.context : context,
                extension == null ? earlier.extension : extension,
                application == null ? earlier.application : application,
                application == null ? earlier.applicationData : applicationData,
                callId == null ? earlier.callId : callId,
                linkedId == null ? earlier.linkedId : linkedId,
                callerNumber == null ? earlier.callerNumber : callerNumber);
    }

    /** Asterisk's channel states, as far as they matter here. */
    public enum State {
        /** Created, nothing heard from the far end yet. */
        DOWN,
        /** The far end is calling us and was not answered yet ({@code Ring}). */
        CALLING,
        /** We call the far end and it rings ({@code Ringing}). */
        RINGING,
        /** Answered. */
        UP,
        /** Any other state, or one that the source did not tell. */
        OTHER;

        /**
         * The state for Asterisk's own word, for example {@code Up}, {@code Ring} or {@code
         * Ringing}; {@link #OTHER} for one that is not known or null.
         */
        public static State of(@Nullable String asteriskWord) {
            if (asteriskWord == null) {
                return OTHER;
            }
            return switch (asteriskWord) {
                case "Down", "Rsrvd" -> DOWN;
                case "Ring" -> CALLING;
                case "Ringing" -> RINGING;
                case "Up" -> UP;
                default -> OTHER;
            };
        }
    }

    /**
     * The endpoint behind a channel name: {@code PJSIP/alice-00000001} gives {@code PJSIP/alice}.
     * Null when the name is null or has no endpoint in it.
     */
    public static @Nullable String endpointOf(@Nullable String name) {
        if (name == null || name.indexOf('/') < 1) {
            return null;
        }
        int dash = name.lastIndexOf('-');
        return dash > name.indexOf('/') ? name.substring(0, dash) : name;
    }

    /** Whether a channel of this name is one half of a Local channel ({@code Local/…;1 or ;2}). */
    public static boolean isLocal(@Nullable String name) {
        return name != null && name.startsWith("Local/");
    }
}
