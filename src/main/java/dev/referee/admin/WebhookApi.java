package dev.referee.admin;

import dev.referee.edge.AdminApi;
import dev.referee.edge.QueryParameters;
import dev.referee.log.Ledger.KeptLetter;
import dev.referee.problem.Problem;
import dev.referee.webhook.Administration;
import dev.referee.webhook.Hook;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Webhooks and dead letters for administrators: docs/WEBHOOKS.md and the OpenAPI document. */
public final class WebhookApi implements AdminApi {
    static final Set<String> NAMES = Set.of("webhook", "limit", "cursor");

    private static final String WEBHOOKS = "/v1/webhooks";
    private static final String WEBHOOK = WEBHOOKS + "/:id";
    private static final String LETTERS = "/v1/dead-letters";
    private static final String LETTER = LETTERS + "/:id";

    private final Administration administration;

    /** Creates one for these webhooks. */
    public WebhookApi(Administration administration) {
        this.administration = administration;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                get(WEBHOOKS, asked -> administration.list().map(Shapes::hooks)),
                new Operation(HttpMethod.POST, WEBHOOKS, Body.JSON, this::create),
                get(WEBHOOK, asked -> administration.find(asked.id()).map(Shapes::hook)),
                new Operation(HttpMethod.DELETE, WEBHOOK, Body.NONE, this::delete),
                post(WEBHOOK + "/pause", asked -> hook(administration.pause(asked.id()))),
                post(WEBHOOK + "/resume", asked -> hook(administration.resume(asked.id()))),
                post(
                        WEBHOOK + "/test",
                        asked -> administration.test(asked.id()).map(Shapes::trial)),
                post(
                        WEBHOOK + "/rotate",
                        asked -> administration.rotate(asked.id()).map(Shapes::made)),
                new Operation(HttpMethod.GET, LETTERS, Body.NONE, this::letters),
                get(LETTER, asked -> administration.deadLetter(number(asked)).map(Shapes::whole)),
                post(
                        LETTER + "/resend",
                        asked -> administration.resend(number(asked)).map(Shapes::trial)));
    }

    /** Something that is asked for, and is answered with 200 and JSON. */
    private interface Work {
        Future<JsonObject> begin(Asked asked) throws Problem;
    }

    private static Operation get(String path, Work work) {
        return operation(HttpMethod.GET, path, work);
    }

    private static Operation post(String path, Work work) {
        return operation(HttpMethod.POST, path, work);
    }

    private static Operation operation(HttpMethod method, String path, Work work) {
        return new Operation(method, path, Body.NONE, asked -> {
            Parameters.refuseAny(asked.query());
            return work.begin(asked).map(json -> new Reply(200, null, json.encode()));
        });
    }

    private Future<Reply> create(Asked asked) throws Problem {
        Parameters.refuseAny(asked.query());
        return administration
                .create(asked.body())
                .map(made -> new Reply(
                        201,
                        WEBHOOKS + "/" + made.hook().subscription().id(),
                        Shapes.made(made).encode()));
    }

    private Future<Reply> delete(Asked asked) throws Problem {
        Parameters.refuseAny(asked.query());
        return administration.delete(asked.id()).map(gone -> new Reply(204, null, ""));
    }

    private static Future<JsonObject> hook(Future<Hook> changed) {
        return changed.map(Shapes::hook);
    }

    private Future<Reply> letters(Asked asked) throws Problem {
        Map<String, String> given = QueryParameters.read(asked.query(), NAMES);
        int limit = Parameters.limit(given);
        // One more than asked for: whether there is a next page.
        return administration
                .deadLetters(given.get("webhook"), Parameters.before(given), limit + 1)
                .map(found ->
                        Page.of("deadLetters", found, limit, Shapes::letter, KeptLetter::number));
    }

    private static long number(Asked asked) throws Problem {
        if (!asked.id().matches("[0-9]{1,18}")) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "A dead letter's id is a number. List the dead letters.");
        }
        return Long.parseLong(asked.id());
    }
}
