package dev.referee.edge;

import dev.referee.problem.Problem;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A part of the API for administrators alone, which another package serves. The edge lets nobody
 * else in, and deals with HTTP: limits, origins, methods, media types and problem documents.
 */
public interface AdminApi {
    /** All that can be asked for; does not change. */
    List<Operation> operations();

    /** One without operations. */
    static AdminApi none() {
        return List::of;
    }

    /** All that can be asked of any of these. */
    static AdminApi of(AdminApi... parts) {
        List<Operation> all =
                Arrays.stream(parts).flatMap(part -> part.operations().stream()).toList();
        return () -> all;
    }

    /**
     * What can be asked for.
     *
     * @param method GET, which has HEAD with it, POST or DELETE
     * @param path of this form: {@code /v1/webhooks/:id/pause}
     * @param body what it comes with
     * @param deadline how long the body may take from when its sender was let in
     * @param service answers it
     */
    record Operation(
            HttpMethod method, String path, Body body, Duration deadline, Service service) {
        /** With 10 s for the body, and 60 s for a file. */
        public Operation(HttpMethod method, String path, Body body, Service service) {
            this(method, path, body, Duration.ofSeconds(body == Body.FILE ? 60 : 10), service);
        }
    }

    /** What a request comes with. */
    enum Body {
        NONE,
        /** JSON in UTF-8. */
        JSON,
        /** Bytes of any kind, as {@code application/octet-stream}. */
        FILE
    }

    /**
     * Answers on any thread; is asked on an event loop and must not block. Throws a {@link Problem},
     * or has its future fail with one, where it refuses.
     */
    interface Service {
        Future<Reply> answer(Asked asked) throws Problem;
    }

    /**
     * What is asked.
     *
     * @param id of the path; empty when it has none
     * @param query percent-encoded; null without
     * @param body the JSON; empty without
     * @param file the bytes of {@link Body#FILE}; empty without
     */
    record Asked(String id, @Nullable String query, String body, Buffer file) {
        /** Without what may hold a secret. */
        @Override
        public String toString() {
            return "Asked[" + id + "]";
        }
    }

    /**
     * The answer to what was done.
     *
     * @param status 200, 201 or 204
     * @param location of what was made; null for nothing
     * @param json the body; empty for none
     */
    record Reply(int status, @Nullable String location, String json) {
        /** Without what may hold a secret. */
        @Override
        public String toString() {
            return "Reply[" + status + "]";
        }
    }
}
