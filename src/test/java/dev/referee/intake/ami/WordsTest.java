package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class WordsTest {
    private final Words words = new Words();

    @Test
    void valueThatComesAgainIsTheSame() {
        String first = words.of("Context: phones", 9, 15);
        assertEquals("phones", first);
        assertSame(first, words.of("phones, phones", 8, 14));
    }

    @Test
    void valuesThatFallIntoOnePlaceAreNotMistaken() {
        for (int i = 0; i < 20_000; i++) {
            String name = "PJSIP/alice-" + i;
            assertEquals(name, words.of(name, 0, name.length()));
            String same = i + "-000000";
            assertEquals(same, words.of(same, 0, same.length()));
        }
        assertEquals("", words.of("", 0, 0));
        String longest = "x".repeat(5_000);
        assertEquals(longest, words.of(longest, 0, longest.length()));
    }
}
