package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.referee.Seeds;
import dev.referee.intake.Damage;
import dev.referee.intake.Texts;
import dev.referee.model.Fact;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Real frames, damaged at random: nothing throws, and what is told stays within bounds. Another seed
 * or more rounds: {@code -Dami.seed=7 -Dami.rounds=10000000}.
 */
@ParameterizedClass
@Seeds("ami.seed")
class HostileFramesTest {
    private static final int ROUNDS = Integer.getInteger("ami.rounds", 100_000);

    private final long seed;
    private final Random random;
    private final Damage damage;

    HostileFramesTest(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.damage = new Damage(random);
    }

    @Test
    void noFrameCanThrowOrBeBelievedBeyondItsBounds() throws IOException {
        List<String> frames = tellingFrames();
        AmiFacts mapping = new AmiFacts();
        int told = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String frame = damage.frame(damage.oneOf(frames));
            try {
                List<Fact> facts = mapping.of(frame);
                told += facts.size();
                facts.forEach(HostileFramesTest::assertWithinBounds);
            } catch (RuntimeException | AssertionError e) {
                fail("round " + round + " of -Dami.seed=" + seed + ":\n" + frame, e);
            }
        }
        assertTrue(told > ROUNDS / 20, "only " + told + " facts: the damage is too great");
        assertTrue(mapping.rejected() > ROUNDS / 20, "too little damage");
    }

    @Test
    void noStreamOfBytesCanThrowOrNeverEnd() throws IOException {
        List<String> frames = tellingFrames();
        int cut = 0;
        for (int round = 0; round < ROUNDS / 20; round++) {
            StringBuilder stream = new StringBuilder("Asterisk Call Manager/11.0.0\r\n");
            for (int i = random.nextInt(8); i >= 0; i--) {
                stream.append(damage.oneOf(frames)).append("\r\n\r\n");
            }
            byte[] bytes = damage.bytes(stream.toString().getBytes(StandardCharsets.UTF_8));
            try {
                cut += framesIn(bytes, 500 + random.nextInt(2_000));
            } catch (RuntimeException | AssertionError e) {
                fail("round " + round + " of -Dami.seed=" + seed, e);
            }
        }
        assertTrue(cut > ROUNDS / 20, "only " + cut + " frames: the damage is too great");
    }

    @Test
    void noEscapedValueCanThrowOrGrow() {
        for (int round = 0; round < ROUNDS; round++) {
            String escaped = damage.text("sip:6002@pbx\\;user=phone\\\\\\n\\q");
            assertTrue(AmiFrame.unescape(escaped).length() <= escaped.length());
        }
    }

    private static int framesIn(byte[] bytes, int maxFrame) {
        FrameReader reader = new FrameReader(inPieces(bytes), maxFrame, EventFilter.FACTS);
        AmiFacts mapping = new AmiFacts();
        int frames = 0;
        try {
            reader.greeting();
            while (true) {
                String frame = reader.frame();
                assertTrue(frame.length() <= maxFrame);
                mapping.of(frame).forEach(HostileFramesTest::assertWithinBounds);
                frames++;
            }
        } catch (IOException e) {
            return frames; // As every stream ends.
        }
    }

    private static InputStream inPieces(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(7, length));
            }
        };
    }

    private List<String> tellingFrames() throws IOException {
        List<String> telling = new ArrayList<>();
        for (String capture : CapturedFactsTest.captures()) {
            for (String frame : CapturedFactsTest.frames(capture)) {
                if (!new AmiFacts().of(frame).isEmpty()) {
                    telling.add(frame);
                }
            }
        }
        telling.addAll(List.of(
                "Response: Success\r\nActionID: referee-life\r\nCoreStartupDate: 2026-01-01\r\n"
                        + "CoreStartupTime: 10:00:00",
                "Event: CoreShowChannel\r\nUniqueid: 1.1\r\nChannel: PJSIP/a-1\r\nBridgeId: b",
                "Event: BridgeListItem\r\nBridgeUniqueid: b\r\nBridgeTechnology: simple_bridge",
                "Event: CoreShowChannelsComplete\r\nListItems: 1"));
        return telling;
    }

    private static void assertWithinBounds(Fact fact) {
        assertTrue(Texts.longestIn(fact) <= AmiFrame.LONGEST_VALUE, "a text that is too long");
    }
}
