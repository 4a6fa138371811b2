package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Secrets: from where they come, and that nobody else sees them. */
class SecretConfigurationTest extends ConfigurationFixture {
    @Test
    void missingSecretsAreAskedForInEveryWayTheyCanBeGiven() {
        assertEquals(
                List.of(
                        "pbx.ami.secret is missing. Set it or pbx.ami.secret_file in the"
                                + " configuration file, or the environment variable"
                                + " REFEREE_PBX_AMI_SECRET or REFEREE_PBX_AMI_SECRET_FILE.",
                        "pbx.ari.password is missing. Set it or pbx.ari.password_file in the"
                                + " configuration file, or the environment variable"
                                + " REFEREE_PBX_ARI_PASSWORD or REFEREE_PBX_ARI_PASSWORD_FILE."),
                variableProblems(Map.of()));
    }

    @Test
    void aSecretComesFromItsFileBesideTheConfigurationFile() throws Exception {
        secretFile("ami.secret", "  from a file \r\n", "rw-------");
        Map<String, String> environment = Map.of("REFEREE_PBX_ARI_PASSWORD", "ari-hush");

        Configuration configuration = load("pbx: {ami: {secret_file: ami.secret}}\n", environment);

        assertEquals("  from a file ", ami(configuration).secret());
        assertEquals(List.of(), configuration.warnings());
    }

    @Test
    void aSecretInTheEnvironmentReplacesBothWaysInTheFile() throws Exception {
        Configuration configuration =
                load("pbx: {ami: {secret_file: not-there}, ari: {password: in-the-file}}\n");

        assertEquals("ami-hush", ami(configuration).secret());
        assertEquals("ari-hush", ari(configuration).password());
    }

    @Test
    void aSecretOfDigitsKeepsThem() throws Exception {
        assertEquals(
                "0012",
                ami(load("pbx: {ami: {secret: 0012}, ari: {password: true}}\n", Map.of()))
                        .secret());
    }

    @Test
    void aSecretGivenTwiceIsRefused() {
        assertProblems(
                "pbx:\n  ami:\n    secret: hush\n    secret_file: ami.secret\n",
                Map.of("REFEREE_PBX_ARI_PASSWORD", "ari-hush"),
                "FILE:4: pbx.ami.secret and pbx.ami.secret_file are both set. Remove one.");
    }

    @Test
    void aSecretFileThatHoldsNoSecretIsRefusedWithoutShowingIt() throws IOException {
        Map<String, String> environment = Map.of("REFEREE_PBX_ARI_PASSWORD", "ari-hush");
        String yaml = "pbx: {ami: {secret_file: ami.secret}}\n";
        Path secret = folder.resolve("ami.secret");

        assertProblems(
                yaml,
                environment,
                "FILE:1: pbx.ami.secret_file: ami.secret cannot be read. It must be a text file in"
                        + " UTF-8 that this user may read.");
        for (String wrong : List.of("", "\n", "hush\nmore\n", "x".repeat(256), "x".repeat(5_000))) {
            Files.writeString(secret, wrong);
            assertProblems(
                    yaml,
                    environment,
                    "FILE:1: pbx.ami.secret_file: " + secret + " must hold the secret and nothing"
                            + " else: one line of 1 to 255 characters.");
        }
        Files.write(secret, new byte[] {(byte) 0xff, 'a'});
        assertProblems(
                yaml,
                environment,
                "FILE:1: pbx.ami.secret_file: ami.secret cannot be read. It must be a text file in"
                        + " UTF-8 that this user may read.");
        Files.delete(secret);
        Files.createDirectory(secret);
        assertProblems(
                yaml,
                environment,
                "FILE:1: pbx.ami.secret_file: ami.secret cannot be read. It must be a text file in"
                        + " UTF-8 that this user may read.");
    }

    @Test
    void aSecretThatEverybodyMayReadIsWarnedAbout() throws Exception {
        Path secret = secretFile("ami.secret", "hush", "rw-r--r--");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Configuration configuration =
                load("pbx: {ami: {secret_file: ami.secret}, ari: {password: hush}}\n", Map.of());

        String warning = " holds a secret, and every user of this machine may read it: chmod o-r ";
        assertEquals(
                List.of(secret + warning + secret, file + warning + file),
                configuration.warnings());
    }

    @Test
    void aFileWithoutSecretsMayBeReadByEverybody() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(List.of(), load("listen: {port: 1}\n").warnings());
    }

    @Test
    void noSecretIsEverShown() throws Exception {
        assertFalse(load("pbx: {name: x}\n").toString().contains("hush"));
        Map<String, String> tooLong = Map.of(
                "REFEREE_PBX_AMI_SECRET",
                "hush".repeat(64),
                "REFEREE_PBX_ARI_PASSWORD",
                "hush\r\nAction: Originate");
        assertEquals(
                List.of(
                        "REFEREE_PBX_AMI_SECRET: pbx.ami.secret is (hidden): it must be one line of"
                                + " 1 to 255 characters.",
                        "REFEREE_PBX_ARI_PASSWORD: pbx.ari.password is (hidden): it must be one"
                                + " line of 1 to 255 characters."),
                variableProblems(tooLong));
        assertFalse(new Setting("hush", "here", null).toString().contains("hush"));
    }

    private Path secretFile(String name, String text, String permissions) throws IOException {
        Path secret = Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
        return Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(permissions));
    }
}
