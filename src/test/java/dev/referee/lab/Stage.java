package dev.referee.lab;

import dev.referee.asterisk.Asterisk;
import dev.referee.phone.Call;
import dev.referee.phone.Phones;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** What a test against a real Asterisk plays on: Asterisk, Referee beside it, and phones. */
public final class Stage implements AutoCloseable {
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Asterisk asterisk;
    private final RefereeProcess referee;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Phones phones;

    private Stage(Asterisk asterisk, RefereeProcess referee) {
        this.asterisk = asterisk;
        this.referee = referee;
        this.phones = Phones.at(asterisk.address().host(), asterisk.address().sipPort());
    }

    /** Starts Referee beside an Asterisk that runs. */
    static Stage beside(Asterisk asterisk) {
        return new Stage(asterisk, RefereeProcess.start(asterisk.address()));
    }

    /** The Asterisk; it may be killed and started again. */
    public Asterisk asterisk() {
        return asterisk;
    }

    /** Referee. */
    public RefereeProcess referee() {
        return referee;
    }

    /** The scripted phones. */
    public Phones phones() {
        return phones;
    }

    /** The party of a leg, subscribed to that leg's transfers by its dialog. */
    public Party party(Call leg) {
        return Party.connect(vertx, leg.phone().name(), referee.url()).subscribe(leg.dialog());
    }

    /** Hangs up every phone and waits until Asterisk has no channel left. */
    public void hangUpAll() {
        phones.hangUpAll();
        long deadline = System.nanoTime() + QUIET.toNanos();
        String channels = channels();
        while (!new JsonArray(channels).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Asterisk still has channels: " + channels);
            }
            pause();
            channels = channels();
        }
    }

    /** ARI's list of channels, asked for with the account that Referee has. */
    private String channels() {
        Asterisk.Address address = asterisk.address();
        String account = Base64.getEncoder()
                .encodeToString("referee:lab-referee".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://" + address.host() + ":" + address.httpPort() + "/ari/channels"))
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

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        phones.close();
        referee.close();
        var unused = vertx.close();
        http.close();
    }
}
