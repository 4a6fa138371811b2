package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is typed and seen of {@code referee doctor} on a machine without an Asterisk. */
class DoctorCommandTest {
    private static final String SECRET = "hush-0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private CommandRun doctor(String... more) {
        List<String> args = new java.util.ArrayList<>(List.of("doctor", "--listen-seconds", "0"));
        args.addAll(List.of(more));
        return CommandRun.of(environment, folder, args.toArray(String[]::new));
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void configureWhatIsNotThere() {
        environment.put("REFEREE_PBX_AMI_SECRET", SECRET);
        environment.put("REFEREE_PBX_AMI_PORT", Integer.toString(closedPort()));
        environment.put("REFEREE_PBX_ARI_PASSWORD", SECRET);
        environment.put("REFEREE_PBX_ARI_URL", "http://127.0.0.1:" + closedPort());
        environment.put("REFEREE_LISTEN_PORT", Integer.toString(closedPort()));
    }

    private static void assertLine(CommandRun outcome, String pattern) {
        assertTrue(
                outcome.out().lines().anyMatch(line -> line.matches(pattern)),
                () -> pattern + " is not in\n" + outcome.out());
        assertFalse(
                (outcome.out() + outcome.err()).contains(SECRET), outcome.out() + outcome.err());
        assertFalse(outcome.err().contains("\tat "), outcome.err());
    }

    @Test
    void anAsteriskThatDoesNotRunIsALineForEachDoor() {
        CommandRun outcome = doctor();

        assertEquals(ExitCode.NO, outcome.status());
        assertLine(outcome, "problem +ami-reachable +Nothing listens at 127.0.0.1:.*");
        assertLine(outcome, " +-> manager.conf, \\[general\\]: enabled = yes; .*");
        assertLine(outcome, "problem +ari-reachable +No ARI connection to .*");
        assertLine(outcome, "2 problems, 1 warning, 0 not checked, \\d+ ok");
        assertTrue(outcome.err().contains("referee: querying AMI at "), outcome.err());
    }

    @Test
    void jsonIsOneObjectALineWithWhatToChange() {
        CommandRun outcome = doctor("--json");

        List<JsonObject> results = outcome.out().lines().map(JsonObject::new).toList();
        JsonObject ami = results.stream()
                .filter(result -> "ami-reachable".equals(result.getString("check")))
                .findFirst()
                .orElseThrow();
        assertEquals("problem", ami.getString("status"));
        assertEquals("manager.conf", ami.getJsonObject("fix").getString("file"));
        assertEquals("general", ami.getJsonObject("fix").getString("section"));
        assertEquals(
                "enabled = yes", ami.getJsonObject("fix").getJsonArray("lines").getString(0));
    }

    @Test
    void fixIsWhatCanBeCopiedByFile() {
        CommandRun outcome = doctor("--fix");

        assertEquals(ExitCode.NO, outcome.status());
        assertTrue(
                outcome.out()
                        .contains(String.join(
                                System.lineSeparator(),
                                "# manager.conf",
                                "[general]",
                                "enabled = yes")),
                outcome.out());
        assertTrue(outcome.out().contains("# then: asterisk -rx 'manager reload'"), outcome.out());
        assertTrue(outcome.out().lines().noneMatch(line -> line.startsWith("problem")));
    }

    @Test
    void fileOfASecretThatEverybodyMayRead() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        environment.remove("REFEREE_PBX_AMI_SECRET");
        environment.put("REFEREE_PBX_AMI_SECRET_FILE", file.toString());

        CommandRun outcome = doctor();

        assertLine(outcome, "problem +configuration +" + file + " holds a secret.*");
        assertLine(outcome, " +-> run: chmod o-r " + file);
        assertFalse(outcome.err().contains("warning"), outcome.err());
    }

    @Test
    void keyOfTokensThatIsNotThere() {
        environment.put(
                "REFEREE_TOKENS_RS256_KEY_FILE", folder.resolve("none.pem").toString());

        assertLine(doctor(), "problem +token-keys +tokens.rs256_key_file cannot be read .*");
    }

    @Test
    void keySetThatHoldsNoKey() throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[]}");
        environment.put("REFEREE_TOKENS_JWKS_FILE", file.toString());

        assertLine(doctor(), "problem +token-keys +tokens.jwks_file holds no public key .*");
    }

    @Test
    void certificateWhoseKeyIsAnother() {
        SelfSignedCertificate one = SelfSignedCertificate.create("localhost");
        SelfSignedCertificate other = SelfSignedCertificate.create("localhost");
        environment.put("REFEREE_LISTEN_TLS_CERTIFICATE_FILE", one.certificatePath());
        environment.put("REFEREE_LISTEN_TLS_KEY_FILE", other.privateKeyPath());

        assertLine(doctor(), "problem +tls-certificate +.*key is not that of the certificate.*");
    }

    @Test
    void certificateThatIsGood() {
        SelfSignedCertificate one = SelfSignedCertificate.create("localhost");
        environment.put("REFEREE_LISTEN_TLS_CERTIFICATE_FILE", one.certificatePath());
        environment.put("REFEREE_LISTEN_TLS_KEY_FILE", one.privateKeyPath());

        assertLine(doctor(), "ok +tls-certificate +The certificate is for .*, until .*");
    }

    @Test
    void receiverThatCannotBeConnectedWith() {
        environment.put("REFEREE_WEBHOOKS_1_ID", "crm");
        environment.put(
                "REFEREE_WEBHOOKS_1_URL", "http://127.0.0.1:" + closedPort() + "/secret-path");
        environment.put(
                "REFEREE_WEBHOOKS_1_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("REFEREE_WEBHOOKS_1_PRIVATE_ADDRESSES", "true");

        CommandRun outcome = doctor();
        assertLine(outcome, "problem +webhooks +crm \\(http://127.0.0.1:\\d+\\) cannot be .*");
        assertFalse(outcome.out().contains("secret-path"), outcome.out());

        environment.put("REFEREE_WEBHOOKS_1_PRIVATE_ADDRESSES", "false");
        assertLine(doctor(), "problem +webhooks +crm .*no public address.*");
    }

    @Test
    void wrongConfigurationAndWrongOptionsAreRefusedAsByEveryCommand() {
        assertEquals(ExitCode.USAGE, doctor("--json", "--fix").status());
        assertEquals(ExitCode.USAGE, doctor("--listen-seconds=3601").status());
        environment.put("REFEREE_OPEN", "maybe");
        CommandRun outcome = doctor();
        assertEquals(ExitCode.CONFIGURATION, outcome.status());
        assertTrue(outcome.err().contains("it must be true or false"), outcome.err());
    }
}
