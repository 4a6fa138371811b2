package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

class FrameReaderTest {
    private static FrameReader reader(String text, int maxFrame) {
        return reader(text, maxFrame, 1);
    }

    /** The network may cut anywhere: the text comes in pieces of some length. */
    private static FrameReader reader(String text, int maxFrame, int piece) {
        return reader(text, maxFrame, piece, EventFilter.EVERYTHING);
    }

    private static FrameReader reader(
            String text, int maxFrame, int piece, FrameReader.Sieve sieve) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(piece, length));
            }
        };
        return new FrameReader(slow, maxFrame, sieve);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40, 1_000})
    void framesAreCutAtBlankLinesHoweverTheyCome(int piece) throws IOException {
        FrameReader reader = reader(
                "Asterisk Call Manager/11.0.0\r\nA: 1\r\nB: ü\r\n\r\n\r\nC: x\ny\r\n\r\n",
                100,
                piece);
        assertEquals("Asterisk Call Manager/11.0.0", reader.greeting());
        assertEquals("A: 1\r\nB: ü", reader.frame());
        assertEquals("C: x\ny", reader.frame());
        assertThrows(EOFException.class, reader::frame);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40, 1_000})
    void framesThatDoNotPassAreLeftOut(int piece) throws IOException {
        FrameReader reader = reader(
                "A: 1\r\n\r\nB: 2\r\n\r\nB: 3\r\n\r\nA: 4\r\n\r\n",
                100,
                piece,
                (bytes, from, to) -> to - from == 4 && bytes[from] == 'A');
        assertEquals("A: 1", reader.frame());
        assertEquals("A: 4", reader.frame());
        assertThrows(EOFException.class, reader::frame);
    }

    @Test
    void whatDoesNotPassIsBoundedAllTheSame() {
        FrameReader reader = reader("A: 1234\r\n\r\n", 5, 100, (bytes, from, to) -> false);
        IOException refused = assertThrows(IOException.class, reader::frame);
        assertFalse(refused instanceof EOFException);
    }

    @Test
    void halfAFrameIsNone() {
        assertThrows(EOFException.class, reader("A: 1\r\n", 100)::frame);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40, 1_000})
    void aFrameOfTheGreatestLengthIsReadAndALongerOneIsNot(int piece) throws IOException {
        String frame = "A: 123\r\n\r\n";
        assertEquals("A: 123", reader(frame, frame.length(), piece).frame());
        assertThrows(IOException.class, reader(frame, frame.length() - 1, piece)::frame);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 100_000})
    void aFrameIsWholeHoweverLongItsLinesAre(int piece) throws IOException {
        String frame = "A: " + "a".repeat(70_000) + "\r\nB: " + "b".repeat(5_000);
        assertEquals(frame, reader(frame + "\r\n\r\n", 100_000, piece).frame());
    }

    /** The frames of one read, and the parts of one that is cut, stand anywhere in the buffer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 999, 40_000, 1_000_000})
    void manyFramesOfDifferentLengthsAreReadOneByOne(int piece) throws IOException {
        List<String> frames = IntStream.range(0, 2_000)
                .mapToObj(i -> "A: " + i + "\r\nB: " + "b\r".repeat(i % 200))
                .toList();
        FrameReader reader = reader(String.join("\r\n\r\n", frames) + "\r\n\r\n", 1_000, piece);
        for (String frame : frames) {
            assertEquals(frame, reader.frame());
        }
        assertThrows(EOFException.class, reader::frame);
    }

    @Test
    void aGreetingWithoutAnEndIsNotReadForEver() {
        assertThrows(IOException.class, reader("x".repeat(1_000), 100)::greeting);
    }
}
