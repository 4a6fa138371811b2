package dev.referee.intake.hep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.Replaces;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The mapping against calls that were recorded from a real Asterisk 22. */
class CapturedFactsTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private static final String ENDING = ".jsonl.gz";

    /** The port of the recorded Asterisk; the phones had others. */
    private static final byte[] PBX_PORT = {0x1f, (byte) 0x98};

    /** Per call: answers to the REFER, then what the NOTIFYs claimed, then how they were answered. */
    private static final Map<String, String> TOLD = Map.ofEntries(
            Map.entry("attended-bad-replaces-unescaped", "[400] [] []"),
            Map.entry("attended-bad-replaces-unknown-callid", "[202] [100, 404] [200, 200]"),
            Map.entry("attended-bridge", "[202] [100, 200] [200, 200]"),
            Map.entry("attended-early-ringing", "[202] [100, 200] [200, 200]"),
            Map.entry("attended-refer-on-consult-leg", "[202] [100, 200] [200, 200]"),
            Map.entry("attended-target-never-answers-cancel", "[] [] []"),
            Map.entry("attended-to-app", "[202] [100, 200] [200, 200]"),
            Map.entry("blind-answered-transferor-hangs-up-at-202", "[202] [100, 180] [481, 481]"),
            Map.entry("blind-answered", "[202] [100, 180, 200] [200, 200, 200]"),
            Map.entry("blind-busy", "[202] [100, 180, 200] [200, 200, 200]"),
            Map.entry("blind-declined", "[202] [100, 180, 200] [200, 200, 200]"),
            Map.entry("blind-invalid-extension", "[202] [100, 404] [200, 200]"),
            Map.entry("blind-noanswer", "[202] [100, 180, 200] [200, 200, 200]"),
            Map.entry("blind-to-queue", "[202] [100, 200] [200, 200]"),
            Map.entry(
                    "blind-transferee-hangs-up-while-ringing",
                    "[202] [100, 180, 200] [200, 200, 200]"),
            Map.entry("dtmf-attended", "[] [] []"),
            Map.entry("plain-call", "[] [] []"),
            Map.entry("refer-on-unbridged-leg", "[202] [100, 400] [200, 200]"));

    /** The final answers of the called phones that were no 200. */
    private static final Map<String, List<Integer>> REFUSED = Map.of(
            "attended-target-never-answers-cancel", List.of(487),
            "blind-busy", List.of(486),
            "blind-declined", List.of(603),
            "blind-noanswer", List.of(487),
            "blind-transferee-hangs-up-while-ringing", List.of(487));

    @Test
    void everyReferOfARealCallIsToldWithItsAnswerAndItsNotifys() throws Exception {
        Map<String, String> told = new TreeMap<>();
        for (String capture : captures()) {
            List<Fact> facts = facts(capture);
            told.put(
                    capture,
                    all(Fact.ReferAnswered.class, facts).stream()
                                    .map(Fact.ReferAnswered::status)
                                    .toList()
                            + " "
                            + all(Fact.NotifySeen.class, facts).stream()
                                    .map(Fact.NotifySeen::status)
                                    .toList()
                            + " "
                            + all(Fact.NotifyAnswered.class, facts).stream()
                                    .map(Fact.NotifyAnswered::status)
                                    .toList());
        }
        assertEquals(new TreeMap<>(TOLD), told);
    }

    @Test
    void onlyTheTargetsRefusalIsTold() throws Exception {
        for (String capture : captures()) {
            List<Integer> refused = all(Fact.InviteFailed.class, facts(capture)).stream()
                    .map(Fact.InviteFailed::status)
                    .toList();
            assertEquals(REFUSED.getOrDefault(capture, List.of()), refused, capture);
        }
    }

    @Test
    void everyAnswerBelongsToARequestThatWasSeen() throws Exception {
        for (String capture : captures()) {
            List<Fact> facts = facts(capture);
            for (Fact.ReferAnswered answer : all(Fact.ReferAnswered.class, facts)) {
                assertTrue(all(Fact.ReferSeen.class, facts).stream()
                        .anyMatch(refer -> refer.request().equals(answer.request())));
            }
            for (Fact.NotifyAnswered answer : all(Fact.NotifyAnswered.class, facts)) {
                assertTrue(all(Fact.NotifySeen.class, facts).stream()
                        .anyMatch(notify -> notify.request().equals(answer.request())));
            }
            for (Fact.NotifySeen notify : all(Fact.NotifySeen.class, facts)) {
                assertTrue(all(Fact.ReferSeen.class, facts).stream()
                        .anyMatch(refer ->
                                refer.request().callId().equals(notify.request().callId())
                                        && refer.request().fromTag().equals(notify.toTag())));
            }
        }
    }

    @Test
    void theReplacesOfAnAttendedTransferIsRead() throws Exception {
        Fact.ReferSeen refer =
                all(Fact.ReferSeen.class, facts("attended-bridge")).getFirst();
        assertTrue(refer.toPbx());
        assertTrue(refer.subscribes());
        assertEquals("<sip:alice@localhost>", refer.referredBy());
        ReferTo to = refer.referTo();
        assertNotNull(to);
        assertEquals("sip:6002@localhost", to.uri());
        assertEquals("6002", to.user());
        assertEquals(ReferTo.Form.GOOD, to.form());
        assertEquals(
                new Replaces(
                        "c2o1agsad68kei4d9gr2",
                        "fd14e631-339e-4dd1-ac8c-ee66a47dcf99",
                        "cg2lrm113r",
                        false),
                to.replaces());
    }

    @Test
    void theReplacesThatWasNotEscapedIsRecognised() throws Exception {
        Fact.ReferSeen refer = all(Fact.ReferSeen.class, facts("attended-bad-replaces-unescaped"))
                .getFirst();
        ReferTo to = refer.referTo();
        assertNotNull(to);
        assertEquals(ReferTo.Form.NOT_ESCAPED, to.form());
        assertEquals("6002", to.user());
        assertNotNull(to.replaces());
        assertNull(refer.referredBy());
    }

    @Test
    void whoHungUpIsToldOfEveryBye() throws Exception {
        List<Fact.ByeSeen> byes =
                all(Fact.ByeSeen.class, facts("blind-answered-transferor-hangs-up-at-202"));
        Fact.ReferSeen refer = all(
                        Fact.ReferSeen.class, facts("blind-answered-transferor-hangs-up-at-202"))
                .getFirst();
        Fact.ByeSeen bye = byes.stream()
                .filter(one -> one.request().callId().equals(refer.request().callId()))
                .findFirst()
                .orElseThrow();
        assertTrue(bye.fromPhone());
        assertEquals(refer.request().fromTag(), bye.request().fromTag());
        assertTrue(byes.stream().anyMatch(one -> !one.fromPhone()));
    }

    @Test
    void theLastNotifyIsKnownAsSuch() throws Exception {
        for (String capture : captures()) {
            List<Fact.NotifySeen> notifys = all(Fact.NotifySeen.class, facts(capture));
            for (Fact.NotifySeen notify : notifys) {
                assertNotNull(notify.status());
                assertEquals(notify.status() >= 200, notify.terminated(), capture);
                assertNull(notify.referCseq(), capture);
            }
        }
    }

    @Test
    void whatAsteriskGotAndWhatItSentIsToldApartByTheClock() throws Exception {
        int received = 0;
        int sent = 0;
        for (String capture : captures()) {
            for (String packet : packets(capture)) {
                byte[] datagram = Base64.getDecoder().decode(packet);
                boolean bySource = !isSource(datagram, PBX_PORT);
                assertEquals(bySource, new HepPacket(datagram).receivedByPbx(), capture);
                received += bySource ? 1 : 0;
                sent += bySource ? 0 : 1;
            }
        }
        assertTrue(received > 100 && sent > 100, received + " received, " + sent + " sent");
    }

    @Test
    void noPacketOfARealAsteriskIsBad() throws Exception {
        for (String capture : captures()) {
            HepFacts facts = new HepFacts();
            for (String packet : packets(capture)) {
                facts.of(packet);
            }
            assertEquals(0, facts.rejected(), capture);
            assertFalse(packets(capture).isEmpty(), capture);
        }
        assertEquals(18, captures().size());
    }

    /** Whether the chunk of the source port (0x0007) has this value. */
    private static boolean isSource(byte[] datagram, byte[] port) {
        byte[] chunk = {0, 0, 0, 7, 0, 8, port[0], port[1]};
        int at = new String(datagram, StandardCharsets.ISO_8859_1)
                .indexOf(new String(chunk, StandardCharsets.ISO_8859_1));
        return at >= 0;
    }

    private static <T extends Fact> List<T> all(Class<T> type, List<Fact> facts) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<Fact> facts(String capture) throws IOException, CaptureException {
        HepFacts mapping = new HepFacts();
        List<Fact> facts = new ArrayList<>();
        for (String packet : packets(capture)) {
            facts.addAll(mapping.of(packet));
        }
        assertNotEquals(List.of(), facts, capture);
        return facts;
    }

    /** The HEP datagrams of a recorded call, in base64. */
    static List<String> packets(String capture) throws CaptureException, IOException {
        List<String> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(CAPTURES.resolve(capture + ENDING))) {
            for (CaptureLine line = reader.next(); line != null; line = reader.next()) {
                if (line.source() == Source.HEP) {
                    packets.add(line.raw());
                }
            }
        }
        return packets;
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
}
