package dev.referee.model;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a REFER asks to go: RFC 3515 section 2.1, with the Replaces of RFC 3891 as a header within
 * the URI (RFC 3261 section 19.1.1).
 *
 * @param raw the header as it came
 * @param uri the target for people and for comparing, {@code sip:user@host:port} without password,
 *     parameters and headers. Null when the header is not one SIP or SIPS address: Asterisk answers
 *     400 then (22.10.1)
 * @param user the target's user with nothing percent-encoded, often the extension; null when there
 *     is none
 * @param form how the Replaces is written
 * @param replaces the dialog that Replaces names; also where it is {@link Form#NOT_ESCAPED} or
 *     {@link Form#ESCAPED_TWICE} but can be guessed. Null otherwise
 */
public record ReferTo(
        String raw,
        @Nullable String uri,
        @Nullable String user,
        Form form,
        @Nullable Replaces replaces) {

    /** How the Replaces within the URI is written. */
    public enum Form {
        /** There is none: a blind transfer. */
        NONE,
        /** As it should be. */
        GOOD,
        /**
         * Semicolons, equal signs or an @ stand in it as they are, where RFC 3261 section 25.1
         * ({@code hvalue}) wants %3B, %3D and %40. Asterisk answers 400 (22.10.1).
         */
        NOT_ESCAPED,
        /** Percent-encoded a second time: Asterisk finds no such dialog (NOTIFY 404, 22.10.1). */
        ESCAPED_TWICE,
        /** Not a Replaces in any way. */
        MALFORMED
    }

    /** What may stand in a header of a URI besides letters and digits: RFC 3261 section 25.1. */
    private static final String HEADER_SIGNS = "-_.!~*'()[]/?:+$%";

    private static final String HOST_SIGNS = "-._:[]";

    /** Reads the value of a Refer-To header. Never fails: what is wrong shows in the fields. */
    public static ReferTo of(String raw) {
        NameAddress address = NameAddress.of(raw);
        int colon = address == null ? -1 : address.uri().indexOf(':');
        if (address == null || colon < 0) {
            return new ReferTo(raw, null, null, Form.NONE, null);
        }
        String scheme = address.uri().substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = address.uri().substring(colon + 1);
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        String header = question < 0 ? null : replacesHeader(rest.substring(question + 1));
        int at = place.lastIndexOf('@');
        String login = at < 0 ? "" : until(until(place.substring(0, at), ';'), ':');
        String user = decode(login);
        String host = until(place.substring(at + 1), ';');
        boolean good = (scheme.equals("sip") || scheme.equals("sips")) && isHost(host);
        String shown = login.isEmpty() ? host : login + '@' + host;
        Form form = header == null ? Form.NONE : form(header);
        return new ReferTo(
                raw,
                good ? scheme + ':' + shown : null,
                !good || user == null || user.isEmpty() ? null : user,
                form,
                header == null ? null : replaces(header, form));
    }

    private static @Nullable String replacesHeader(String headers) {
        for (String header : headers.split("&", -1)) {
            int equals = header.indexOf('=');
            if (equals > 0 && header.substring(0, equals).equalsIgnoreCase("Replaces")) {
                return header.substring(equals + 1);
            }
        }
        return null;
    }

    private static Form form(String header) {
        if (!header.chars().allMatch(c -> isAlphanumeric(c) || HEADER_SIGNS.indexOf(c) >= 0)) {
            return Form.NOT_ESCAPED;
        }
        String once = decode(header);
        if (once == null) {
            return Form.MALFORMED;
        }
        if (Replaces.of(once) != null) {
            return Form.GOOD;
        }
        String twice = decode(once);
        return twice != null && Replaces.of(twice) != null ? Form.ESCAPED_TWICE : Form.MALFORMED;
    }

    private static @Nullable Replaces replaces(String header, Form form) {
        String once = decode(header);
        String plain = form == Form.ESCAPED_TWICE && once != null ? decode(once) : once;
        return plain == null ? null : Replaces.of(plain);
    }

    private static String until(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private static boolean isHost(String host) {
        return !host.isEmpty()
                && host.chars().allMatch(c -> isAlphanumeric(c) || HOST_SIGNS.indexOf(c) >= 0);
    }

    private static boolean isAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    /** Undoes percent-encoding; null when it is broken or hides control characters. */
    private static @Nullable String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                bytes.writeBytes(String.valueOf(text.charAt(i)).getBytes(StandardCharsets.UTF_8));
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
