package dev.referee.admin;

import dev.referee.edge.AdminApi;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.LadderJson;
import dev.referee.problem.Problem;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.function.Function;

/** Draws the ladders of a recorded file that an administrator sends (docs/LADDER.md). */
public final class LadderApi implements AdminApi {
    private final Function<Buffer, Future<List<Ladder>>> draw;

    /**
     * Creates one.
     *
     * @param draw gives the ladders of a file, without blocking; fails with a {@link Problem} for what is no recording
     */
    public LadderApi(Function<Buffer, Future<List<Ladder>>> draw) {
        this.draw = draw;
    }

    @Override
    public List<Operation> operations() {
        return List.of(new Operation(HttpMethod.POST, "/v1/ladders", Body.FILE, this::draw));
    }

    private Future<Reply> draw(Asked asked) {
        return draw.apply(asked.file())
                .map(ladders -> new Reply(
                        200,
                        null,
                        JsonObject.of(
                                        "ladders",
                                        new JsonArray(ladders.stream()
                                                .map(LadderJson::encode)
                                                .toList()))
                                .encode()));
    }
}
