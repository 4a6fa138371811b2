package dev.referee.lab;

import dev.referee.asterisk.Asterisk;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What Asterisk itself answers when it is asked, for comparison with what Referee says. */
public final class Ari implements AutoCloseable {
    private final Asterisk.Address address;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Asks the Asterisk of this address. */
    public Ari(Asterisk.Address address) {
        this.address = address;
    }

    /** The channels that there are. */
    public List<JsonObject> channels() {
        return objects("channels");
    }

    /** Whether the two endpoints share a bridge now, or are connected through Local channels. */
    public boolean areTogether(String endpoint, String other) {
        Set<String> wanted = channelsOf(other);
        Set<String> reached = new HashSet<>(channelsOf(endpoint));
        List<Set<String>> connections = new ArrayList<>(bridges(bridge -> !isHolding(bridge)));
        connections.addAll(localChannels());
        boolean growing = true;
        while (growing) {
            growing = false;
            for (Set<String> connection : connections) {
                growing |= connection.stream().anyMatch(reached::contains)
                        && reached.addAll(connection);
            }
        }
        return reached.stream().anyMatch(wanted::contains);
    }

    private List<Set<String>> bridges(Predicate<JsonObject> which) {
        return objects("bridges").stream()
                .filter(which)
                .map(bridge -> bridge.getJsonArray("channels").stream()
                        .map(String.class::cast)
                        .collect(Collectors.toSet()))
                .toList();
    }

    private static boolean isHolding(JsonObject bridge) {
        return "holding".equals(bridge.getString("bridge_type"));
    }

    /** Whether no Local channel is left. */
    public boolean hasNoLocalChannels() {
        return localChannels().isEmpty();
    }

    /** The two halves of each: their names differ in the last character only. */
    private Collection<Set<String>> localChannels() {
        return channels().stream()
                .filter(channel -> isOf("Local/", channel))
                .collect(Collectors.groupingBy(
                        channel -> channel.getString("name").replaceFirst(";[12]$", ""),
                        Collectors.mapping(channel -> channel.getString("id"), Collectors.toSet())))
                .values();
    }

    /** Whether the endpoint is in a bridge now that is no holding bridge. */
    boolean isBridged(String endpoint) {
        Set<String> channels = channelsOf(endpoint);
        return bridges(bridge -> !isHolding(bridge)).stream()
                .anyMatch(bridge -> bridge.stream().anyMatch(channels::contains));
    }

    /** Whether the endpoint waits in a holding bridge now. */
    public boolean isHeld(String endpoint) {
        Set<String> channels = channelsOf(endpoint);
        return bridges(Ari::isHolding).stream()
                .anyMatch(bridge -> bridge.stream().anyMatch(channels::contains));
    }

    /** Whether the endpoint has no channel now. */
    public boolean isIdle(String endpoint) {
        return channelsOf(endpoint).isEmpty();
    }

    /** The only channel of the endpoint. */
    public JsonObject channel(String endpoint) {
        List<JsonObject> found = channels().stream()
                .filter(channel -> isOf(endpoint + "-", channel))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(endpoint + " has not one channel: " + found);
        }
        return found.getFirst();
    }

    /** Whether a channel of the endpoint runs this dialplan application now. */
    public boolean runs(String endpoint, String application) {
        return channels().stream()
                .filter(channel -> isOf(endpoint + "-", channel))
                .anyMatch(channel -> application.equals(
                        channel.getJsonObject("dialplan").getString("app_name")));
    }

    private Set<String> channelsOf(String endpoint) {
        return channels().stream()
                .filter(channel -> isOf(endpoint + "-", channel))
                .map(channel -> channel.getString("id"))
                .collect(Collectors.toSet());
    }

    private static boolean isOf(String beginning, JsonObject channel) {
        return channel.getString("name").startsWith(beginning);
    }

    /** Asterisk's version, for example {@code 22.10.1}. */
    public String version() {
        return new JsonObject(get("asterisk/info?only=system"))
                .getJsonObject("system")
                .getString("version");
    }

    private List<JsonObject> objects(String resource) {
        return new JsonArray(get(resource)).stream().map(JsonObject.class::cast).toList();
    }

    /** Asks with the account that Referee has. */
    private String get(String resource) {
        String account = Base64.getEncoder()
                .encodeToString("referee:lab-referee".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://" + address.host() + ":" + address.httpPort() + "/ari/" + resource))
                .header("Authorization", "Basic " + account)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new AssertionError("ARI does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
