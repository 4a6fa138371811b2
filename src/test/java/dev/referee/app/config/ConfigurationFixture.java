package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.intake.ami.AmiSettings;
import dev.referee.intake.ari.AriSettings;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A configuration file that only its owner may read, and what an administrator gets for it. */
abstract class ConfigurationFixture {
    static final Map<String, String> SECRETS = Map.of(
            "REFEREE_PBX_AMI_SECRET", "ami-hush",
            "REFEREE_PBX_ARI_PASSWORD", "ari-hush");

    @TempDir
    Path folder;

    Path file;

    @BeforeEach
    void privateFile() throws IOException {
        file = Files.createFile(
                folder.resolve("referee.yaml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    static AmiSettings ami(Configuration configuration) {
        return Objects.requireNonNull(configuration.ami());
    }

    static AriSettings ari(Configuration configuration) {
        return Objects.requireNonNull(configuration.ari());
    }

    Configuration load(String yaml) throws Exception {
        return load(yaml, SECRETS);
    }

    Configuration load(String yaml, Map<String, String> environment) throws Exception {
        return Configuration.load(Files.writeString(file, yaml), environment);
    }

    List<String> problems(String yaml, Map<String, String> environment) {
        return assertThrows(ConfigurationException.class, () -> load(yaml, environment))
                .problems();
    }

    static List<String> variableProblems(Map<String, String> environment) {
        return assertThrows(
                        ConfigurationException.class, () -> Configuration.load(null, environment))
                .problems();
    }

    /** {@code FILE} stands for the file's path. */
    void assertProblems(String yaml, String... expected) {
        assertProblems(yaml, SECRETS, expected);
    }

    void assertProblems(String yaml, Map<String, String> environment, String... expected) {
        assertEquals(
                String.join("\n", expected).replace("FILE", file.toString()),
                String.join("\n", problems(yaml, environment)));
    }
}
