package dev.referee.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a REFER asks to go: RFC 3515 section 2.1, with the Replaces of RFC 3891 as a header within
 * the URI (RFC 3261 section 19.1.1).
 *
 * @param raw the header as it came
 * @param uri the target for people and for comparing, as {@link SipAddress} writes it. Null when the
 *     header is not one SIP or SIPS address: Asterisk answers 400 then (22.10.1)
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

    /** Reads the value of a Refer-To header. Never fails: what is wrong shows in the fields. */
    public static ReferTo of(String raw) {
        NameAddress address = NameAddress.of(raw);
        SipAddress target = address == null ? null : SipAddress.of(address.uri());
        String header = address == null ? null : replacesOf(address.uri());
        Form form = header == null ? Form.NONE : form(header);
        return new ReferTo(
                raw,
                target == null ? null : target.toString(),
                target == null ? null : target.user(),
                form,
                header == null ? null : replaces(header, form));
    }

    /**
     * As a header of the URI, and as Asterisk takes it too, as a parameter (22.10.1: it answers 404 in
     * the NOTIFY where such a one names no dialog).
     */
    private static @Nullable String replacesOf(String uri) {
        int question = uri.indexOf('?');
        String header = question < 0 ? null : replacesHeader(uri.substring(question + 1));
        if (header != null) {
            return header;
        }
        String address = question < 0 ? uri : uri.substring(0, question);
        for (String parameter : address.split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).equalsIgnoreCase("Replaces")) {
                return parameter.substring(equals + 1);
            }
        }
        return null;
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
        String once = SipAddress.decode(header);
        if (once == null) {
            return Form.MALFORMED;
        }
        if (Replaces.of(once) != null) {
            return Form.GOOD;
        }
        String twice = SipAddress.decode(once);
        return twice != null && Replaces.of(twice) != null ? Form.ESCAPED_TWICE : Form.MALFORMED;
    }

    private static @Nullable Replaces replaces(String header, Form form) {
        String once = SipAddress.decode(header);
        String plain = form == Form.ESCAPED_TWICE && once != null ? SipAddress.decode(once) : once;
        return plain == null ? null : Replaces.of(plain);
    }

    private static boolean isAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }
}
