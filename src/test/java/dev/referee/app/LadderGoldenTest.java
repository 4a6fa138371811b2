package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code replay --ladder} of recorded calls prints what the golden files hold. To write them anew:
 * {@code mvn test -Dtest=LadderGoldenTest -Dgolden.apply=true}.
 */
class LadderGoldenTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/ladders");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blind-busy",
                "blind-answered",
                "attended-bridge",
                "attended-early-ringing",
                "blind-to-queue",
                "plain-call",
                "kinds/k16_busy_bye_at_202_no_hep",
                "kinds/k13_local_busy",
                "outgoing/out_app_603"
            })
    void theLadderOfARecordedCallIsTheGoldenOne(String name) throws IOException {
        CommandRun run = CommandRun.of(
                Map.of(),
                Path.of(""),
                "replay",
                "--ladder",
                CAPTURES.resolve(name + ".jsonl.gz").toString());
        assertEquals(ExitCode.OK, run.status(), run.err());
        Path golden = GOLDEN.resolve(name.substring(name.indexOf('/') + 1) + ".txt");
        if (Boolean.getBoolean("golden.apply")) {
            Files.writeString(golden, run.out());
        }
        assertEquals(Files.readString(golden), run.out());
    }
}
