package dev.referee.admin;

import dev.referee.edge.AdminApi.Reply;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A page of a list whose entries are numbered, the newest first. */
final class Page {
    private Page() {}

    /**
     * Answers with it, and with the cursor of the next page where there is one.
     *
     * @param found one more than the limit where there are more
     * @param number of an entry: the next page has those below the last one's
     */
    static <T> Reply of(
            String name,
            List<T> found,
            int limit,
            Function<T, JsonObject> shape,
            ToLongFunction<T> number) {
        JsonObject page = JsonObject.of(
                name, new JsonArray(found.stream().limit(limit).map(shape).toList()));
        if (found.size() > limit) {
            page.put("next", String.valueOf(number.applyAsLong(found.get(limit - 1))));
        }
        return new Reply(200, null, page.encode());
    }
}
