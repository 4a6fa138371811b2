package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * docs/ARCHITECTURE.md has the rules of the code, in their order. {@code -Dreferee.rules.write=true}
 * writes them into it.
 */
class RulesDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/ARCHITECTURE.md");
    private static final String BEGIN = "<!-- rules: written by RulesDocumentTest -->\n";
    private static final String END = "<!-- end of the rules -->\n";

    @Test
    void theDocumentHasTheRulesOfTheCode() throws IOException {
        String text = Files.readString(DOCUMENT);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        if (Boolean.getBoolean("referee.rules.write")) {
            Files.writeString(DOCUMENT, text.substring(0, from) + rules() + text.substring(to));
            return;
        }
        assertEquals(rules(), text.substring(from, to));
    }

    private static String rules() {
        StringBuilder rules = new StringBuilder();
        Judge.all().forEach((list, all) -> {
            rules.append("\n**").append(list).append("**\n\n");
            for (int i = 0; i < all.size(); i++) {
                rules.append(i + 1).append(". ").append(all.get(i).name()).append('\n');
            }
        });
        return rules.append('\n').toString();
    }
}
