package dev.referee.webhook;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern of endpoints.
 *
 * @param start the endpoint, or what it begins with
 * @param isOpen whether more may follow
 */
public record EndpointPattern(String start, boolean isOpen) {
    /** What a pattern must be, to complete "it must be …". */
    public static final String EXPECTED =
            "like PJSIP/alice, or with one * at the end like PJSIP/phone-*";

    private static final Pattern FORM = Pattern.compile("[^\\s*]{1,200}\\*?");

    /** Reads one; empty when the text is none. */
    public static Optional<EndpointPattern> of(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        boolean open = text.endsWith("*");
        return Optional.of(
                new EndpointPattern(open ? text.substring(0, text.length() - 1) : text, open));
    }

    boolean matches(String endpoint) {
        return isOpen ? endpoint.startsWith(start) : endpoint.equals(start);
    }
}
