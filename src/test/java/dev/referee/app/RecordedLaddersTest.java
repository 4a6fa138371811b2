package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.correlate.Correlator;
import dev.referee.correlate.Limits;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Step;
import dev.referee.ladder.LadderJson;
import dev.referee.ladder.LadderText;
import dev.referee.log.CloudEvents;
import dev.referee.model.TransferEvent;
import dev.referee.policy.Policy;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds for the ladder of every recorded call. */
class RecordedLaddersTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");

    @Test
    void everyTransferHasALadderAndNoVerdictChanges() throws Exception {
        int transfers = 0;
        try (Stream<Path> files = Files.walk(CAPTURES)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".gz")).sorted().toList()) {
                List<TransferEvent> without = new ArrayList<>();
                play(file, new Replay(correlator(), Policy.DEFAULT, without::add, null));
                Ladders ladders = new Ladders();
                List<TransferEvent> with = new ArrayList<>();
                Replay replay = new Replay(
                        correlator(),
                        Policy.DEFAULT,
                        event -> {
                            with.add(event);
                            ladders.told(event);
                        },
                        null);
                replay.beforeEach(ladders::see);
                play(file, replay);
                assertEquals(encoded(without), encoded(with), file.toString());
                Set<String> ids = with.stream()
                        .map(event -> event.transfer().id())
                        .collect(Collectors.toSet());
                List<Ladder> all = ladders.all();
                assertEquals(
                        ids,
                        all.stream().map(Ladder::transfer).collect(Collectors.toSet()),
                        file.toString());
                for (Ladder ladder : all) {
                    check(ladder, file.toString());
                    transfers++;
                }
            }
        }
        assertTrue(transfers > 200, String.valueOf(transfers));
    }

    private static Correlator correlator() {
        return new Correlator("main", Limits.DEFAULT, true);
    }

    private static void play(Path file, Replay replay) throws Exception {
        try (CaptureReader capture = CaptureReader.open(file)) {
            replay.play(capture);
        }
    }

    private static List<String> encoded(List<TransferEvent> events) {
        return events.stream().map(CloudEvents::encode).toList();
    }

    private static void check(Ladder ladder, String file) {
        assertEquals(ladder, LadderJson.decode(LadderJson.encode(ladder)), file);
        assertFalse(LadderText.of(ladder).isEmpty());
        assertFalse(ladder.steps().isEmpty(), file);
        Set<String> lanes = ladder.parties().stream().map(Party::id).collect(Collectors.toSet());
        Set<String> identifiers = ladder.parties().stream()
                .flatMap(party -> party.legs().stream())
                .flatMap(leg -> Stream.of(leg.channel(), leg.uniqueid(), leg.callId()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        for (Step step : ladder.steps()) {
            assertTrue(lanes.contains(step.from()) && lanes.contains(step.to()), file + step);
            assertTrue(identifiers.stream().noneMatch(step.label()::contains), file + step);
        }
        boolean isEnded =
                Set.of("completed", "failed", "abandoned", "unknown").contains(ladder.state());
        assertEquals(
                isEnded ? 1 : 0,
                ladder.steps().stream()
                        .filter(step -> step.kind() == Kind.VERDICT)
                        .count(),
                file);
    }
}
