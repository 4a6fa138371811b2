package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a report of a fault can be traced by: version, commit and Java. */
class VersionProviderTest {
    private static final Path SCRIPT = Path.of("src/main/build/commit.mjs");
    private static final Runtime.Version JAVA = Runtime.Version.parse("25.0.3+9-LTS");

    @TempDir
    Path folder;

    @Test
    void versionCommitAndJavaAreNamed() {
        assertEquals(
                "referee 0.1.0, commit 1ad02f0c3b, Java 25.0.3+9-LTS",
                VersionProvider.line("0.1.0", "1ad02f0c3b", JAVA));
        assertEquals(
                "referee 0.1.0, commit 1ad02f0c3b-dirty, Java 25.0.3+9-LTS",
                VersionProvider.line("0.1.0", "1ad02f0c3b-dirty", JAVA));
    }

    @Test
    void aBuildWithoutGitSaysSo() {
        assertEquals(
                "referee 0.1.0, built outside of git, Java 25.0.3+9-LTS",
                VersionProvider.line("0.1.0", "", JAVA));
        assertEquals(
                "referee (not from a jar), built outside of git, Java 25.0.3+9-LTS",
                VersionProvider.line(null, "", JAVA));
    }

    @Test
    void theCommitIsKnownWhereTheSourcesAreAClone() throws Exception {
        Path sources = sourcesIn(folder);
        assertEquals("\n", commitOf(sources));

        commitAll();
        assertTrue(commitOf(sources).matches("[0-9a-f]{10,40}\n"), commitOf(sources));

        Files.writeString(sources.resolve("pom.xml"), "changed");
        assertTrue(commitOf(sources).matches("[0-9a-f]{10,40}-dirty\n"), commitOf(sources));
    }

    @Test
    void aCloneOfSomethingElseAroundTheSourcesIsNotTheirs() throws Exception {
        Path sources = sourcesIn(folder.resolve("vendor"));
        commitAll();
        assertEquals("\n", commitOf(sources));
    }

    private static Path sourcesIn(Path folder) throws IOException {
        Path script = folder.resolve(SCRIPT);
        Files.createDirectories(script.getParent());
        Files.copy(SCRIPT, script);
        Files.writeString(folder.resolve("pom.xml"), "as committed");
        return folder;
    }

    private void commitAll() throws IOException, InterruptedException {
        run(folder, "git", "init", "--quiet");
        run(folder, "git", "add", ".");
        run(
                folder,
                "git",
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "commit",
                "--quiet",
                "--message=a");
    }

    private static String commitOf(Path sources) throws IOException, InterruptedException {
        Path output = sources.resolve("target/classes/commit.txt");
        run(sources, "node", SCRIPT.toString(), output.toString());
        return Files.readString(output);
    }

    private static void run(Path folder, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        // Where git runs the tests (a hook), its variables name the repository around them.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        assertEquals(0, builder.start().waitFor(), () -> String.join(" ", command));
    }
}
