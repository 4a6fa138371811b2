package dev.referee.admin;

import dev.referee.edge.QueryParameters;
import dev.referee.problem.Problem;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** The parameters that all lists of administrators have. */
final class Parameters {
    private static final int MOST = 100;

    private Parameters() {}

    /** Throws when there is any. */
    static void refuseAny(@Nullable String query) throws Problem {
        if (query != null && !query.isEmpty()) {
            throw QueryParameters.invalid("Send no parameters.");
        }
    }

    /** The most of a page, from 1 to 100. */
    static int limit(Map<String, String> given) throws Problem {
        String limit = given.getOrDefault("limit", String.valueOf(MOST));
        if (!limit.matches("[1-9][0-9]?|100")) {
            throw QueryParameters.invalid("Send a \"limit\" from 1 to " + MOST + ".");
        }
        return Integer.parseInt(limit);
    }

    /** The number that those of a page are below. */
    static long before(Map<String, String> given) throws Problem {
        String cursor = given.getOrDefault("cursor", String.valueOf(Long.MAX_VALUE));
        if (!cursor.matches("[0-9]{1,18}|" + Long.MAX_VALUE)) {
            throw QueryParameters.invalid("Send as \"cursor\" the \"next\" of the page before.");
        }
        return Long.parseLong(cursor);
    }
}
