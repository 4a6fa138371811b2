package dev.referee.app;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What this program is, in one line: the version and the commit that the build wrote into the jar,
 * and the Java that runs it. For example {@code referee 0.1.0, commit 1ad02f0c3b, Java 25.0.3+9-LTS}.
 */
final class VersionProvider implements IVersionProvider {
    /** Written by {@code src/main/build/commit.mjs} in every build. */
    private static final String COMMIT_FILE = "commit.txt";

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            line(
                    VersionProvider.class.getPackage().getImplementationVersion(),
                    commit(),
                    Runtime.version())
        };
    }

    /**
     * The line.
     *
     * @param version null when the classes are in no jar
     * @param commit a short hash, with {@code -dirty} where the sources differed from it; empty when
     *     the build did not know
     */
    static String line(@Nullable String version, String commit, Runtime.Version java) {
        return "referee " + (version == null ? "(not from a jar)" : version)
                + (commit.isEmpty() ? ", built outside of git" : ", commit " + commit)
                + ", Java " + java;
    }

    private static String commit() throws IOException {
        try (InputStream file = VersionProvider.class.getResourceAsStream(COMMIT_FILE)) {
            return file == null
                    ? ""
                    : new String(file.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
