package dev.referee.intake.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.capture.CaptureException.Kind;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What is recorded can be replayed, and a recording that is not complete says so. */
class CaptureWriterTest {
    @TempDir
    Path folder;

    static List<Path> captures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/captures"))) {
            List<Path> captures = files.filter(file -> file.toString().endsWith(".gz"))
                    .sorted()
                    .toList();
            assertEquals(18, captures.size());
            return captures;
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aRealCallIsWrittenAsItWasRead(Path capture) throws Exception {
        List<CaptureLine> messages = CaptureReaderTest.readAll(capture);
        for (String name : List.of("copy.jsonl", "copy.jsonl.gz")) {
            Path copy = folder.resolve(name);
            try (CaptureWriter writer = CaptureWriter.create(copy, false)) {
                for (CaptureLine message : messages) {
                    writer.write(message);
                }
            }
            assertEquals(messages, CaptureReaderTest.readAll(copy));
            // Not only read alike: the same text, but for the notes.
            assertEquals(linesWithoutNotes(capture), linesWithoutNotes(copy));
        }
    }

    private static List<String> linesWithoutNotes(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes[0] == 0x1f) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                bytes = in.readAllBytes();
            }
        }
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains("\"source\":\"note\""))
                .toList();
    }

    @Test
    void everyCharacterComesBack() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char character = 0; character < 0x3000; character++) {
            all.append(character);
        }
        all.appendCodePoint(0x1f4de);
        CaptureLine message = new CaptureLine(7, Source.AMI, all.toString());
        Path file = folder.resolve("all");
        try (CaptureWriter writer = CaptureWriter.create(file, false)) {
            writer.write(message);
        }
        assertEquals(List.of(message), CaptureReaderTest.readAll(file));
    }

    @Test
    void anEventWithLineBreaksStaysOneLine() throws Exception {
        Path file = folder.resolve("file");
        try (CaptureWriter writer = CaptureWriter.create(file, false)) {
            writer.write(new CaptureLine(1, Source.ARI, "{\r\n\"a\":\n\"\\n\"}"));
        }
        assertEquals(
                List.of(new CaptureLine(1, Source.ARI, "{  \"a\": \"\\n\"}")),
                CaptureReaderTest.readAll(file));
    }

    @Test
    void whatCannotBeALineIsNotedAndBreaksNothing() throws Exception {
        Path file = folder.resolve("file");
        CaptureLine good = new CaptureLine(1, Source.ARI, "{}");
        try (CaptureWriter writer = CaptureWriter.create(file, false)) {
            writer.write(new CaptureLine(1, Source.ARI, "{\"cut"));
            writer.write(new CaptureLine(1, Source.ARI, "{} {}"));
            writer.write(new CaptureLine(
                    1, Source.AMI, "\u0000".repeat(CaptureReader.LONGEST_LINE / 8 + 1)));
            writer.write(good);
        }
        assertEquals(List.of(good), CaptureReaderTest.readAll(file));
        assertEquals(
                List.of(
                        "{\"t\":1,\"source\":\"note\",\"data\":\"ari message that is not a JSON"
                                + " object: {\\\"cut\"}",
                        "{\"t\":1,\"source\":\"note\",\"data\":\"ari message that is not a JSON"
                                + " object: {} {}\"}",
                        "{\"t\":1,\"source\":\"note\",\"data\":\"ami message of 2097153 characters"
                                + " left out\"}",
                        "{\"t\":1,\"source\":\"ari\",\"data\":{}}"),
                Files.readAllLines(file));
    }

    @Test
    void theLongestMessageThatIsWrittenCanBeRead() throws Exception {
        Path file = folder.resolve("file");
        CaptureLine longest =
                new CaptureLine(1, Source.AMI, "\u0000".repeat(CaptureReader.LONGEST_LINE / 8));
        try (CaptureWriter writer = CaptureWriter.create(file, false)) {
            writer.write(longest);
        }
        assertEquals(List.of(longest), CaptureReaderTest.readAll(file));
    }

    @Test
    void aFileThatIsThereIsKeptUnlessForced() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "precious");

        CaptureException refused =
                assertThrows(CaptureException.class, () -> CaptureWriter.create(file, false));

        assertEquals(Kind.EXISTS, refused.kind());
        assertEquals(
                file + ": this file is there already. Choose another name, or overwrite it with"
                        + " --force.",
                refused.getMessage());
        assertEquals("precious", Files.readString(file));
        CaptureWriter.create(file, true).close();
        assertEquals("", Files.readString(file));
        Path emptyFolder = Files.createDirectory(folder.resolve("empty"));
        CaptureException isFolder =
                assertThrows(CaptureException.class, () -> CaptureWriter.create(emptyFolder, true));
        assertEquals(Kind.INPUT_OUTPUT, isFolder.kind());
        assertTrue(Files.isDirectory(emptyFolder));
    }

    @Test
    void onlyItsOwnerMayReadARecording() throws Exception {
        Path file = folder.resolve("file");
        CaptureWriter.create(file, false).close();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() {
        Path nowhere = folder.resolve("missing/file");
        CaptureException refused =
                assertThrows(CaptureException.class, () -> CaptureWriter.create(nowhere, false));
        assertEquals(Kind.INPUT_OUTPUT, refused.kind());
        assertEquals(nowhere + ": its folder does not exist.", refused.getMessage());
        assertEquals(
                Kind.EXISTS,
                assertThrows(CaptureException.class, () -> CaptureWriter.create(folder, false))
                        .kind());
    }

    @Test
    void aRecordingThatIsCutOffCanBeReadUpToItsLastFlush() throws Exception {
        Path file = folder.resolve("cut.gz");
        CaptureLine first = new CaptureLine(1, Source.AMI, "first");
        CaptureWriter writer = CaptureWriter.create(file, false);
        writer.write(first);
        writer.flush();
        try (writer;
                CaptureReader reader = CaptureReader.open(file)) {
            assertEquals(first, reader.next());
        }
    }

    @Test
    void aFullDiskIsReportedWhenWritingFlushingAndClosing() throws Exception {
        Path file = Path.of("x.jsonl");
        CaptureLine message = new CaptureLine(1, Source.AMI, "x");
        String expected = "x.jsonl: writing failed after %d lines: No space left on device. The"
                + " recording is not complete.";

        CaptureWriter writing = new CaptureWriter(file, new FullDisk(true));
        assertFull(expected.formatted(0), () -> writing.write(message));
        CaptureWriter flushing = new CaptureWriter(file, new FullDisk(false));
        flushing.write(message);
        assertFull(expected.formatted(1), flushing::flush);
        CaptureWriter closing = new CaptureWriter(file, new FullDisk(false));
        closing.write(message);
        assertFull(expected.formatted(1), closing::close);
    }

    private static void assertFull(
            String expected, org.junit.jupiter.api.function.Executable action) {
        CaptureException full = assertThrows(CaptureException.class, action);
        assertEquals(Kind.INPUT_OUTPUT, full.kind());
        assertEquals(expected, full.getMessage());
    }

    @Test
    @Timeout(30)
    void aRecorderKeepsOrderAndTimes() throws Exception {
        Path file = folder.resolve("file");
        AtomicLong clock = new AtomicLong(1_000);
        List<CaptureLine> expected = new ArrayList<>();
        CaptureRecorder recorder =
                new CaptureRecorder(file, CaptureWriter.create(file, false), clock::get);
        for (int i = 0; i < 10_000; i++) {
            recorder.heard(Source.AMI, "Event: " + i);
            expected.add(
                    new CaptureLine(clock.getAndIncrement() - 1_000, Source.AMI, "Event: " + i));
        }
        recorder.close();
        recorder.heard(Source.AMI, "after the end");

        assertEquals(expected, CaptureReaderTest.readAll(file));
        assertEquals(10_000, recorder.written());
        recorder.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(30)
    void aRecorderOnAFullDiskEndsAndSaysSo() {
        Path file = Path.of("x.jsonl");
        CaptureRecorder recorder =
                new CaptureRecorder(file, new CaptureWriter(file, new FullDisk(true)), () -> 0);
        recorder.heard(Source.AMI, "x");

        ExecutionException failed = assertThrows(
                ExecutionException.class,
                () -> recorder.ended().toCompletableFuture().get(30, TimeUnit.SECONDS));

        assertTrue(String.valueOf(failed.getMessage()).contains("No space left on device"));
        assertEquals(
                Kind.INPUT_OUTPUT,
                assertThrows(CaptureException.class, recorder::close).kind());
    }

    @Test
    @Timeout(30)
    void aDiskThatIsTooSlowEndsTheRecordingInsteadOfLeavingAGap() throws Exception {
        Path file = Path.of("x.jsonl");
        CountDownLatch release = new CountDownLatch(1);
        CaptureRecorder recorder =
                new CaptureRecorder(file, new CaptureWriter(file, new StuckDisk(release)), () -> 0);
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 70; i++) {
            recorder.heard(Source.AMI, large);
        }
        assertTrue(recorder.ended().toCompletableFuture().isCompletedExceptionally());
        assertFalse(recorder.written() > 0);
        release.countDown();

        CaptureException overflow = assertThrows(CaptureException.class, recorder::close);
        assertEquals(Kind.OVERFLOW, overflow.kind());
        assertEquals(
                "x.jsonl: the disk is too slow for what there is to record. The recording is not"
                        + " complete.",
                overflow.getMessage());
        assertTrue(recorder.written() < 70, Arrays.toString(new long[] {recorder.written()}));
    }

    /** Fails as a full disk does: at once, or when what was buffered is to be kept. */
    private static final class FullDisk extends OutputStream {
        private final boolean atOnce;

        FullDisk(boolean atOnce) {
            this.atOnce = atOnce;
        }

        @Override
        public void write(int b) throws IOException {
            if (atOnce) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void flush() throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private static final class StuckDisk extends OutputStream {
        private final CountDownLatch release;

        StuckDisk(CountDownLatch release) {
            this.release = release;
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
