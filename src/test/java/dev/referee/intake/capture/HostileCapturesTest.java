package dev.referee.intake.capture;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.referee.Seeds;
import dev.referee.intake.Damage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * A recording, damaged at random: it is read or refused with a sentence. Another seed or more
 * rounds: {@code -Dcapture.seed=7 -Dcapture.rounds=100000}.
 */
@ParameterizedClass
@Seeds("capture.seed")
class HostileCapturesTest {
    private static final Path CAPTURE =
            Path.of("src/test/resources/captures/refer-on-unbridged-leg.jsonl.gz");
    private static final int ROUNDS = Integer.getInteger("capture.rounds", 1_000);

    private final long seed;
    private final Damage damage;

    @TempDir
    Path folder;

    HostileCapturesTest(long seed) {
        this.seed = seed;
        this.damage = new Damage(new Random(seed));
    }

    @Test
    void noLineCanThrowAnythingElseThanWhatIsWrongWithIt() throws IOException {
        StringBuilder lines = new StringBuilder();
        try (InputStream whole = new GZIPInputStream(Files.newInputStream(CAPTURE))) {
            lines.append(new String(whole.readAllBytes(), StandardCharsets.UTF_8));
        }
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String damaged = damage.text(lines.toString());
            refused += isRefused(round, damaged.getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
        }
        assertTrue(refused > ROUNDS / 5, "too little damage");
        assertTrue(refused < ROUNDS, "too much damage");
    }

    @Test
    void noGzipCanThrowAnythingElseThanWhatIsWrongWithIt() throws IOException {
        byte[] whole = Files.readAllBytes(CAPTURE);
        for (int round = 0; round < ROUNDS; round++) {
            isRefused(round, damage.bytes(whole));
        }
    }

    private boolean isRefused(int round, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("damaged"), content);
        try {
            CaptureReaderTest.readAll(file);
            return false;
        } catch (CaptureException e) {
            String said = String.valueOf(e.getMessage());
            assertTrue(said.startsWith(file.toString()), said);
            assertTrue(said.length() < file.toString().length() + 300, said);
            return true;
        } catch (RuntimeException e) {
            return fail("round " + round + " of -Dcapture.seed=" + seed, e);
        }
    }
}
