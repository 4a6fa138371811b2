package dev.referee.admin;

import dev.referee.edge.AdminApi;
import dev.referee.edge.QueryParameters;
import dev.referee.log.Notifies;
import dev.referee.log.Notifies.Filter;
import dev.referee.log.Notifies.Kept;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Fact;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The NOTIFYs that were kept, for administrators: docs/DIAGNOSIS.md and the OpenAPI document. */
public final class NotifyApi implements AdminApi {
    static final Set<String> NAMES =
            Set.of("transfer", "callId", "pbx", "since", "limit", "cursor");

    private final Notifies notifies;

    /** Creates one that reads these. */
    public NotifyApi(Notifies notifies) {
        this.notifies = notifies;
    }

    @Override
    public List<Operation> operations() {
        return List.of(new Operation(HttpMethod.GET, "/v1/notifies", Body.NONE, this::list));
    }

    private Future<Reply> list(Asked asked) throws Problem {
        Map<String, String> given = QueryParameters.read(asked.query(), NAMES);
        Filter filter = new Filter(
                given.get("transfer"),
                given.get("callId"),
                given.get("pbx"),
                since(given.get("since")));
        int limit = Parameters.limit(given);
        // One more than asked for: whether there is a next page.
        return Future.fromCompletionStage(
                        notifies.find(filter, Parameters.before(given), limit + 1))
                .compose(found -> found.map(kept -> Future.succeededFuture(
                                Page.of("notifies", kept, limit, NotifyApi::json, Kept::number)))
                        .orElseGet(() -> Future.failedFuture(new Problem(
                                Kind.UNAVAILABLE,
                                "NOTIFYs cannot be read now: /readyz may say why. Try again"
                                        + " later."))));
    }

    private static @Nullable Instant since(@Nullable String value) throws Problem {
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw QueryParameters.invalid("Send as \"since\" a time as in RFC 3339, like"
                    + " 2026-01-02T03:04:05Z, with a \"+\" in it as %2B.");
        }
    }

    private static JsonObject json(Kept kept) {
        Notify notify = kept.message();
        JsonObject json = new JsonObject()
                .put("id", String.valueOf(kept.number()))
                .put("pbx", notify.pbx())
                .put("at", notify.at().toString())
                .put("sender", notify.fromPhone() ? "phone" : "pbx")
                .put("callId", notify.request().callId())
                .put("fromTag", notify.request().fromTag());
        Shapes.put(json, "toTag", notify.toTag());
        json.put("cseq", notify.request().cseq());
        Shapes.put(json, "transfer", notify.transfer());
        Shapes.put(json, "status", notify.status());
        Shapes.put(json, "subscriptionState", notify.subscriptionState());
        Shapes.put(json, "contentType", notify.body().type());
        addBody(json, notify.body());
        Shapes.put(json, "answer", notify.answer());
        return json;
    }

    private static void addBody(JsonObject json, Fact.Body body) {
        byte[] bytes = body.bytes().getBytes(StandardCharsets.ISO_8859_1);
        json.put("body", new String(bytes, StandardCharsets.UTF_8)).put("cut", body.isCut());
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            json.put("bodyBase64", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
