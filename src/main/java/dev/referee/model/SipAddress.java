package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a SIP or SIPS URI names, without how to reach it: no password, no parameters such as {@code
 * ;user=phone}, no headers after a question mark. Two URIs that name the same give equal addresses:
 * scheme and host are in lower case, the user keeps its case, and percent-encoding counts for
 * nothing (RFC 3261 section 19.1.4).
 *
 * @param scheme {@code sip} or {@code sips}
 * @param user with nothing percent-encoded, so any character but control characters may stand in
 *     it; null when there is none
 * @param host in lower case: a name, an IPv4 address, or an IPv6 address in brackets
 * @param port 1 to 65535, or null when none is given
 */
public record SipAddress(
        String scheme,
        @Nullable String user,
        String host,
        @Nullable Integer port) {
    private static final Pattern URI = Pattern.compile("(?i)(sips?):([^?]*)(\\?.*)?");

    /** Host and port: RFC 3261 section 25.1, with the underscore that real names have. */
    private static final Pattern PLACE =
            Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    private static final int HIGHEST_PORT = 65_535;

    /** What may stand in a user besides letters and digits; a semicolon would end it here. */
    private static final String USER_SIGNS = "-_.!~*'()&=+$,/";

    /** Reads a header's value, an address with or without a name; null when it is not one. */
    public static @Nullable SipAddress ofHeader(String value) {
        NameAddress address = NameAddress.of(value);
        return address == null ? null : of(address.uri());
    }

    /** Reads a URI; null when it is not one of SIP or SIPS, or its percent-encoding is broken. */
    public static @Nullable SipAddress of(String uri) {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            return null;
        }
        String rest = parts.group(2);
        int at = rest.lastIndexOf('@');
        String user = decode(at < 0 ? "" : until(until(rest.substring(0, at), ';'), ':'));
        Matcher place = PLACE.matcher(until(rest.substring(at + 1), ';'));
        if (user == null || !place.matches() || rest.indexOf('@') != at) {
            return null;
        }
        Integer port = place.group(2) == null ? null : Integer.valueOf(place.group(2));
        if (port != null && (port < 1 || port > HIGHEST_PORT)) {
            return null;
        }
        return new SipAddress(
                lower(parts.group(1)), user.isEmpty() ? null : user, lower(place.group(1)), port);
    }

    /** As a URI, always written the same way. */
    @Override
    public String toString() {
        return scheme
                + ':'
                + (user == null ? "" : encoded(user) + '@')
                + host
                + (port == null ? "" : ":" + port);
    }

    private static String until(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String encoded(String user) {
        StringBuilder text = new StringBuilder(user.length());
        for (byte one : user.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = one > ' ' && (isAlphanumeric(one) || USER_SIGNS.indexOf(one) >= 0);
            if (plain) {
                text.append((char) one);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
            }
        }
        return text.toString();
    }

    private static boolean isAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    /**
     * Undoes percent-encoding; null when it is broken, is not of UTF-8, or hides control
     * characters.
     */
    public static @Nullable String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                int end = text.indexOf('%', i);
                String plain = text.substring(i, end < 0 ? text.length() : end);
                bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
                i += plain.length() - 1;
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                return null;
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            String plain = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return plain.chars().noneMatch(Character::isISOControl) ? plain : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
