package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The explained keys. To write the page anew: {@code -Ddocs.apply=true}. */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("docs/CONFIGURATION.md");

    @Test
    void thePageInTheDocumentationIsWhatTheKeysSay() throws IOException {
        String page = ConfigurationReference.markdown();
        if (Boolean.getBoolean("docs.apply")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.readString(PAGE),
                PAGE + " is out of date: run mvn test -Dtest=ConfigurationReferenceTest"
                        + " -Ddocs.apply=true");
    }

    @Test
    void everyKeyHasAVariableOfItsOwn() {
        Set<String> variables = new HashSet<>();
        for (Key<?> key : Keys.ALL) {
            assertTrue(variables.add(key.variable()), key.variable());
            assertTrue(variables.add(key.path()), key.path());
        }
        assertEquals("REFEREE_PBX_AMI_HOST", Keys.AMI_HOST.variable());
    }

    @Test
    void everyDefaultIsAValueOfItsKey() {
        for (Key<?> key : Keys.ALL) {
            String initial = key.initial();
            assertTrue(
                    initial == null || key.type().parse(initial).isPresent(),
                    key.path() + ": " + initial);
        }
    }

    @Test
    void thePrintedFileSetsNothingAndItsDefaultsAreTheDefaults(@TempDir Path folder)
            throws Exception {
        Map<String, String> secrets = Map.of(
                "REFEREE_PBX_AMI_SECRET", "a",
                "REFEREE_PBX_ARI_PASSWORD", "b",
                "REFEREE_TOKENS_HS256_SECRET", "c".repeat(32));
        String printed = ConfigurationReference.yaml();
        Path asItIs = Files.writeString(folder.resolve("as-it-is.yaml"), printed);
        Path defaults = Files.writeString(
                folder.resolve("defaults.yaml"), printed.replaceAll("(?m)^( *)#(\\w+: .)", "$1$2"));

        Configuration initial = Configuration.load(null, secrets);
        assertEquals(initial, Configuration.load(asItIs, secrets));
        assertEquals(initial, Configuration.load(defaults, secrets));
        for (Key<?> key : Keys.ALL) {
            assertTrue(printed.contains("#" + key.name() + ":"), key.path());
        }
    }

    @Test
    void thePrintedFileFitsATerminal() {
        for (String line : ConfigurationReference.yaml().lines().toList()) {
            assertTrue(line.length() <= 100, line);
        }
    }
}
