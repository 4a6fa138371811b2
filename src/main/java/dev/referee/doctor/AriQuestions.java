package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAri;
import dev.referee.intake.ari.AriProbe;
import dev.referee.intake.ari.AriProbe.Reply;
import dev.referee.intake.ari.AriSettings;

import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Asks ARI with the configured account. Blocks; each question for seconds at most. */
final class AriQuestions implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The most endpoints that are read, and for how long: each takes a request. */
    private static final int MOST_ENDPOINTS = 500;

    private static final Duration MOST_READING = Duration.ofSeconds(15);

    private final AriProbe probe;
    private final AriSettings settings;
    private final InstantSource clock;
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();

    AriQuestions(Vertx vertx, AriSettings settings, InstantSource clock) {
        this.probe = new AriProbe(vertx, settings, PATIENCE);
        this.settings = settings;
        this.clock = clock;
    }

    /** Asks everything and begins to listen, under a name that nobody else has. */
    OfAri ask() {
        try {
            Instant before = clock.instant();
            Reply info = Waiting.on(probe.get("/asterisk/info"));
            if (info.status() == 404) {
                // Only that part may be missing.
                info = Waiting.on(probe.get("/api-docs/resources.json"));
            }
            if (!info.success()) {
                return OfAri.unreachable(probe.meaning(info.status()));
            }
            JsonObject told = new JsonObject(info.body());
            Map<String, String> names = endpointNames();
            String trouble = listen();
            return new OfAri(
                    null,
                    told,
                    modules(Waiting.on(probe.get("/asterisk/modules"))),
                    names == null ? null : endpoints(names),
                    names == null ? 0 : names.size(),
                    Waiting.on(probe.tryToChange()).status() == 404,
                    Waiting.on(probe.get("/applications/" + AriProbe.part(settings.application())))
                            .success(),
                    trouble,
                    Map.of(),
                    ahead(before, info));
        } catch (Waiting.Failed e) {
            return OfAri.unreachable(probe.meaning(e.why()));
        } catch (DecodeException | ClassCastException e) {
            return OfAri.unreachable(probe.meaning(new IllegalStateException("no JSON")));
        }
    }

    /** With what was heard until now. */
    OfAri withHeard(OfAri asked) {
        return new OfAri(
                asked.trouble(),
                asked.info(),
                asked.modules(),
                asked.endpoints(),
                asked.endpointCount(),
                asked.mayChange(),
                asked.isApplicationTaken(),
                asked.socketTrouble(),
                Map.copyOf(heard),
                asked.ahead());
    }

    private @Nullable Duration ahead(Instant before, Reply reply) {
        try {
            return reply.date()
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()
                            .plusMillis(500))
                    .map(theirs -> Duration.between(before, theirs))
                    .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Those that run; null where they may not be read. */
    static @Nullable Set<String> modules(Reply reply) {
        if (!reply.success()) {
            return null;
        }
        Set<String> running = new HashSet<>();
        for (Object entry : new JsonArray(reply.body())) {
            if (entry instanceof JsonObject module
                    && "Running".equals(module.getString("status"))) {
                running.add(module.getString("name"));
            }
        }
        return running;
    }

    private @Nullable Map<String, String> endpointNames() throws Waiting.Failed {
        Reply reply = Waiting.on(probe.get("/endpoints/PJSIP"));
        if (!reply.success()) {
            return null;
        }
        Map<String, String> names = new TreeMap<>();
        for (Object entry : new JsonArray(reply.body())) {
            if (entry instanceof JsonObject endpoint) {
                names.put(endpoint.getString("resource"), endpoint.getString("state", ""));
            }
        }
        return names;
    }

    private @Nullable Map<String, Map<String, String>> endpoints(Map<String, String> names)
            throws Waiting.Failed {
        Map<String, Map<String, String>> endpoints = new TreeMap<>();
        Instant deadline = clock.instant().plus(MOST_READING);
        for (String name : names.keySet()) {
            if (endpoints.size() >= MOST_ENDPOINTS || clock.instant().isAfter(deadline)) {
                break;
            }
            Reply reply = Waiting.on(probe.get(
                    "/asterisk/config/dynamic/res_pjsip/endpoint/" + AriProbe.part(name)));
            if (reply.success()) {
                endpoints.put(name, attributes(reply.body()));
            }
        }
        return endpoints.isEmpty() && !names.isEmpty() ? null : endpoints;
    }

    static Map<String, String> attributes(String body) {
        Map<String, String> attributes = new TreeMap<>();
        for (Object entry : new JsonArray(body)) {
            if (entry instanceof JsonObject attribute) {
                attributes.put(attribute.getString("attribute"), attribute.getString("value", ""));
            }
        }
        return attributes;
    }

    private @Nullable String listen() {
        String application = "referee-doctor-" + ProcessHandle.current().pid();
        try {
            Waiting.on(probe.listen(application, this::heard));
            return null;
        } catch (Waiting.Failed e) {
            return probe.meaning(e.why());
        }
    }

    private void heard(String json) {
        try {
            heard.merge(new JsonObject(json).getString("type", ""), 1, Integer::sum);
        } catch (DecodeException e) {
            heard.merge("", 1, Integer::sum);
        }
    }

    @Override
    public void close() {
        try {
            Waiting.on(probe.close());
        } catch (Waiting.Failed e) {
            // Nothing is left to be done about it.
        }
    }
}
