package dev.referee.admin;

import dev.referee.audit.Audit;
import dev.referee.audit.Numbered;
import dev.referee.edge.AdminApi;
import dev.referee.edge.QueryParameters;
import dev.referee.model.EnumWord;
import dev.referee.problem.Problem;
import dev.referee.reconcile.Finding;
import dev.referee.reconcile.Finding.Kind;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Asterisk's records and the reports differ in: docs/RECONCILE.md and the OpenAPI document. */
public final class FindingApi implements AdminApi {
    static final Set<String> NAMES = Set.of("finding", "limit", "cursor");

    private final @Nullable Audit audit;

    /**
     * Creates one.
     *
     * @param audit null where the records are not read
     */
    public FindingApi(@Nullable Audit audit) {
        this.audit = audit;
    }

    @Override
    public List<Operation> operations() {
        return List.of(new Operation(HttpMethod.GET, "/v1/findings", Body.NONE, this::list));
    }

    private Future<Reply> list(Asked asked) throws Problem {
        Map<String, String> given = QueryParameters.read(asked.query(), NAMES);
        Kind kind = kind(given.get("finding"));
        int limit = Parameters.limit(given);
        long before = Parameters.before(given);
        if (audit == null) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "Asterisk's records are not read: set reconcile.cel_file.");
        }
        // One more than asked for: whether there is a next page.
        return Future.succeededFuture(Page.of(
                "findings",
                audit.findings(kind, before, limit + 1),
                limit,
                FindingApi::json,
                Numbered::number));
    }

    private static @Nullable Kind kind(@Nullable String word) throws Problem {
        if (word == null) {
            return null;
        }
        return Stream.of(Kind.values())
                .filter(kind -> EnumWord.of(kind).equals(word))
                .findFirst()
                .orElseThrow(() -> QueryParameters.invalid("Send as \"finding\" one of "
                        + Stream.of(Kind.values())
                                .map(EnumWord::of)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private static JsonObject json(Numbered one) {
        return JsonObject.of("id", String.valueOf(one.number())).mergeIn(json(one.finding()));
    }

    /** A finding without its number, as {@code reconcile --json} prints it too. */
    public static JsonObject json(Finding finding) {
        JsonObject json = JsonObject.of(
                "finding", EnumWord.of(finding.kind()), "at", finding.at().toString());
        Shapes.put(json, "transfer", finding.transfer());
        Shapes.put(json, "transferor", finding.transferor());
        Shapes.put(json, "transferee", finding.transferee());
        return json.put("message", finding.message())
                .put("evidence", new JsonArray(finding.evidence()));
    }
}
