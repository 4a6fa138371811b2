package dev.referee;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents promise nothing that is not there: commands, links, tests. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");

    @TestFactory
    Stream<DynamicTest> everyCommandIsRunByCi() throws IOException {
        String ci = Files.readString(Path.of(".ci", "run")).replace("mvn -B -ntp ", "mvn ")
                + Files.readString(Path.of("src", "packaging", "test.sh"))
                + Files.readString(Path.of("src", "packaging", "docker", "test.sh"));
        List<String> commands = commands();
        assertTrue(commands.contains("./lab demo"), () -> "not in the README: " + commands);
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(
                        command,
                        () -> assertTrue(
                                ci.contains(command) || isInRecipe(command, ci),
                                () -> ".ci/run lacks it")));
    }

    /** Whether it is in a block of the README that CI takes from there, by the comment before it. */
    private static boolean isInRecipe(String command, String ci) throws IOException {
        return Pattern.compile("<!-- recipe: ([\\w-]+) -->\\s*```\\w+\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README))
                .results()
                .anyMatch(block -> block.group(2).contains(command)
                        && ci.contains("recipe " + block.group(1)));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        String readme = Files.readString(README);
        Pattern.compile("]\\((?!http)([^)#]+)\\)")
                .matcher(readme)
                .results()
                .map(link -> Path.of(link.group(1)))
                .forEach(file -> assertTrue(Files.exists(file), () -> "no such file: " + file));
    }

    @Test
    void everyTestThatGuardsAnInvariantExists() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        List<String> named = Pattern.compile("`(\\w+(?:Test|IT))\\b")
                .matcher(Files.readString(Path.of("docs", "ARCHITECTURE.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertTrue(named.contains("SimulationTest"), () -> "names only " + named);
        named.forEach(test -> assertTrue(tests.contains(test), () -> "there is no " + test));
    }

    private static List<String> commands() throws IOException {
        return Pattern.compile("^ *```sh\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(README))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(String::strip)
                .toList();
    }
}
