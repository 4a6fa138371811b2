package dev.referee.ladder;

import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Leg;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Role;
import dev.referee.ladder.Ladder.Step;
import dev.referee.model.EnumWord;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * Ladders as JSON: a contract with the page and with every client (docs/LADDER.md). What is not known
 * is absent, never null.
 */
public final class LadderJson {
    private LadderJson() {}

    /** The ladder as JSON. */
    public static JsonObject encode(Ladder ladder) {
        JsonObject json = JsonObject.of("transfer", ladder.transfer(), "state", ladder.state());
        put(json, "reason", ladder.reason());
        return json.put("message", ladder.message())
                .put("parties", array(ladder.parties(), LadderJson::party))
                .put("steps", array(ladder.steps(), LadderJson::step))
                .put("truncated", ladder.truncated());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws DecodeException when it is no ladder
     */
    public static Ladder decode(JsonObject json) {
        try {
            return new Ladder(
                    text(json, "transfer"),
                    text(json, "state"),
                    json.getString("reason"),
                    text(json, "message"),
                    list(json, "parties", LadderJson::party),
                    list(json, "steps", LadderJson::step),
                    json.getBoolean("truncated", false));
        } catch (NullPointerException
                | ClassCastException
                | DateTimeException
                | IllegalArgumentException e) {
            throw new DecodeException("This is no ladder", e);
        }
    }

    private static JsonObject party(Party party) {
        JsonObject json = JsonObject.of("id", party.id(), "role", EnumWord.of(party.role()));
        put(json, "endpoint", party.endpoint());
        return json.put("legs", array(party.legs(), LadderJson::leg));
    }

    private static Party party(JsonObject json) {
        return new Party(
                text(json, "id"),
                Role.valueOf(constant(text(json, "role"))),
                json.getString("endpoint"),
                list(json, "legs", LadderJson::leg));
    }

    private static JsonObject leg(Leg leg) {
        JsonObject json = new JsonObject();
        put(json, "channel", leg.channel());
        put(json, "uniqueid", leg.uniqueid());
        put(json, "callId", leg.callId());
        return json;
    }

    private static Leg leg(JsonObject json) {
        return new Leg(
                json.getString("channel"), json.getString("uniqueid"), json.getString("callId"));
    }

    private static JsonObject step(Step step) {
        JsonObject json = JsonObject.of(
                "at",
                step.at().toString(),
                "from",
                step.from(),
                "to",
                step.to(),
                "kind",
                EnumWord.of(step.kind()),
                "label",
                step.label());
        put(json, "detail", step.detail());
        json.put("sources", new JsonArray(step.sources()));
        put(json, "misleading", step.misleading());
        return json;
    }

    private static Step step(JsonObject json) {
        return new Step(
                Instant.parse(text(json, "at")),
                text(json, "from"),
                text(json, "to"),
                Kind.valueOf(constant(text(json, "kind"))),
                text(json, "label"),
                json.getString("detail"),
                json.getJsonArray("sources", new JsonArray()).stream()
                        .map(String.class::cast)
                        .toList(),
                json.getString("misleading"));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String text(JsonObject json, String name) {
        return Objects.requireNonNull(json.getString(name));
    }

    private static <T> JsonArray array(List<T> all, Function<T, JsonObject> write) {
        return new JsonArray(all.stream().map(write).toList());
    }

    private static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> read) {
        JsonArray array = Objects.requireNonNull(json.getJsonArray(name));
        return array.stream().map(one -> read.apply((JsonObject) one)).toList();
    }

    private static void put(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
