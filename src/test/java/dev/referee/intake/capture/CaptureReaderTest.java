package dev.referee.intake.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.capture.CaptureException.Kind;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What somebody gets who replays a file, whole or broken. */
class CaptureReaderTest {
    private static final String GOOD = "{\"t\":1,\"source\":\"ami\",\"data\":\"Event: X\"}\n";

    @TempDir
    Path folder;

    @Test
    void messagesComeAsTheIntakesWantThem() throws Exception {
        assertEquals(
                List.of(
                        new CaptureLine(0, Source.AMI, "Event: A\r\nName: Zoë"),
                        new CaptureLine(12, Source.ARI, "{ \"n\": 1.0, \"a\":[{}],\"n\":\"ë\"}"),
                        new CaptureLine(12, Source.HEP, "SEVQMw==")),
                read("{\"t\":0,\"source\":\"ami\",\"data\":\"Event: A\\r\\nName: Zoë\"}\n"
                        + "{\"data\":{ \"n\": 1.0, \"a\":[{}],\"n\":\"ë\"} ,\"t\":12,"
                        + "\"source\":\"ari\",\"more\":[1]}\r\n"
                        + "{\"t\":12,\"source\":\"hep\",\"data\":\"SEVQMw==\"}"));
    }

    @Test
    void aLargeEventIsCutOutWhole() throws Exception {
        String event = "{\"name\":\"" + "ë".repeat(100_000) + "\",\"list\":[1, 2]}";
        assertEquals(
                List.of(new CaptureLine(1, Source.ARI, event)),
                read("{\"note\":\"" + "x".repeat(70_000) + "\",\"t\":1,\"data\": " + event
                        + " ,\"source\":\"ari\"}\n"));
    }

    @Test
    void notesAndBlankLinesArePassedOver() throws Exception {
        assertEquals(
                List.of(new CaptureLine(1, Source.AMI, "Event: X")),
                read("\n  \n{\"t\":0,\"source\":\"note\",\"data\":{\"any\":1}}\n" + GOOD + "\n"));
    }

    @Test
    void anEmptyFileHoldsNothing() throws Exception {
        assertEquals(List.of(), read(""));
        assertEquals(List.of(), readAll(write("empty.gz", gzip(""))));
    }

    @Test
    void theContentTellsWhetherItIsGzippedNotTheName() throws Exception {
        List<CaptureLine> expected = List.of(new CaptureLine(1, Source.AMI, "Event: X"));
        assertEquals(expected, readAll(write("plain.gz", GOOD.getBytes(StandardCharsets.UTF_8))));
        assertEquals(expected, readAll(write("zipped.jsonl", gzip(GOOD))));
    }

    @Test
    void timeNeverGoesBackHoweverTheLinesAreOrdered() throws Exception {
        String format = "{\"t\":%d,\"source\":\"ami\",\"data\":\"\"}\n";
        String lines = format.formatted(5_000) + format.formatted(1) + format.formatted(5_001);

        assertEquals(
                List.of(5_000L, 5_000L, 5_001L),
                read(lines).stream().map(CaptureLine::t).toList());
    }

    @Test
    void aBrokenLineIsNamedByItsNumberAfterWhatWasGood() throws Exception {
        Path file = write("capture", (GOOD + GOOD + "oops\n").getBytes(StandardCharsets.UTF_8));
        try (CaptureReader reader = CaptureReader.open(file)) {
            reader.next();
            reader.next();
            CaptureException broken = assertThrows(CaptureException.class, reader::next);
            assertEquals(Kind.BROKEN, broken.kind());
            assertTrue(
                    String.valueOf(broken.getMessage())
                            .startsWith(
                                    file + ":3: not JSON in column 1: Unrecognized token 'oops'"),
                    broken.getMessage());
        }
    }

    @Test
    void everythingThatALineLacksIsSaid() throws IOException {
        String t = "t must be a whole number of milliseconds from 0 to 31622400000.";
        for (String wrong : List.of(
                "\"source\":\"ami\",\"data\":\"\"",
                "\"t\":-1,\"source\":\"ami\",\"data\":\"\"",
                "\"t\":1.5,\"source\":\"ami\",\"data\":\"\"",
                "\"t\":\"1\",\"source\":\"ami\",\"data\":\"\"",
                "\"t\":[1],\"source\":\"ami\",\"data\":\"\"",
                "\"t\":31622400001,\"source\":\"ami\",\"data\":\"\"",
                "\"t\":99999999999999999999,\"source\":\"ami\",\"data\":\"\"")) {
            assertBroken("{" + wrong + "}\n", "FILE:1: " + t);
        }
        assertBroken(
                "{\"t\":1,\"data\":\"\"}\n",
                "FILE:1: source is missing: it must be ami, ari, hep or note.");
        assertBroken(
                "{\"t\":1,\"source\":\"s\\u001bip\",\"data\":\"\"}\n",
                "FILE:1: unknown source \"s?ip\": it must be ami, ari, hep or note.");
        assertBroken(
                "{\"t\":1,\"source\":\"ami\",\"data\":{}}\n",
                "FILE:1: data must be a string, the AMI frame.");
        assertBroken(
                "{\"t\":1,\"source\":\"ari\",\"data\":\"{}\"}\n",
                "FILE:1: data must be the event's JSON object.");
        assertBroken(
                "{\"t\":1,\"source\":\"ari\"}\n", "FILE:1: data must be the event's JSON object.");
        assertBroken(
                "{\"t\":1,\"source\":\"hep\",\"data\":\"!\"}\n",
                "FILE:1: data must be a string in base64.");
        assertBroken("[]\n", "FILE:1: a line must be a JSON object with t, source and data.");
        assertBroken(
                "{\"t\":1,\"source\":\"note\"} {}\n",
                "FILE:1: more follows after the JSON object: each needs a line of its own.");
    }

    @Test
    void aRecordingThatWasCutOffSaysSo() throws IOException {
        String advice = "the line ends in the middle of its JSON. The recording was probably cut"
                + " off here: take the line out to use what comes before.";
        assertBroken(GOOD + "{\"t\":1,\"source\":\"am", "FILE:2: " + advice);
        assertBroken(GOOD + "{\"t\":1,", "FILE:2: " + advice);
    }

    @Test
    void gzipThatWasCutOffGivesWhatThereIsAndThenSaysSo() throws Exception {
        byte[] whole = gzip(GOOD.repeat(3));
        Path file = write("cut.gz", Arrays.copyOf(whole, whole.length - 8));
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(new CaptureLine(1, Source.AMI, "Event: X"), reader.next());
            }
            CaptureException broken = assertThrows(CaptureException.class, reader::next);
            assertEquals(Kind.BROKEN, broken.kind());
            assertEquals(
                    file + ":4: the gzip data ends in the middle. It was probably cut off: what"
                            + " comes before this line was read.",
                    broken.getMessage());
        }
        for (int length = 2; length < whole.length; length++) {
            Path shorter = write("shorter.gz", Arrays.copyOf(whole, length));
            assertEquals(
                    Kind.BROKEN,
                    assertThrows(CaptureException.class, () -> readAll(shorter)).kind());
        }
    }

    @Test
    void damagedGzipSaysSo() throws IOException {
        byte[] damaged = gzip(GOOD.repeat(3));
        damaged[damaged.length - 5] ^= 1; // its checksum
        Path file = write("damaged.gz", damaged);
        CaptureException broken = assertThrows(CaptureException.class, () -> readAll(file));
        assertEquals(
                file + ":4: the gzip data is damaged: Corrupt GZIP trailer.", broken.getMessage());
        assertEquals(Kind.BROKEN, broken.kind());
    }

    @Test
    void anotherKindOfFileIsRefusedAndNotPrinted() throws IOException {
        byte[] binary = {0x7f, 'E', 'L', 'F', 0, 1, 2, (byte) 0xff, '\n'};
        Path file = write("binary", binary);
        assertEquals(
                file + ":1: not text in UTF-8. Is this a capture?",
                assertThrows(CaptureException.class, () -> readAll(file)).getMessage());
        for (String other : List.of("\u001b[31m\u0000", "{\u001b]0;x\u0007", "<html>")) {
            Path text = write("text", other.getBytes(StandardCharsets.UTF_8));
            String message = String.valueOf(
                    assertThrows(CaptureException.class, () -> readAll(text)).getMessage());
            assertTrue(message.startsWith(text + ":1: not JSON in column "), message);
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
            assertTrue(message.length() < text.toString().length() + 250, message);
        }
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
        String head = "{\"t\":1,\"source\":\"ami\",\"data\":\"";
        String longest = head + "x".repeat(CaptureReader.LONGEST_LINE - head.length() - 2) + "\"}";

        assertEquals(1, read(longest + "\n").size());
        assertBroken(
                longest + " \n",
                "FILE:1: the line is longer than 16777216 bytes. Is this a capture?");
    }

    @Test
    void deeplyNestedJsonIsABrokenLine() throws IOException {
        Path file = write(
                "deep",
                ("{\"t\":1,\"source\":\"ari\",\"data\":" + "{\"a\":".repeat(100_000))
                        .getBytes(StandardCharsets.UTF_8));
        CaptureException broken = assertThrows(CaptureException.class, () -> readAll(file));
        assertEquals(Kind.BROKEN, broken.kind());
        assertTrue(
                String.valueOf(broken.getMessage())
                        .startsWith(file + ":1: not JSON: Document nest"),
                broken.getMessage());
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        Path missing = folder.resolve("missing.jsonl");
        CaptureException notThere =
                assertThrows(CaptureException.class, () -> CaptureReader.open(missing));
        assertEquals(missing + ": there is no such file.", notThere.getMessage());
        assertEquals(Kind.NO_INPUT, notThere.kind());
        CaptureException isFolder =
                assertThrows(CaptureException.class, () -> CaptureReader.open(folder));
        assertEquals(folder + ": is a folder. Name a file in it.", isFolder.getMessage());
        assertEquals(Kind.NO_INPUT, isFolder.kind());
    }

    private void assertBroken(String content, String expected) throws IOException {
        Path file = write("capture", content.getBytes(StandardCharsets.UTF_8));
        CaptureException broken = assertThrows(CaptureException.class, () -> readAll(file));
        assertEquals(expected.replace("FILE", file.toString()), broken.getMessage());
        assertEquals(Kind.BROKEN, broken.kind());
    }

    private List<CaptureLine> read(String content) throws Exception {
        return readAll(write("capture", content.getBytes(StandardCharsets.UTF_8)));
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    static List<CaptureLine> readAll(Path file) throws CaptureException, IOException {
        List<CaptureLine> messages = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (CaptureLine next = reader.next(); next != null; next = reader.next()) {
                messages.add(next);
            }
        }
        return messages;
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
