package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The file itself: what is YAML, what of it is taken, and what can be read. */
class ConfigurationFileTest extends ConfigurationFixture {
    @Test
    void aByteOrderMarkAtTheBeginningDoesNoHarm() throws Exception {
        assertEquals("berlin", load("\uFEFFpbx: {name: berlin}\n").pbx());
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertProblems(
                "listen:\n  port: 1\n  port: 2\nlisten:\n  host: localhost\n",
                "FILE:3: listen.port is given twice, first in line 2.",
                "FILE:4: listen is given twice, first in line 1.");
    }

    @Test
    void aKeyWithoutValueIsRefused() {
        assertProblems(
                "listen:\n  port:\n  host: ~\n",
                "FILE:2: listen.port has no value. Add a value or remove the line.",
                "FILE:3: listen.host has no value. Add a value or remove the line.");
    }

    @Test
    void aSectionWithAValueOfItsOwnIsRefused() {
        assertProblems(
                "listen: 8090\npbx: [ami]\n",
                "FILE:1: listen is a section: write its keys below it, indented by two spaces.",
                "FILE:2: pbx is a section: write its keys below it, indented by two spaces.");
    }

    @Test
    void aliasesAnchorsAndTagsAreRefusedSoThatNoSmallFileGrows() {
        String refused = " uses a YAML anchor, alias or tag, which Referee does not accept. A"
                + " value that begins with &, * or ! needs quotes.";
        assertProblems(
                "listen: &a {port: 1}\npbx: *a\nopen: !!bool true\n",
                "FILE:1: listen" + refused,
                "FILE:2: pbx" + refused,
                "FILE:3: open" + refused);
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertEquals(40, problems(bomb.toString(), SECRETS).size());
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "x: " + "[".repeat(100_000) + "]".repeat(100_000) + "\n";
        assertProblems(
                deep,
                "FILE:1: unknown key x.",
                "FILE: Referee does not read this kind of YAML. Indent with spaces, and quote"
                        + " values with special characters.");
    }

    @Test
    void whatIsNotYamlIsNamedWithItsLineAndWithoutItsText() {
        String advice = " Indent with spaces, and quote values with special characters.";
        assertProblems(
                "pbx:\n  ami:\n    secret: @hush\n",
                "FILE:3: this is not YAML: found character '@' that cannot start any token. (Do not"
                        + " use @ for indentation)." + advice);
        assertProblems(
                "pbx:\n\tname: hush\n",
                "FILE:2: this is not YAML: found character '\\t(TAB)' that cannot start any token."
                        + " (Do not use \\t(TAB) for indentation)." + advice);
        assertProblems(
                "open: b: hush\n",
                "FILE:1: this is not YAML: mapping values are not allowed here." + advice);
    }

    @Test
    void aSecretBelowABrokenLineIsNotCalledMissing() {
        List<String> problems =
                problems("open: @x\npbx: {ami: {secret: a}, ari: {password: b}}\n", Map.of());

        assertEquals(1, problems.size(), problems.toString());
    }

    @Test
    void oneFileIsOneDocumentOfKeys() {
        assertProblems(
                "open: false\n---\nopen: true\n",
                "FILE:3: a second document begins here: one file is one document.");
        assertProblems("- pbx\n", "FILE:1: here must be a key with a colon, like \"listen:\".");
        assertProblems("hush\n", "FILE:1: here must be a key with a colon, like \"listen:\".");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Path missing = folder.resolve("missing.yaml");
        assertEquals(missing + ": there is no such file.", onlyProblemOf(missing));
        assertEquals(folder + ": it cannot be read: it is a folder.", onlyProblemOf(folder));
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xfc, '\n'});
        assertEquals(file + ": it must be text in UTF-8.", onlyProblemOf(file));
        Files.writeString(file, "#".repeat(1 << 20));
        Configuration.load(file, SECRETS);
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertEquals(
                file + ": it cannot be read: it is larger than 1048576 bytes.",
                onlyProblemOf(file));
    }

    private static String onlyProblemOf(Path file) {
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> Configuration.load(file, SECRETS));
        assertEquals(1, refused.problems().size(), refused.getMessage());
        return refused.problems().get(0);
    }
}
