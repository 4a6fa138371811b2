package dev.referee.model;

import org.jspecify.annotations.Nullable;

/** What people call those who take part in a transfer, in the sentence that says how it ended. */
public final class Names {
    private Names() {}

    /**
     * The name of a phone: {@code Alice} of {@code PJSIP/alice}.
     *
     * @param otherwise what to say where there is no endpoint
     */
    public static String of(@Nullable String endpoint, String otherwise) {
        return endpoint == null
                ? otherwise
                : capital(endpoint.substring(endpoint.indexOf('/') + 1));
    }

    /** Where a transfer goes, or went. */
    public static String goal(Transfer.@Nullable Target target) {
        if (target == null) {
            return "the target";
        }
        String name = target.endpoint() == null ? target.application() : of(target.endpoint(), "");
        if (name == null) {
            return target.extension() == null ? "the target" : target.extension();
        }
        return target.extension() == null || target.extension().equals(name)
                ? name
                : name + " (" + target.extension() + ")";
    }

    /** With a capital letter in front. */
    public static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
