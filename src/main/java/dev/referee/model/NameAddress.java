package dev.referee.model;

import org.jspecify.annotations.Nullable;

/**
 * The value of a From, To, Refer-To or Referred-By header: an address, with or without a name
 * before it (RFC 3261 section 20.10).
 *
 * @param uri what stands between {@code <} and {@code >}, else all before the first semicolon
 * @param parameters the header's parameters with their leading semicolon; empty when there are none
 */
public record NameAddress(String uri, String parameters) {
    /** Reads a header's value; null when it is not one address. */
    public static @Nullable NameAddress of(String value) {
        String text = value.trim();
        int name = endOfQuoted(text);
        int open = name < 0 ? -1 : text.indexOf('<', name);
        if (open < 0) {
            return name == 0 ? bare(text) : null;
        }
        int close = text.indexOf('>', open);
        if (close < 0) {
            return null;
        }
        return address(
                text.substring(open + 1, close), text.substring(close + 1).trim());
    }

    /** The value of a parameter such as {@code tag}; null when it is absent or empty. */
    public @Nullable String parameter(String name) {
        for (String parameter : parameters.split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).trim().equalsIgnoreCase(name)) {
                String value = parameter.substring(equals + 1).trim();
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /** Without angle brackets all parameters are the header's own: RFC 3261 section 20.10. */
    private static @Nullable NameAddress bare(String text) {
        int end = text.indexOf(';');
        return end < 0
                ? address(text, "")
                : address(text.substring(0, end).trim(), text.substring(end));
    }

    private static @Nullable NameAddress address(String uri, String parameters) {
        boolean one = parameters.isEmpty() || parameters.startsWith(";");
        return one && !uri.isEmpty() && uri.chars().noneMatch(c -> c <= ' ')
                ? new NameAddress(uri, parameters)
                : null;
    }

    /** Where a quoted name at the beginning ends; 0 when there is none, -1 when it never ends. */
    private static int endOfQuoted(String text) {
        if (!text.startsWith("\"")) {
            return 0;
        }
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return -1;
    }
}
