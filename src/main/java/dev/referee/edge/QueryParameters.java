package dev.referee.edge;

import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.netty.handler.codec.http.QueryStringDecoder;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the query of an address. Strict: a parameter that was misspelt would widen the answer. */
public final class QueryParameters {
    private QueryParameters() {}

    /**
     * The values by name.
     *
     * @param query what stands behind the question mark, percent-encoded; null for nothing
     * @param known those that may be given
     * @throws Problem that says what to send
     */
    public static Map<String, String> read(@Nullable String query, Set<String> known)
            throws Problem {
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, List<String>> given : decode(query).entrySet()) {
            String name = given.getKey();
            List<String> values = given.getValue();
            if (!known.contains(name)) {
                throw invalid("Leave out \"" + name + "\", or write it as one of "
                        + String.join(", ", new TreeSet<>(known)) + ".");
            }
            if (values.size() != 1 || values.getFirst().isEmpty()) {
                throw invalid("Send \"" + name + "\" once and with a value.");
            }
            parameters.put(name, values.getFirst());
        }
        return parameters;
    }

    private static Map<String, List<String>> decode(@Nullable String query) throws Problem {
        try {
            return query == null ? Map.of() : new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw invalid("Encode the parameters in UTF-8 and percents.");
        }
    }

    /** The problem of a parameter; {@code detail} says what to send. */
    public static Problem invalid(String detail) {
        return new Problem(Kind.INVALID_PARAMETER, detail);
    }
}
