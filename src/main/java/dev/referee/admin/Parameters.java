package dev.referee.admin;

import dev.referee.edge.AdminApi.Reason;

import io.netty.handler.codec.http.QueryStringDecoder;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a list of dead letters is asked for with.
 *
 * @param webhook whose; null for all
 * @param limit the most of a page, 1 to {@link #MOST}
 * @param before only those with a lower number: the cursor
 */
record Parameters(@Nullable String webhook, int limit, long before) {
    static final Set<String> NAMES = Set.of("webhook", "limit", "cursor");
    static final int MOST = 100;

    /** Throws when there is any. */
    static void refuseAny(@Nullable String query) throws Fault {
        if (query != null && !query.isEmpty()) {
            throw invalid("Send no parameters.");
        }
    }

    static Parameters read(@Nullable String query) throws Fault {
        Map<String, String> given = given(query, NAMES);
        return new Parameters(given.get("webhook"), limit(given), before(given));
    }

    /**
     * What was sent, by name.
     *
     * @param known what may be
     */
    static Map<String, String> given(@Nullable String query, Set<String> known) throws Fault {
        Map<String, String> given = new HashMap<>();
        for (Map.Entry<String, List<String>> one : decode(query).entrySet()) {
            if (!known.contains(one.getKey())) {
                throw invalid("Leave out \"" + one.getKey() + "\", or write it as one of "
                        + String.join(", ", new TreeSet<>(known)) + ".");
            }
            if (one.getValue().size() != 1 || one.getValue().getFirst().isEmpty()) {
                throw invalid("Send \"" + one.getKey() + "\" once and with a value.");
            }
            given.put(one.getKey(), one.getValue().getFirst());
        }
        return given;
    }

    /** The most of a page. */
    static int limit(Map<String, String> given) throws Fault {
        String limit = given.getOrDefault("limit", String.valueOf(MOST));
        if (!limit.matches("[1-9][0-9]?|100")) {
            throw invalid("Send a \"limit\" from 1 to " + MOST + ".");
        }
        return Integer.parseInt(limit);
    }

    /** The number that those of a page are below. */
    static long before(Map<String, String> given) throws Fault {
        String cursor = given.getOrDefault("cursor", String.valueOf(Long.MAX_VALUE));
        if (!cursor.matches("[0-9]{1,18}|" + Long.MAX_VALUE)) {
            throw invalid("Send as \"cursor\" the \"next\" of the page before.");
        }
        return Long.parseLong(cursor);
    }

    private static Map<String, List<String>> decode(@Nullable String query) throws Fault {
        try {
            return query == null ? Map.of() : new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw invalid("Encode the parameters in UTF-8 and percents.");
        }
    }

    static Fault invalid(String detail) {
        return new Fault(Reason.INVALID_PARAMETER, detail);
    }
}
