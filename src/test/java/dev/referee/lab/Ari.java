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
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What Asterisk itself answers when it is asked, for comparison with what Referee says. */
final class Ari implements AutoCloseable {
    private final Asterisk.Address address;
    private final HttpClient http = HttpClient.newHttpClient();

    Ari(Asterisk.Address address) {
        this.address = address;
    }

    /** The channels that there are. */
    List<JsonObject> channels() {
        return objects("channels");
    }

    /** Whether the two endpoints share a bridge now. */
    boolean areTogether(String endpoint, String other) {
        Set<String> one = channelsOf(endpoint);
        Set<String> two = channelsOf(other);
        return objects("bridges").stream()
                .map(bridge -> bridge.getJsonArray("channels").stream().toList())
                .anyMatch(channels -> channels.stream().anyMatch(one::contains)
                        && channels.stream().anyMatch(two::contains));
    }

    /** Whether a channel of the endpoint runs this dialplan application now. */
    boolean runs(String endpoint, String application) {
        return channels().stream()
                .filter(channel -> isOf(endpoint, channel))
                .anyMatch(channel -> application.equals(
                        channel.getJsonObject("dialplan").getString("app_name")));
    }

    private Set<String> channelsOf(String endpoint) {
        return channels().stream()
                .filter(channel -> isOf(endpoint, channel))
                .map(channel -> channel.getString("id"))
                .collect(Collectors.toSet());
    }

    private static boolean isOf(String endpoint, JsonObject channel) {
        return channel.getString("name").startsWith(endpoint + "-");
    }

    /** Asterisk's version, for example {@code 22.10.1}. */
    String version() {
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
