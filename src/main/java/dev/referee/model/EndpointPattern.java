package dev.referee.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one endpoint, or all that begin alike.
 *
 * @param text an endpoint like {@code PJSIP/alice}, or the beginning of some with a {@code *}
 *     behind it; a {@code *} elsewhere stands for itself
 */
public record EndpointPattern(String text) {
    /** What {@link #of} takes, to complete "it must be …". */
    public static final String EXPECTED =
            "like PJSIP/alice, or with one * at the end like PJSIP/phone-*";

    private static final Pattern FORM = Pattern.compile("[^\\s*]{1,200}\\*?");

    /** Reads one that somebody wrote; empty for what is more likely a slip, like two stars. */
    public static Optional<EndpointPattern> of(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new EndpointPattern(text))
                : Optional.empty();
    }

    /** Whether it names this endpoint. */
    public boolean matches(String endpoint) {
        return text.endsWith("*")
                ? endpoint.startsWith(text.substring(0, text.length() - 1))
                : endpoint.equals(text);
    }
}
