package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A SIP dialog between a phone and the PBX (RFC 3261 section 12), with the tags as the phone sees
 * them.
 *
 * @param callId the Call-ID
 * @param localTag the phone's own tag
 * @param remoteTag Asterisk's tag
 * @param sessionId what {@link #comparableSessionId} makes of the header that names the session on
 *     both sides of a proxy; null where none is known
 */
public record Dialog(
        String callId,
        String localTag,
        String remoteTag,
        @Nullable String sessionId) {
    /** Shorter values could be guessed. */
    public static final int SHORTEST_SESSION_ID = 16;

    /** The longest Call-ID and session identifier that is looked for on the other side of a proxy. */
    public static final int LONGEST_IDENTIFIER = 256;

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern NIL_UUID = Pattern.compile("0+");

    /** Both tags as one text: they are the secret together, and compared at once. */
    public String tags() {
        return localTag + '\0' + remoteTag;
    }

    /** One of which no session identifier is known. */
    public Dialog(String callId, String localTag, String remoteTag) {
        this(callId, localTag, remoteTag, null);
    }

    /** Whether it is the same dialog, whatever else is known of it. */
    public boolean isSameAs(Dialog other) {
        return callId.equals(other.callId)
                && localTag.equals(other.localTag)
                && remoteTag.equals(other.remoteTag);
    }

    /**
     * What two values of such a header are compared by. Of a Session-ID (RFC 7989 section 5), for
     * example {@code ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2}, it is
     * the sender's own UUID; of any other value what stands before the first semicolon.
     *
     * @return null for one that names no session, could be guessed or is too long
     */
    public static @Nullable String comparableSessionId(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int end = header.indexOf(';');
        String value = (end < 0 ? header : header.substring(0, end)).strip();
        if (value.length() < SHORTEST_SESSION_ID
                || value.length() > LONGEST_IDENTIFIER
                || NIL_UUID.matcher(value).matches()) {
            return null;
        }
        return UUID.matcher(value).matches() ? value.toLowerCase(Locale.ROOT) : value;
    }
}
