package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.correlate.Limits;
import dev.referee.edge.EdgeSettings;
import dev.referee.intake.ami.AmiSettings;
import dev.referee.intake.ari.AriSettings;
import dev.referee.intake.hep.HepSettings;
import dev.referee.log.LogSettings;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an administrator sets and leaves out, and what is in force then. */
class ConfigurationTest extends ConfigurationFixture {
    @Test
    void withSecretsAloneEverythingHasItsDefault() throws Exception {
        Configuration configuration = Configuration.load(null, SECRETS);

        assertEquals("main", configuration.pbx());
        assertEquals(
                new AmiSettings(
                        "127.0.0.1", 5038, "referee", "ami-hush", false, Duration.ofSeconds(10)),
                configuration.ami());
        assertEquals(
                new AriSettings(
                        URI.create("http://127.0.0.1:8088"),
                        "referee",
                        "ari-hush",
                        "referee",
                        Duration.ofSeconds(10)),
                configuration.ari());
        assertEquals(
                new EdgeSettings(
                        "127.0.0.1",
                        8090,
                        false,
                        null,
                        Duration.ofSeconds(25),
                        null,
                        null,
                        List.of(),
                        5_000,
                        1_000,
                        1_200,
                        60,
                        600,
                        32,
                        16_384,
                        256,
                        Duration.ofSeconds(5),
                        EdgeSettings.Matching.EXACT),
                configuration.edge());
        assertEquals(Limits.DEFAULT, configuration.limits());
        assertEquals(Store.SQLITE, configuration.store());
        assertEquals(
                new LogSettings(
                        Path.of("data", "referee.db"),
                        true,
                        100_000,
                        Duration.ofDays(1),
                        256L << 20,
                        10_000,
                        20_000,
                        10_000,
                        16L << 20),
                configuration.log());
        assertEquals(List.of(), configuration.warnings());
    }

    @Test
    void dialogsAreMatchedBeyondTheirCallIdOnlyAsTheSiteSays() throws Exception {
        Configuration plain = Configuration.load(null, SECRETS);
        assertEquals(EdgeSettings.Matching.EXACT, plain.edge().matching());

        Configuration byTags = load("dialogs: {by_tags: true}");
        assertEquals(new EdgeSettings.Matching(true, false), byTags.edge().matching());

        Configuration bySession = load("dialogs: {session_header: Session-ID}");
        assertEquals(new EdgeSettings.Matching(false, true), bySession.edge().matching());
        assertEquals(
                "Session-ID", Optional.ofNullable(bySession.ami()).orElseThrow().sessionHeader());
        assertEquals("Session-ID", ari(bySession).sessionHeader());
    }

    @Test
    void anEmptyFileSetsNothing() throws Exception {
        for (String empty : List.of("", "\n\n", "# only a remark\n", "---\n", "\uFEFF", "pbx:\n")) {
            assertEquals(Configuration.load(null, SECRETS), load(empty));
        }
    }

    @Test
    void aFileSetsWhatItNames() throws Exception {
        Configuration configuration = load("""
                pbx:
                  name: berlin
                  ami: {host: pbx.example.org, port: 5039, tls: true}
                  ari:
                    url: https://pbx.example.org:8089/asterisk
                listen: {host: "::1", port: 0}
                open: true
                demo: {sip_websocket: "wss://pbx.example.org/ws"}
                limits: {settle_ms: 0}
                """);

        assertEquals("berlin", configuration.pbx());
        assertEquals(
                "AMI referee@pbx.example.org:5039 over TLS", String.valueOf(configuration.ami()));
        assertEquals(
                URI.create("https://pbx.example.org:8089/asterisk"),
                ari(configuration).url());
        assertEquals("::1", configuration.edge().host());
        assertEquals(0, configuration.edge().port());
        assertTrue(configuration.edge().open());
        assertEquals("wss://pbx.example.org/ws", configuration.edge().demoSipWebSocket());
        assertEquals(Duration.ZERO, configuration.limits().settle());
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_LISTEN_PORT", "9000");
        environment.put("REFEREE_LISTEN_HOST", "");
        environment.put("REFEREE_LOG_LEVEL", "DEBUG");
        environment.put("REFEREE_JAVA_HOME", "/opt/java");
        environment.put("REFEREE_CONFIG", "elsewhere.yaml");
        environment.put("PATH", "/bin");

        Configuration configuration = load("listen: {port: 8000, host: localhost}\n", environment);

        assertEquals(9000, configuration.edge().port());
        assertEquals("localhost", configuration.edge().host());
    }

    @Test
    void recordsComeFromOneOfTheTwo() {
        assertProblem(
                "reconcile.cel_file and reconcile.cel_over_ami are both set",
                "reconcile: {cel_over_ami: true, cel_file: Master.csv}\n",
                SECRETS);
        assertProblem(
                "reconcile.cel_over_ami is true, but pbx.ami is not set",
                "reconcile: {cel_over_ami: true}\n",
                Map.of("REFEREE_PBX_ARI_PASSWORD", "hush"));
    }

    @Test
    void detailsAreKeptInOnePlaceAndNoPasswordIsShown() throws Exception {
        assertProblem(
                "reconcile.cdr_file and reconcile.cdr_database are both set",
                "reconcile: {cdr_file: a.csv, cdr_database: 'jdbc:postgresql://db/asterisk'}\n",
                SECRETS);
        assertProblem(
                "reconcile.cdr_database is (hidden): it must be an address like",
                "reconcile: {cdr_database: 'jdbc:postgresql://db/asterisk?password=hush'}\n",
                SECRETS);
        assertProblem(
                "reconcile.cdr_password is set, but no database",
                "reconcile: {cdr_file: a.csv, cdr_password: hush}\n",
                SECRETS);
        assertProblem(
                "reconcile.cdr_over_ami is true, but pbx.ami is not set",
                "reconcile: {cdr_over_ami: true}\n",
                Map.of("REFEREE_PBX_ARI_PASSWORD", "hush"));
        assertProblem(
                "reconcile.cdr_zone is \"Mars\": it must be a time zone like Europe/Berlin or UTC.",
                "reconcile: {cdr_file: a.csv, cdr_zone: Mars}\n",
                SECRETS);
        assertProblem(
                "reconcile.cdr_zone is set, but it applies to no file or database",
                "reconcile: {cdr_over_ami: true, cdr_zone: UTC}\n",
                SECRETS);
        assertProblem(
                "reconcile.cdr_ami_zone is set, but CDRs do not come over AMI",
                "reconcile: {cdr_file: a.csv, cdr_ami_zone: UTC}\n",
                SECRETS);
        Configuration configuration = load(
                "reconcile: {cdr_database: 'jdbc:postgresql://db/asterisk', cdr_password: hush}\n",
                SECRETS);
        assertFalse(String.valueOf(configuration.audit()).contains("hush"));
    }

    private void assertProblem(String problem, String yaml, Map<String, String> environment) {
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> load(yaml, environment));
        assertTrue(String.valueOf(refused.getMessage()).contains(problem), refused::getMessage);
    }

    @Test
    void everyKeyChangesTheConfigurationFromTheFileAndFromTheEnvironment() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "from-a-file".repeat(3) + "\n");
        // Without these some keys stand for nothing.
        Map<String, String> needed = new HashMap<>(SECRETS);
        needed.put("REFEREE_TOKENS_HS256_SECRET", "hush".repeat(8));
        needed.put("REFEREE_LISTEN_TLS_CERTIFICATE_FILE", "certificate.pem");
        needed.put("REFEREE_LISTEN_TLS_KEY_FILE", "key.pem");
        needed.put("REFEREE_RECONCILE_CEL_FILE", "Master.csv");
        needed.put("REFEREE_RECONCILE_CDR_DATABASE", "jdbc:postgresql://db/asterisk");
        Configuration initial = Configuration.load(null, needed);
        for (Key<?> key : Keys.ALL) {
            if (key.equals(Keys.OPEN_BEYOND_LOOPBACK) || key.isOfItem()) {
                continue; // the first allows, and sets nothing; see WebhookConfigurationTest
            }
            String other = otherValue(key, secret);
            Map<String, String> environment = new HashMap<>(needed);
            environment.keySet().removeIf(variable -> key.variable().startsWith(variable));
            if (key.equals(Keys.CEL_OVER_AMI)) {
                environment.remove(Keys.CEL.variable());
            }
            if (key.equals(Keys.CDR_AMI_ZONE)) {
                environment.put(Keys.CDR_OVER_AMI.variable(), "true");
            }
            if (key.equals(Keys.CDR_FILE)) {
                environment.remove(Keys.CDR_DATABASE.variable());
            }
            StringBuilder yaml = new StringBuilder();
            String indent = "";
            for (String part : key.path().split("\\.", -1)) {
                yaml.append(indent).append(part).append(":\n");
                indent += "  ";
            }
            yaml.setLength(yaml.length() - 1);
            yaml.append(" \"").append(other).append("\"\n");

            Configuration byFile = load(yaml.toString(), environment);
            environment.put(key.variable(), other);
            Configuration byEnvironment = Configuration.load(null, environment);

            assertNotEquals(initial, byFile, key.path());
            assertEquals(byFile.ami(), byEnvironment.ami(), key.path());
            assertEquals(byFile.ari(), byEnvironment.ari(), key.path());
            assertEquals(byFile.hep(), byEnvironment.hep(), key.path());
            assertEquals(byFile.edge(), byEnvironment.edge(), key.path());
            assertEquals(byFile.limits(), byEnvironment.limits(), key.path());
            assertEquals(byFile.logFormat(), byEnvironment.logFormat(), key.path());
            assertEquals(byFile.traces(), byEnvironment.traces(), key.path());
            assertEquals(byFile.store(), byEnvironment.store(), key.path());
            assertEquals(byFile.log(), byEnvironment.log(), key.path());
            assertEquals(byFile.audit(), byEnvironment.audit(), key.path());
            assertEquals(byFile.referrers().size(), byEnvironment.referrers().size());
            assertEquals(byFile.persons(), byEnvironment.persons(), key.path());
            assertEquals(byFile.receivers(), byEnvironment.receivers(), key.path());
        }
    }

    private static String otherValue(Key<?> key, Path secret) {
        String initial = key.initial();
        if (key.name().endsWith("_file")) {
            return secret.toString();
        }
        if (key.equals(Keys.HEP_LISTEN)) {
            return "9060";
        }
        if (key.equals(Keys.DIALOGS_SESSION_HEADER)) {
            return "X-Other";
        }
        if (key.equals(Keys.REFERRERS)) {
            return "sip:*@example.org";
        }
        if (key.equals(Keys.PERSONS)) {
            return "PJSIP/one,PJSIP/two";
        }
        if (key.equals(Keys.RECEIVERS)) {
            return "PJSIP/other";
        }
        if (key.equals(Keys.ORIGINS) || key.equals(Keys.TOKENS_JWKS_URL)) {
            return "https://other.example.org";
        }
        if (key.equals(Keys.CDR_DATABASE)) {
            return "jdbc:postgresql://other/asterisk";
        }
        if (key.equals(Keys.CDR_ZONE) || key.equals(Keys.CDR_AMI_ZONE)) {
            return "Pacific/Chatham";
        }
        if (initial == null) {
            return "ws://other.with-32-characters.example.org";
        }
        return switch (initial) {
            case "false" -> "true";
            case "true" -> "false";
            case "sqlite" -> "memory";
            case "text" -> "json";
            case "127.0.0.1" -> "127.0.0.2";
            case "http://127.0.0.1:8088" -> "https://other.example.org";
            default ->
                initial.matches("\\d+") ? String.valueOf(Integer.parseInt(initial) + 1) : "other";
        };
    }

    @Test
    void oneOfAmiAndAriIsEnoughButIsWarnedAbout() throws Exception {
        Configuration onlyAmi = Configuration.load(null, Map.of("REFEREE_PBX_AMI_SECRET", "hush"));
        assertNull(onlyAmi.ari());
        assertTrue(onlyAmi.warnings().getFirst().contains("only AMI"));
        Configuration onlyAri =
                Configuration.load(null, Map.of("REFEREE_PBX_ARI_PASSWORD", "hush"));
        assertNull(onlyAri.ami());
        assertTrue(onlyAri.warnings().getFirst().contains("only ARI"));
    }

    @Test
    void sourceThatIsHalfSetIsNotTakenForOneThatIsNotWanted() throws IOException {
        Files.writeString(file, "pbx: {ari: {url: 'http://pbx:8088'}}\n");
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> Configuration.load(file, Map.of("REFEREE_PBX_AMI_SECRET", "hush")));
        assertTrue(refused.problems().getFirst().startsWith("pbx.ari.password is missing."));
    }

    @Test
    void sipMessagesAreListenedForOnlyWhereThatIsSet() throws Exception {
        assertNull(Configuration.load(null, SECRETS).hep());
        Configuration halfSet = load("pbx: {hep: {password: hush}}\n");
        assertNull(halfSet.hep());
        assertTrue(halfSet.warnings().getFirst().contains("pbx.hep.listen"));
        assertEquals(
                new HepSettings("127.0.0.1", 9060, null),
                load("pbx: {hep: {listen: 9060}}\n").hep());
        assertEquals(
                new HepSettings("::1", 9061, "hush"),
                load("pbx: {hep: {listen: '[::1]:9061', password: hush}}\n").hep());
    }

    @Test
    void sipMessagesFromANetworkShouldBringAPassword() throws Exception {
        Configuration open = load("pbx: {hep: {listen: '0.0.0.0:9060'}}\n");
        assertEquals(1, open.warnings().size());
        assertTrue(open.warnings().getFirst().contains("pbx.hep.password"));
        assertEquals(
                List.of(),
                load("pbx: {hep: {listen: '0.0.0.0:9060', password: hush}}\n").warnings());
    }

    @Test
    void addressThatCannotBeListenedOnIsRefused() {
        for (String wrong : List.of(
                "0", "65536", "x", ":9060", "::1:9060", "[pbx]:9060", "pbx:", "[::1]", "a b:1")) {
            ConfigurationException refused = assertThrows(
                    ConfigurationException.class,
                    () -> load("pbx: {hep: {listen: '" + wrong + "'}}\n"),
                    wrong);
            String problem = refused.problems().getFirst();
            assertTrue(problem.contains("pbx.hep.listen is \"" + wrong + "\""), problem);
        }
    }

    @Test
    void openBeyondThisMachineMustBeSaidInSoManyWords() throws Exception {
        for (String host : List.of("127.0.0.1", "localhost", "127.1.2.3", "\"::1\"")) {
            assertTrue(load("open: true\nlisten: {host: " + host + "}\n").edge().open());
        }
        for (String host : List.of("0.0.0.0", "pbx.example.org", "127.0.0.1.example.org")) {
            assertProblems(
                    "open: true\nlisten: {host: " + host + "}\n",
                    "open is true and listen.host is " + host + ": every client that reaches"
                            + " that address would see who calls whom. Set listen.host to"
                            + " 127.0.0.1, or open to false, or confirm with"
                            + " open_beyond_loopback: true.");
        }
        assertTrue(load("open: true\nlisten: {host: 0.0.0.0}\nopen_beyond_loopback: true\n")
                .edge()
                .open());
    }
}
