package dev.referee.correlate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.intake.ami.AmiFacts;
import dev.referee.intake.ari.AriFacts;
import dev.referee.intake.hep.HepFacts;
import dev.referee.model.Fact;
import dev.referee.model.Person;
import dev.referee.model.Source;
import dev.referee.model.TransferEvent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** A real call, recorded on a real Asterisk, as facts with the times at which they were heard. */
record RecordedCall(String name, List<Heard> heard) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A fact and when it was heard. */
    record Heard(Instant at, Fact fact) {}

    /** A line of a recording: what a source said, as it said it, in its own encoding. */
    record Line(Instant at, String source, String data) {}

    static RecordedCall read(String name) {
        return of(name, lines(name));
    }

    /** The lines of a recording. */
    static List<Line> lines(String name) {
        List<Line> lines = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(
                        RecordedCall.class.getResourceAsStream("/captures/" + name + ".jsonl.gz"));
                BufferedReader texts = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            for (String text = texts.readLine(); text != null; text = texts.readLine()) {
                JsonNode entry = JSON.readTree(text);
                JsonNode data = entry.get("data");
                lines.add(new Line(
                        Instant.EPOCH.plusMillis(entry.get("t").asLong()),
                        entry.get("source").asText(),
                        data.isTextual() ? data.asText() : data.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** The call that these lines tell of, by the parsers that read live traffic. */
    static RecordedCall of(String name, List<Line> lines) {
        AmiFacts ami = new AmiFacts();
        AriFacts ari = new AriFacts();
        HepFacts hep = new HepFacts();
        List<Heard> heard = new ArrayList<>();
        for (Line line : lines) {
            List<Fact> facts = switch (line.source()) {
                case "ami" -> ami.of(line.data());
                case "ari" -> ari.of(line.data());
                case "hep" -> hep.of(line.data());
                default -> List.of();
            };
            facts.forEach(fact -> heard.add(new Heard(line.at(), fact)));
        }
        return new RecordedCall(name, heard);
    }

    /** What these sources alone told. */
    RecordedCall only(Source... sources) {
        Set<Source> kept = Set.of(sources);
        return new RecordedCall(
                name,
                heard.stream().filter(one -> kept.contains(one.fact().source())).toList());
    }

    boolean hasHep() {
        return heard.stream().anyMatch(one -> one.fact().source() == Source.HEP);
    }

    /** With each HEP packet lost or doubled by chance, as UDP does. */
    RecordedCall withUnreliableHep(Random random) {
        List<Heard> some = new ArrayList<>();
        for (Heard one : heard) {
            int copies = one.fact().source() == Source.HEP ? random.nextInt(3) : 1;
            for (int i = 0; i < copies; i++) {
                some.add(one);
            }
        }
        return new RecordedCall(name, some);
    }

    /** The same facts, each source in its own order, but the sources interleaved anew. */
    RecordedCall interleaved(Random random) {
        Map<Source, Duration> lag = new EnumMap<>(Source.class);
        Set<Source> sources = EnumSet.noneOf(Source.class);
        heard.forEach(one -> sources.add(one.fact().source()));
        List<Heard> moved = new ArrayList<>();
        for (Source source : sources) {
            Instant last = Instant.EPOCH;
            for (Heard one : heard) {
                if (one.fact().source() != source) {
                    continue;
                }
                if (random.nextInt(20) == 0) {
                    lag.put(source, Duration.ofMillis(random.nextInt(900)));
                }
                Instant at = one.at().plus(lag.getOrDefault(source, Duration.ZERO));
                last = at.isBefore(last) ? last : at;
                moved.add(new Heard(last, one.fact()));
            }
        }
        moved.sort(Comparator.comparing(Heard::at));
        return new RecordedCall(name, moved);
    }

    /** What a correlator makes of it. Time does not run on after the last fact. */
    List<TransferEvent> events() {
        return events(Duration.ZERO);
    }

    /** What a correlator makes of it when time runs on for so long after the last fact. */
    List<TransferEvent> events(Duration after) {
        return events(after, List.of());
    }

    /** The same where some have several endpoints. */
    List<TransferEvent> events(Duration after, List<Person> persons) {
        Correlator correlator = new Correlator("main", Limits.DEFAULT, hasHep(), persons);
        List<TransferEvent> events = new ArrayList<>();
        Instant deadline = null;
        Instant last = Instant.EPOCH;
        for (Heard one : heard) {
            last = one.at();
            while (deadline != null && deadline.isBefore(last)) {
                Step step = correlator.advance(deadline);
                events.addAll(step.events());
                deadline = step.deadline();
            }
            Step step = correlator.step(one.fact(), last);
            events.addAll(step.events());
            deadline = step.deadline();
        }
        while (deadline != null && !deadline.isAfter(last.plus(after))) {
            Step step = correlator.advance(deadline);
            events.addAll(step.events());
            deadline = step.deadline();
        }
        return events;
    }
}
