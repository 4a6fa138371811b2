package dev.referee.admin;

import dev.referee.edge.AdminApi;
import dev.referee.log.Notifies;
import dev.referee.log.Notifies.Kept;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Fact;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The NOTIFYs that were kept, for administrators: docs/DIAGNOSIS.md and the OpenAPI document. */
public final class NotifyApi implements AdminApi {
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
        NotifyQuestion question = NotifyQuestion.read(asked.query());
        // One more than asked for: whether there is a next page.
        return Future.fromCompletionStage(
                        notifies.find(question.filter(), question.before(), question.limit() + 1))
                .compose(
                        found -> found.map(kept -> Future.succeededFuture(Page.of(
                                        "notifies",
                                        kept,
                                        question.limit(),
                                        NotifyApi::json,
                                        Kept::number)))
                                .orElseGet(
                                        () -> Future.failedFuture(
                                                new Problem(
                                                        Kind.UNAVAILABLE,
                                                        "They cannot be read now: /readyz may say why. Try again later."))));
    }

    private static JsonObject json(Kept kept) {
        Notify notify = kept.message();
        JsonObject json = JsonObject.of(
                "id",
                String.valueOf(kept.number()),
                "pbx",
                notify.pbx(),
                "at",
                notify.at().toString(),
                "sender",
                notify.fromPhone() ? "phone" : "pbx",
                "callId",
                notify.request().callId(),
                "fromTag",
                notify.request().fromTag());
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
