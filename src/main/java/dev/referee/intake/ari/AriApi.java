package dev.referee.intake.ari;

import ch.loway.oss.ari4java.ARI;
import ch.loway.oss.ari4java.AriVersion;
import ch.loway.oss.ari4java.generated.models.AsteriskInfo;
import ch.loway.oss.ari4java.generated.models.Bridge;
import ch.loway.oss.ari4java.generated.models.Channel;
import ch.loway.oss.ari4java.generated.models.Message;
import ch.loway.oss.ari4java.generated.models.Variable;
import ch.loway.oss.ari4java.tools.RestException;
import ch.loway.oss.ari4java.tools.WsClient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Future;

import java.lang.module.ModuleDescriptor.Version;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What Referee asks of one Asterisk through ari4java. On one Vert.x context. */
final class AriApi {
    /** That of Asterisk 16. The jar is made without the library's classes for older ones (pom.xml). */
    private static final Version OLDEST = Version.parse("4.0.0");

    private static final List<AriVersion> KNOWN = Arrays.stream(AriVersion.values())
            .filter(version -> version != AriVersion.IM_FEELING_LUCKY)
            .filter(version -> number(version).compareTo(OLDEST) >= 0)
            .sorted(Comparator.comparing(AriApi::number))
            .toList();

    private final VertxHttpClient http;
    private final ARI ari;
    private final String version;

    private AriApi(VertxHttpClient http, WsClient socket, String version) {
        this.http = http;
        this.version = version;
        this.ari = new ARI();
        ari.setHttpClient(http);
        ari.setWsClient(socket);
        ari.setVersion(newestKnown(version));
    }

    /** Asks which version of ARI this Asterisk speaks: the first thing that fails if anything does. */
    static Future<AriApi> open(VertxHttpClient http, WsClient socket) {
        return http.send("GET", "/api-docs/resources.json", null, null)
                .compose(RawCallback::parse)
                .map(resources ->
                        new AriApi(http, socket, resources.path("apiVersion").asText("0")));
    }

    /** The version that Asterisk states, for example {@code 10.0.0} for Asterisk 22. */
    String version() {
        return version;
    }

    /**
     * The newest version that the library knows and that is not newer than this one. Asterisk 23
     * states 11.0.0, where ari4java 0.18.0 ends with 10.0.0. One that is older than Asterisk 16 is
     * spoken to as an Asterisk 16.
     */
    static AriVersion newestKnown(String reported) {
        Version wanted;
        try {
            wanted = Version.parse(reported);
        } catch (IllegalArgumentException e) {
            return KNOWN.getLast();
        }
        return KNOWN.stream()
                .filter(known -> number(known).compareTo(wanted) <= 0)
                .reduce((older, newer) -> newer)
                .orElse(KNOWN.getFirst());
    }

    private static Version number(AriVersion version) {
        return Version.parse(version.version());
    }

    /** Opens the event socket of the application, for everything that happens. */
    void listen(String application) throws RestException {
        ari.events()
                .eventWebsocket(application)
                .setSubscribeAll(true)
                .execute(new RawCallback<Message>());
    }

    /**
     * Has Asterisk send only the events that become facts (13.26, 16.3 and later). False when it
     * does not do so, because it is older or because the account may only read. The library sends
     * a body here that Asterisk silently ignores (0.18.0), so this is sent without it.
     */
    Future<Boolean> filterEvents(String application) {
        ObjectNode filter = AriFacts.JSON.createObjectNode();
        filter.putArray("disallowed");
        ArrayNode allowed = filter.putArray("allowed");
        AriFacts.EVENTS.stream().sorted().forEach(type -> allowed.addObject().put("type", type));
        allowed.addObject().put("type", AriSession.REPLACED);
        String path = "/applications/"
                + URLEncoder.encode(application, StandardCharsets.UTF_8)
                + "/eventFilter";
        return http.send("PUT", path, null, filter.toString())
                .map(true)
                .recover(failure -> failure instanceof RestException
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }

    /** {@code GET /asterisk/info}. */
    Future<JsonNode> info() {
        return ask(raw -> ari.asterisk().getInfo().execute(raw), new RawCallback<AsteriskInfo>());
    }

    /** {@code GET /channels}. */
    Future<JsonNode> channels() {
        return ask(raw -> ari.channels().list().execute(raw), new RawCallback<List<Channel>>());
    }

    /** {@code GET /bridges}. */
    Future<JsonNode> bridges() {
        return ask(raw -> ari.bridges().list().execute(raw), new RawCallback<List<Bridge>>());
    }

    /** {@code GET /channels/{id}}. */
    Future<JsonNode> channel(String id) {
        return ask(raw -> ari.channels().get(id).execute(raw), new RawCallback<Channel>());
    }

    /**
     * {@code GET /channels/{id}/variable}: the value of a variable or dialplan function. Fails where
     * it has none.
     */
    Future<String> variable(String id, String name) {
        return ask(
                        raw -> ari.channels().getChannelVar(id, name).execute(raw),
                        new RawCallback<Variable>())
                .map(answer -> {
                    String value = answer.path("value").textValue();
                    if (value == null || value.isEmpty()) {
                        throw new IllegalStateException(name + " has no value");
                    }
                    return value;
                });
    }

    private static <T> Future<JsonNode> ask(AriRequest<T> question, RawCallback<T> answer) {
        try {
            question.ask(answer);
        } catch (RestException e) {
            answer.onFailure(e);
        }
        return answer.future();
    }

    @FunctionalInterface
    private interface AriRequest<T> {
        void ask(RawCallback<T> answer) throws RestException;
    }
}
