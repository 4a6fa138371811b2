package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

class FrameReaderTest {
    private static FrameReader reader(String text, int maxFrame) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // One byte at a time, as the network may cut anywhere.
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(1, length));
            }
        };
        return new FrameReader(slow, maxFrame);
    }

    @Test
    void framesAreCutAtBlankLines() throws IOException {
        FrameReader reader = reader(
                "Asterisk Call Manager/11.0.0\r\nA: 1\r\nB: ü\r\n\r\n\r\nC: x\ny\r\n\r\n", 100);
        assertEquals("Asterisk Call Manager/11.0.0", reader.greeting());
        assertEquals("A: 1\r\nB: ü", reader.frame());
        assertEquals("C: x\ny", reader.frame());
        assertThrows(EOFException.class, reader::frame);
    }

    @Test
    void halfAFrameIsNone() {
        assertThrows(EOFException.class, reader("A: 1\r\n", 100)::frame);
    }

    @Test
    void aFrameOfTheGreatestLengthIsReadAndALongerOneIsNot() throws IOException {
        String frame = "A: 123\r\n\r\n";
        assertEquals("A: 123", reader(frame, frame.length()).frame());
        assertThrows(IOException.class, reader(frame, frame.length() - 1)::frame);
    }

    @Test
    void aGreetingWithoutAnEndIsNotReadForEver() {
        assertThrows(IOException.class, reader("x".repeat(1_000), 100)::greeting);
    }
}
