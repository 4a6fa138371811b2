package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The mapping against calls that were recorded from a real Asterisk 22. */
class CapturedFactsTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private static final String ENDING = ".jsonl.gz";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void noFrameOfARealAsteriskIsBad() throws IOException {
        for (String capture : captures()) {
            AmiFacts facts = new AmiFacts();
            int told = 0;
            for (String frame : frames(capture)) {
                told += facts.of(frame).size();
            }
            assertTrue(told > 0, capture + " told nothing");
            assertEquals(0, facts.rejected(), capture + " has bad frames");
        }
        assertEquals(18, captures().size());
    }

    @Test
    void theAttendedTransferOfARealCallIsTold() throws IOException {
        Fact.AttendedTransferred told = only(Fact.AttendedTransferred.class, "attended-bridge");
        assertEquals(Fact.TransferResult.SUCCESS, told.result());
        assertEquals("PJSIP/alice-00000000", told.transferor().name());
        assertEquals("PJSIP/alice-00000002", told.second().name());
        assertEquals("PJSIP/bob-00000001", name(told.transferee()));
        assertEquals("PJSIP/carol-00000003", name(told.target()));
        assertEquals(Fact.Destination.BRIDGE, told.destination());
    }

    @Test
    void theBlindTransferOfARealCallIsTold() throws IOException {
        Fact.BlindTransferred told = only(Fact.BlindTransferred.class, "blind-busy");
        assertEquals("6002", told.extension());
        assertTrue(told.external());
        List<Fact> facts = facts("blind-busy");
        assertTrue(facts.stream()
                .anyMatch(f -> f instanceof Fact.DialEnded end && end.status().equals("BUSY")));
        assertTrue(facts.stream()
                .anyMatch(f -> f instanceof Fact.VariableSet set
                        && set.name().equals("SIPREFERTOHDR")
                        && set.value().contains("6002")));
    }

    @Test
    void theLocalChannelOfARealCallIsTold() throws IOException {
        Fact.LocalJoined told = only(Fact.LocalJoined.class, "dtmf-attended");
        assertTrue(name(told.one()).endsWith(";1"));
        assertTrue(name(told.two()).endsWith(";2"));
    }

    private static String name(@org.jspecify.annotations.Nullable Channel channel) {
        return channel == null || channel.name() == null ? "none" : channel.name();
    }

    private static <T extends Fact> T only(Class<T> type, String capture) throws IOException {
        List<T> found =
                facts(capture).stream().filter(type::isInstance).map(type::cast).toList();
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private static List<Fact> facts(String capture) throws IOException {
        AmiFacts mapping = new AmiFacts();
        List<Fact> facts = new ArrayList<>();
        for (String frame : frames(capture)) {
            facts.addAll(mapping.of(frame));
        }
        return facts;
    }

    /** The names of the recorded calls. */
    static List<String> captures() throws IOException {
        try (Stream<Path> files = Files.list(CAPTURES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        }
    }

    /** The AMI frames of a recorded call. */
    static List<String> frames(String capture) throws IOException {
        Path file = CAPTURES.resolve(capture + ENDING);
        List<String> frames = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode entry = JSON.readTree(line);
                if (entry.path("source").asText().equals("ami")) {
                    frames.add(entry.path("data").asText());
                }
            }
        }
        return frames;
    }
}
