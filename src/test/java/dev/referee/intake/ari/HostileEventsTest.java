package dev.referee.intake.ari;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.referee.Seeds;
import dev.referee.intake.Damage;
import dev.referee.intake.Texts;
import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Real events, damaged at random: nothing throws, and what is told stays within bounds. Another seed
 * or more rounds: {@code -Dari.seed=7 -Dari.rounds=10000000}.
 */
@ParameterizedClass
@Seeds("ari.seed")
class HostileEventsTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private static final int ROUNDS = Integer.getInteger("ari.rounds", 50_000);

    private final long seed;
    private final Damage damage;
    private final AriFacts mapping = new AriFacts();

    HostileEventsTest(long seed) {
        this.seed = seed;
        this.damage = new Damage(new Random(seed));
    }

    @Test
    void noEventCanThrowOrBeBelievedBeyondItsBounds() throws IOException {
        List<JsonNode> events = tellingEvents();
        int told = 0;
        for (int round = 0; round < ROUNDS; round++) {
            told += tell(round, damage.json(damage.oneOf(events).deepCopy()).toString());
        }
        assertTrue(told > ROUNDS / 20, "only " + told + " facts: the damage is too great");
        assertTrue(mapping.malformed() > ROUNDS / 20, "too little damage");
    }

    @Test
    void noTextCanThrow() throws IOException {
        List<JsonNode> events = tellingEvents();
        for (int round = 0; round < ROUNDS; round++) {
            tell(round, damage.text(damage.oneOf(events).toString()));
        }
        assertTrue(mapping.malformed() > ROUNDS / 20, "too little damage");
    }

    private int tell(int round, String json) {
        try {
            List<Fact> facts = mapping.of(json);
            facts.forEach(HostileEventsTest::assertWithinBounds);
            return facts.size();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return fail("round " + round + " of -Dari.seed=" + seed + ":\n" + json, e);
        }
    }

    private static void assertWithinBounds(Fact fact) {
        assertTrue(Texts.longestIn(fact) <= AriFacts.LONGEST_VALUE, "a text that is too long");
        switch (fact) {
            case Fact.ChannelGone gone -> assertNumbers(gone.cause(), gone.sipStatus());
            case Fact.HangupRequested request ->
                assertNumbers(request.cause(), request.sipStatus());
            default -> {}
        }
    }

    private static void assertNumbers(@Nullable Integer cause, @Nullable Integer sipStatus) {
        assertTrue(cause == null || (cause >= 1 && cause <= 127), "no Q.850 cause: " + cause);
        assertTrue(
                sipStatus == null || (sipStatus >= 100 && sipStatus <= 699),
                "no SIP status: " + sipStatus);
    }

    private static List<JsonNode> tellingEvents() throws IOException {
        List<JsonNode> telling = new ArrayList<>();
        for (String capture : AriFactsTest.captures()) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(CAPTURES.resolve(capture))),
                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode entry = AriFacts.JSON.readTree(line);
                    JsonNode event = entry.path("data");
                    if (entry.path("source").asText().equals("ari")
                            && !new AriFacts().of(event).isEmpty()) {
                        telling.add(event);
                    }
                }
            }
        }
        telling.add(snapshot(telling));
        return telling;
    }

    private static ObjectNode snapshot(List<JsonNode> events) {
        ObjectNode snapshot = AriFacts.JSON.createObjectNode();
        snapshot.put("type", "RefereeSnapshot").put("startup_time", "2026-01-01T00:00:00Z");
        snapshot.putArray("channels").add(events.getFirst().path("channel"));
        snapshot.putArray("bridges")
                .addObject()
                .put("id", "b")
                .put("technology", "simple_bridge")
                .putArray("channels")
                .add("1.1");
        return snapshot;
    }
}
