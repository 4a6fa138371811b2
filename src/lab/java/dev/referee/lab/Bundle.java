package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;

/** Makes one script of a page's script and the SIP stacks that it imports. */
final class Bundle {
    private static final Path MODULES =
            Path.of("src", "main", "web", "node_modules").toAbsolutePath();

    private Bundle() {}

    /** Bundles with esbuild. */
    static void make(String source, Path target) throws IOException, InterruptedException {
        ProcessBuilder esbuild = new ProcessBuilder(
                        MODULES.resolve(".bin/esbuild").toString(),
                        source,
                        "--bundle",
                        "--format=esm",
                        "--log-level=warning",
                        "--outfile=" + target)
                .inheritIO();
        // The stacks are dependencies of the pages' package, which is not above the tests.
        esbuild.environment().put("NODE_PATH", MODULES.toString());
        assertEquals(0, esbuild.start().waitFor(), "esbuild's words are above");
    }
}
