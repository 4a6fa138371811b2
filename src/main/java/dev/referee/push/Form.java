package dev.referee.push;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A body of type {@code application/x-www-form-urlencoded}: letters, digits and {@code %&+=*-._}
 * only, whatever the values are, and on one line. So it comes through AMI and SIP as it is, and a
 * browser reads it with {@code new URLSearchParams(body)}.
 */
final class Form {
    /** The media type, registered by the WHATWG's URL standard. */
    static final String TYPE = "application/x-www-form-urlencoded";

    /**
     * The most characters. With Asterisk's headers the NOTIFY then stays below 1,300 bytes, from
     * which on a request must not go over UDP (RFC 3261 section 18.1.1).
     */
    static final int LONGEST = 750;

    private final StringBuilder text = new StringBuilder();

    /**
     * Adds a field, unless there is no room for all of it.
     *
     * @param name needs no encoding
     * @param value null for a field that is not known and left out
     */
    Form add(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        String field = (text.isEmpty() ? "" : "&")
                + name
                + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
        if (text.length() + field.length() <= LONGEST) {
            text.append(field);
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
