package dev.referee.intake.hep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.referee.Seeds;
import dev.referee.model.Fact;
import dev.referee.model.ReferTo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Real packets, damaged at random: nothing throws, and what is told stays within bounds. Another
 * seed or more rounds: {@code -Dhep.seed=7 -Dhep.rounds=10000000}.
 */
@ParameterizedClass
@Seeds("hep.seed")
class HostilePacketsTest {
    private static final int ROUNDS = Integer.getInteger("hep.rounds", 100_000);
    private static final String[] SPICE = {
        "\r\n",
        "\n",
        "\r\n\r\n",
        "<",
        ">",
        "\"",
        "\\",
        ";tag=",
        "%",
        "%3B",
        "?Replaces=",
        ";",
        ":",
        "SIP/2.0 ",
        "REFER ",
        " ",
        "\t",
        "@",
        "=",
        "CSeq: 1 BYE\r\n",
        "i: x\r\n",
        "\0",
        "\u00fc",
        ","
    };

    private final long seed;
    private final Random random;

    HostilePacketsTest(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    @Test
    void nothingThatComesOverTheNetworkCanThrow() throws Exception {
        List<byte[]> whole = new ArrayList<>();
        for (String capture : CapturedFactsTest.captures()) {
            for (String packet : CapturedFactsTest.packets(capture)) {
                byte[] datagram = Base64.getDecoder().decode(packet);
                if (!new HepFacts().heard(datagram).facts().isEmpty()) {
                    whole.add(datagram);
                }
            }
        }
        HepFacts mapping = new HepFacts();
        int told = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = damaged(whole.get(random.nextInt(whole.size())));
            try {
                List<Fact> facts = mapping.heard(packet).facts();
                told += facts.size();
                facts.forEach(HostilePacketsTest::assertWithinBounds);
            } catch (RuntimeException e) {
                fail(
                        "round " + round + " of -Dhep.seed=" + seed + ": "
                                + HexFormat.of().formatHex(packet),
                        e);
            }
        }
        assertTrue(told > ROUNDS / 20, "only " + told + " facts: the damage is too great");
        assertTrue(mapping.rejected() > ROUNDS / 20, "too little damage");
    }

    @Test
    void noReferToHeaderCanThrow() {
        for (int round = 0; round < ROUNDS; round++) {
            String raw = spiced("<sip:6002@pbx?Replaces=a%40b%3Bto-tag%3Dx%3Bfrom-tag%3Dy>");
            assertEquals(raw, ReferTo.of(raw).raw());
        }
    }

    private static void assertWithinBounds(Fact fact) {
        assertTrue(fact.toString().length() < 6 * SipMessage.LONGEST_VALUE);
        if (fact instanceof Fact.NotifySeen notify) {
            String bytes = notify.body().bytes();
            assertTrue(bytes.length() <= HepFacts.LONGEST_BODY);
            assertTrue(bytes.chars().allMatch(c -> c <= 0xff), bytes);
        }
    }

    private byte[] damaged(byte[] packet) {
        return switch (random.nextInt(3)) {
            case 0 -> flipped(packet.clone());
            case 1 -> withSpice(packet);
            default -> flipped(withSpice(packet));
        };
    }

    private byte[] flipped(byte[] packet) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
        }
        return packet;
    }

    /** The same packet with a damaged payload, but a right length. */
    private byte[] withSpice(byte[] packet) {
        String text = new String(packet, StandardCharsets.ISO_8859_1);
        int start = Math.max(text.indexOf("SIP/2.0"), 0);
        while (start > 0 && text.charAt(start - 1) >= ' ' && text.charAt(start - 1) < 0x7f) {
            start--;
        }
        return new Packets()
                .time(1_000)
                .chunk(0, Packets.PAYLOAD_TYPE, new byte[] {1})
                .payload(spiced(text.substring(start)))
                .packet();
    }

    private String spiced(String text) {
        StringBuilder spiced = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(spiced.length() + 1);
            int end = Math.min(spiced.length(), at + random.nextInt(6));
            String with = random.nextInt(40) == 0
                    ? "x".repeat(random.nextInt(20_000))
                    : SPICE[random.nextInt(SPICE.length)];
            spiced.replace(at, end, random.nextBoolean() ? with : "");
        }
        return spiced.toString();
    }
}
