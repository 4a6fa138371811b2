package dev.referee.edge.http;

import static dev.referee.edge.QueryParameters.invalid;

import dev.referee.edge.QueryParameters;
import dev.referee.edge.access.Scope;
import dev.referee.edge.feed.Hub;
import dev.referee.edge.feed.Positions;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Dialog;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.problem.Problem;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the parameters of a request by plain HTTP ask for. Strict: one that was misspelt and left out
 * would widen the answer.
 *
 * @param scope whose transfers; {@link Scope.Everything} for all that the asker may see
 * @param callId only transfers in which a leg with this Call-ID is seen; null for all
 * @param directions only transfers in one of these
 * @param states only transfers in one of these
 * @param wrapUpCode only transfers with this code, where it is seen; null for all
 * @param since only transfers of which something was told then or later; null for all
 * @param after only transfers of which something was told after it; null for all
 * @param limit the most transfers, 1 to {@link Hub#MAX_SNAPSHOT}
 */
record TransferQuery(
        Scope scope,
        @Nullable String callId,
        Set<Transfer.Direction> directions,
        Set<Transfer.State> states,
        @Nullable String wrapUpCode,
        @Nullable Instant since,
        @Nullable Position after,
        int limit) {
    /** The parameters that say whose transfers. */
    static final Set<String> WHOSE =
            Set.of("callId", "localTag", "remoteTag", "sessionId", "endpoint");

    /** These, and those that choose among them. */
    static final Set<String> LIST = Set.of(
            "callId",
            "localTag",
            "remoteTag",
            "sessionId",
            "endpoint",
            "direction",
            "state",
            "wrapUpCode",
            "since",
            "cursor",
            "limit");

    private static final Map<String, Transfer.State> STATES = Arrays.stream(Transfer.State.values())
            .collect(Collectors.toMap(EnumWord::of, Function.identity()));

    /**
     * Reads the parameters of an address.
     *
     * @param query what stands behind its question mark; null for nothing
     * @param known those that may be given
     * @throws Problem that says what to send
     */
    static TransferQuery read(@Nullable String query, Set<String> known) throws Problem {
        Map<String, String> parameters = QueryParameters.read(query, known);
        @Nullable String callId = parameters.get("callId");
        @Nullable Dialog dialog = dialog(parameters, callId);
        if (dialog == null && parameters.containsKey("sessionId")) {
            throw invalid("A dialog takes all of callId, localTag and remoteTag.");
        }
        if (dialog == null && callId != null && !known.contains("limit")) {
            throw invalid("Add localTag and remoteTag, as the phone sees them: the Call-ID alone"
                    + " proves nothing.");
        }
        @Nullable String endpoint = parameters.get("endpoint");
        if (dialog != null && endpoint != null) {
            throw invalid("Send either the dialog (callId, localTag, remoteTag) or \"endpoint\".");
        }
        return new TransferQuery(
                scope(dialog, endpoint),
                dialog == null ? callId : null,
                directions(parameters.get("direction")),
                states(parameters.get("state")),
                parameters.get("wrapUpCode"),
                since(parameters.get("since")),
                cursor(parameters.get("cursor")),
                limit(parameters.get("limit")));
    }

    private static Scope scope(@Nullable Dialog dialog, @Nullable String endpoint) {
        if (dialog != null) {
            return new Scope.OwnDialog(dialog);
        }
        return endpoint != null ? new Scope.Endpoint(endpoint) : new Scope.Everything();
    }

    private static @Nullable Dialog dialog(Map<String, String> parameters, @Nullable String callId)
            throws Problem {
        @Nullable String localTag = parameters.get("localTag");
        @Nullable String remoteTag = parameters.get("remoteTag");
        if (localTag == null && remoteTag == null) {
            return null;
        }
        if (callId == null || localTag == null || remoteTag == null) {
            throw invalid("A dialog takes all of callId, localTag and remoteTag.");
        }
        return new Dialog(
                callId,
                localTag,
                remoteTag,
                Dialog.comparableSessionId(parameters.get("sessionId")));
    }

    private static Set<Transfer.Direction> directions(@Nullable String value) throws Problem {
        if (value == null) {
            return EnumSet.allOf(Transfer.Direction.class);
        }
        for (Transfer.Direction direction : Transfer.Direction.values()) {
            if (EnumWord.of(direction).equals(value)) {
                return EnumSet.of(direction);
            }
        }
        throw invalid("\"direction\" takes incoming or outgoing.");
    }

    private static Set<Transfer.State> states(@Nullable String value) throws Problem {
        if (value == null) {
            return EnumSet.allOf(Transfer.State.class);
        }
        Set<Transfer.State> states = EnumSet.noneOf(Transfer.State.class);
        for (String word : value.split(",", -1)) {
            Transfer.State state = STATES.get(word);
            if (state == null) {
                throw invalid("\"state\" takes one or more of "
                        + String.join(", ", new TreeSet<>(STATES.keySet()))
                        + ", with commas between them.");
            }
            states.add(state);
        }
        return states;
    }

    private static @Nullable Instant since(@Nullable String value) throws Problem {
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw invalid("\"since\" takes a time as in RFC 3339, like 2026-01-02T03:04:05Z. Write"
                    + " a \"+\" in it as %2B.");
        }
    }

    private static @Nullable Position cursor(@Nullable String value) throws Problem {
        return value == null ? null : Positions.read(value).orElseThrow(TransferQuery::badCursor);
    }

    /** Of a cursor that is none, or none of the present history. */
    static Problem badCursor() {
        return invalid("\"cursor\" takes the \"next\" of an answer before, for as long as the"
                + " history goes on: begin again without it.");
    }

    private static int limit(@Nullable String value) throws Problem {
        try {
            int limit = value == null ? Hub.MAX_SNAPSHOT : Integer.parseInt(value);
            if (limit >= 1 && limit <= Hub.MAX_SNAPSHOT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // As a number out of range.
        }
        throw invalid("\"limit\" takes a whole number from 1 to " + Hub.MAX_SNAPSHOT + ".");
    }

    /** Whether a transfer's newest entry is among those that are asked for, as far as anybody may know. */
    boolean fits(Entry entry) {
        return directions.contains(entry.event().transfer().direction())
                && states.contains(entry.event().transfer().state())
                && (since == null || !entry.event().at().isBefore(since));
    }

    /** Whether what is seen of it is, too: nobody can try what they do not see. */
    boolean fits(Transfer seen) {
        return (wrapUpCode == null || wrapUpCode.equals(seen.wrapUpCode())) && hasLegOf(seen);
    }

    private boolean hasLegOf(Transfer seen) {
        return callId == null
                || callId.equals(seen.transferorCallId())
                || (seen.transferor() != null
                        && callId.equals(seen.transferor().consultationCallId()))
                || (seen.transferee() != null && callId.equals(seen.transferee().callId()))
                || (seen.target() != null && callId.equals(seen.target().callId()));
    }
}
