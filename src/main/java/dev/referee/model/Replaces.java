package dev.referee.model;

import org.jspecify.annotations.Nullable;

/**
 * The dialog that an attended transfer is to take over (RFC 3891 section 6.1). Tags are those of
 * the side that gets the header, here Asterisk.
 *
 * @param toTag Asterisk's own tag of that dialog: RFC 3891 section 3
 * @param fromTag the phone's tag of that dialog
 * @param earlyOnly whether only a call that nobody has answered may be taken over
 */
public record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {
    /**
     * Reads a header's value, with nothing percent-encoded in it. Null when it is not one: no
     * Call-ID, or not exactly one to-tag and one from-tag.
     */
    public static @Nullable Replaces of(String value) {
        String[] parts = value.split(";", -1);
        String callId = parts[0].trim();
        String toTag = null;
        String fromTag = null;
        boolean earlyOnly = false;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].trim();
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals).trim();
            String given = equals < 0 ? "" : part.substring(equals + 1).trim();
            if (name.equalsIgnoreCase("to-tag")) {
                if (toTag != null) {
                    return null;
                }
                toTag = given;
            } else if (name.equalsIgnoreCase("from-tag")) {
                if (fromTag != null) {
                    return null;
                }
                fromTag = given;
            } else {
                earlyOnly |= part.equalsIgnoreCase("early-only");
            }
        }
        if (toTag == null || fromTag == null) {
            return null;
        }
        return isWord(callId) && isWord(toTag) && isWord(fromTag)
                ? new Replaces(callId, toTag, fromTag, earlyOnly)
                : null;
    }

    /** The same dialog from the other end: each side's local tag is the other's remote tag. */
    public Dialog asThePhoneSeesIt() {
        return new Dialog(callId, /* localTag= */ fromTag, /* remoteTag= */ toTag);
    }

    private static boolean isWord(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 0x7f);
    }
}
