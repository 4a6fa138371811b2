package dev.referee.admin;

import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.KeptLetter;
import dev.referee.model.EndpointPattern;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.webhook.Administration.Made;
import dev.referee.webhook.Administration.Trial;
import dev.referee.webhook.Hook;
import dev.referee.webhook.Subscription;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The JSON of what administrators are told. What describes a webhook is called as in the
 * configuration, in camelCase. No secret is told again: of a URL neither path nor query, of headers the names.
 */
final class Shapes {
    private Shapes() {}

    static JsonObject hooks(List<Hook> hooks) {
        return JsonObject.of(
                "webhooks", new JsonArray(hooks.stream().map(Shapes::hook).toList()));
    }

    static JsonObject hook(Hook hook) {
        Subscription subscription = hook.subscription();
        JsonObject json = new JsonObject()
                .put("id", subscription.id())
                .put("source", hook.isConfigured() ? "configuration" : "rest")
                .put("state", EnumWord.of(hook.state()))
                .put(
                        "receiver",
                        subscription.url().getScheme() + "://"
                                + subscription.url().getAuthority())
                .put(
                        "events",
                        new JsonArray(Arrays.stream(Transfer.State.values())
                                .filter(subscription.states()::contains)
                                .map(EnumWord::of)
                                .toList()))
                .put(
                        "endpoints",
                        new JsonArray(subscription.endpoints().stream()
                                .map(EndpointPattern::text)
                                .toList()));
        put(json, "pbx", subscription.pbx());
        json.put("format", subscription.format().word())
                .put(
                        "headers",
                        new JsonArray(
                                List.copyOf(new TreeSet<>(subscription.headers().keySet()))))
                .put("timeoutMs", subscription.timeout().toMillis())
                .put("privateAddresses", subscription.isPrivateAllowed())
                .put("secrets", subscription.secrets().size())
                .put("waiting", hook.waiting());
        put(json, "unread", hook.unread());
        json.put("resting", hook.isResting());
        Hook.Health health = hook.health();
        put(json, "lastSuccess", health.lastSuccess());
        if (health.lastFailure() != null) {
            json.put(
                    "lastFailure",
                    JsonObject.of(
                            "at",
                            String.valueOf(health.lastFailure()),
                            "reason",
                            String.valueOf(health.failure())));
        }
        return json;
    }

    static JsonObject made(Made made) {
        JsonObject json = hook(made.hook());
        put(json, "secret", made.secret());
        if (!made.warnings().isEmpty()) {
            json.put("warnings", new JsonArray(made.warnings()));
        }
        return json;
    }

    static JsonObject trial(Trial trial) {
        JsonObject json = JsonObject.of("taken", trial.isTaken());
        put(json, "status", trial.status());
        json.put("durationMs", trial.took().toMillis());
        put(json, "reason", trial.reason());
        return json;
    }

    /** One of a list. */
    static JsonObject letter(KeptLetter kept) {
        DeadLetter letter = kept.letter();
        JsonObject json =
                JsonObject.of("id", String.valueOf(kept.number()), "webhook", letter.webhook());
        put(json, "event", letter.event());
        return json.put("at", letter.at().toString())
                .put("attempts", letter.attempts())
                .put("reason", letter.reason());
    }

    /** With what was sent and answered. */
    static JsonObject whole(KeptLetter kept) {
        DeadLetter letter = kept.letter();
        JsonObject json = letter(kept);
        if (letter.request() != null) {
            JsonObject headers = new JsonObject();
            letter.headers().forEach(headers::put);
            json.put("request", JsonObject.of("headers", headers, "body", letter.request()));
        }
        put(json, "answer", letter.answer());
        return json;
    }

    /** What is not known is absent. */
    static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
