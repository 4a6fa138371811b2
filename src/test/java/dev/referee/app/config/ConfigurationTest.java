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
import dev.referee.model.EndpointPattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What an administrator gets for a configuration, right or wrong. */
class ConfigurationTest {
    private static final Map<String, String> SECRETS = Map.of(
            "REFEREE_PBX_AMI_SECRET", "ami-hush",
            "REFEREE_PBX_ARI_PASSWORD", "ari-hush");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void privateFile() throws IOException {
        file = Files.createFile(
                folder.resolve("referee.yaml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

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
                        Duration.ofSeconds(5)),
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
                        20_000),
                configuration.log());
        assertEquals(List.of(), configuration.warnings());
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
    void everybodyMayTransferUnlessAListSaysWho() throws Exception {
        assertEquals(List.of(), load("").referrers());
        assertEquals(List.of(), load("policy: {referrers: []}\n").referrers());
        assertEquals(3, load("""
                policy:
                  referrers:
                    - sip:alice@example.com
                    - "sip:+49*@*"
                    - PJSIP/reception-*
                """).referrers().size());
        assertEquals(
                1,
                load("policy: {referrers: 'sip:*@example.com'}\n").referrers().size());
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_POLICY_REFERRERS", " sip:a@b  sip:*,c@d ");
        Files.writeString(file, "policy: {referrers: [sip:x@y, sip:x@z, sip:x@w]}\n");
        assertEquals(2, Configuration.load(file, environment).referrers().size());
    }

    @Test
    void phonesAreSentSomethingInSipOnlyWhereThatIsSet() throws Exception {
        assertEquals(List.of(), Configuration.load(null, SECRETS).receivers());
        assertEquals(
                List.of(new EndpointPattern("PJSIP/phone-*"), new EndpointPattern("PJSIP/alice")),
                load("push: {endpoints: [PJSIP/phone-*, PJSIP/alice]}\n").receivers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "alice", "PJSIP/", "SIP/alice", "PJSIP/a*b", "PJSIP/**", "PJSIP/a/b"})
    void noPhoneIsSentAnythingByAPatternThatIsNone(String pattern) {
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> load("push: {endpoints: ['" + pattern + "']}\n"));
        assertTrue(
                refused.problems().getFirst().contains("push.endpoints"),
                () -> refused.problems().toString());
    }

    @Test
    void phonesCannotBeSentAnythingWithoutAmi() throws Exception {
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> Configuration.load(
                        null,
                        Map.of(
                                "REFEREE_PBX_ARI_PASSWORD", "ari-hush",
                                "REFEREE_PUSH_ENDPOINTS", "PJSIP/*")));
        assertTrue(
                refused.problems().getFirst().contains("pbx.ami.secret"),
                () -> refused.problems().toString());
    }

    @Test
    void patternThatIsNoneIsNamedWithItsLineAndPlace() {
        List<String> problems =
                assertThrows(ConfigurationException.class, () -> load("""
                        policy:
                          referrers:
                            - sip:alice@example.com
                            - alice
                            - "sip:bob@example.com;user=phone"
                            - [sip:carol@example.com]
                            -
                            - *everybody
                        """)).problems();
        String expected = "like sip:alice@example.com, sip:*@example.com or PJSIP/alice, with * for"
                + " any characters and without parameters.";
        String quotes = " A value that begins with * or & needs quotes.";
        String list = "policy.referrers entry ";
        assertEquals(
                List.of(
                        file + ":6: " + list + "4 must be " + expected + quotes,
                        file + ":7: " + list + "5 must be " + expected + quotes,
                        file + ":8: " + list + "6 must be " + expected + quotes,
                        file + ":4: " + list + "2 is \"alice\": it must be " + expected,
                        file + ":5: " + list
                                + "3 is \"sip:bob@example.com;user=phone\": it must be "
                                + expected),
                problems);
    }

    @Test
    void patternsAreAsManyAsTheyMayBe() throws Exception {
        String hundred = "sip:a@b, ".repeat(100);
        assertEquals(
                100,
                load("policy: {referrers: [" + hundred + "]}\n").referrers().size());
        for (String more : List.of(hundred + "sip:a@b", hundred + hundred)) {
            ConfigurationException refused = assertThrows(
                    ConfigurationException.class,
                    () -> load("policy: {referrers: [" + more + "]}\n"));
            assertEquals(
                    List.of(file + ":1: policy.referrers has more than 100 values. Let a pattern"
                            + " stand for several."),
                    refused.problems());
        }
    }

    @Test
    void oneOfAmiAndAriIsEnoughButIsWarnedAbout() throws Exception {
        Configuration onlyAmi = Configuration.load(null, Map.of("REFEREE_PBX_AMI_SECRET", "hush"));
        assertNull(onlyAmi.ari());
        assertTrue(onlyAmi.warnings().getFirst().contains("AMI alone"));
        Configuration onlyAri =
                Configuration.load(null, Map.of("REFEREE_PBX_ARI_PASSWORD", "hush"));
        assertNull(onlyAri.ami());
        assertTrue(onlyAri.warnings().getFirst().contains("ARI alone"));
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
    void anEmptyFileSetsNothing() throws Exception {
        for (String empty : List.of("", "\n\n", "# only a remark\n", "---\n", "\uFEFF", "pbx:\n")) {
            assertEquals(Configuration.load(null, SECRETS), load(empty));
        }
    }

    @Test
    void aByteOrderMarkAtTheBeginningDoesNoHarm() throws Exception {
        assertEquals("berlin", load("\uFEFFpbx: {name: berlin}\n").pbx());
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
    void everyKeyChangesTheConfigurationFromTheFileAndFromTheEnvironment() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "from-a-file".repeat(3) + "\n");
        // Without these some keys stand for nothing.
        Map<String, String> needed = new HashMap<>(SECRETS);
        needed.put("REFEREE_TOKENS_HS256_SECRET", "hush".repeat(8));
        needed.put("REFEREE_LISTEN_TLS_CERTIFICATE_FILE", "certificate.pem");
        needed.put("REFEREE_LISTEN_TLS_KEY_FILE", "key.pem");
        Configuration initial = Configuration.load(null, needed);
        for (Key<?> key : Keys.ALL) {
            if (key.equals(Keys.OPEN_BEYOND_LOOPBACK) || key.isOfItem()) {
                continue; // the first allows, and sets nothing; see WebhookConfigurationTest
            }
            String other = otherValue(key, secret);
            Map<String, String> environment = new HashMap<>(needed);
            environment.keySet().removeIf(variable -> key.variable().startsWith(variable));
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
            assertEquals(byFile.store(), byEnvironment.store(), key.path());
            assertEquals(byFile.log(), byEnvironment.log(), key.path());
            assertEquals(byFile.referrers().size(), byEnvironment.referrers().size());
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
        if (key.equals(Keys.REFERRERS)) {
            return "sip:*@example.org";
        }
        if (key.equals(Keys.RECEIVERS)) {
            return "PJSIP/other";
        }
        if (key.equals(Keys.ORIGINS) || key.equals(Keys.TOKENS_JWKS_URL)) {
            return "https://other.example.org";
        }
        if (initial == null) {
            return "ws://other.with-32-characters.example.org";
        }
        return switch (initial) {
            case "false" -> "true";
            case "true" -> "false";
            case "sqlite" -> "memory";
            case "127.0.0.1" -> "127.0.0.2";
            case "http://127.0.0.1:8088" -> "https://other.example.org";
            default ->
                initial.matches("\\d+") ? String.valueOf(Integer.parseInt(initial) + 1) : "other";
        };
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
    void anUnknownKeyIsRefusedWithTheOneThatWasMeant() {
        assertProblems(
                """
                ami:
                  port: 5038
                pbx:
                  amii:
                    port: 5038
                  ami:
                    pingIntervalMs: 5
                    prot: 5038
                listen.port: 8090
                listen: {prt: 1}
                weather: fine
                ari.url: http://x
                """,
                "FILE:1: unknown key ami. Did you mean pbx.ami?",
                "FILE:4: unknown key pbx.amii. Did you mean pbx.ami?",
                "FILE:7: unknown key pbx.ami.pingIntervalMs. Did you mean pbx.ami.ping_interval_ms?",
                "FILE:8: unknown key pbx.ami.prot. Did you mean pbx.ami.port?",
                "FILE:9: listen.port must be written as nested sections, each on a line of its own"
                        + " and indented by two spaces more than the one before.",
                "FILE:10: unknown key listen.prt. Did you mean listen.port?",
                "FILE:11: unknown key weather.",
                "FILE:12: unknown key ari.url. Did you mean pbx.ari.url?");
    }

    @Test
    void anUnknownVariableIsRefusedWithTheOneThatWasMeantAndWithoutItsValue() {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_PBX_AMI_SECRTE", "hush");
        environment.put("REFEREE_WEATHER", "fine");

        assertEquals(
                List.of(
                        "unknown environment variable REFEREE_PBX_AMI_SECRTE. Did you mean"
                                + " REFEREE_PBX_AMI_SECRET?",
                        "unknown environment variable REFEREE_WEATHER."),
                variableProblems(environment));
    }

    @Test
    void aWrongValueIsNamedWithItsPlaceAndWhatIsRight() {
        assertProblems(
                """
                pbx:
                  name: two words
                  ami:
                    host: pbx:5038
                    port: 65536
                    username: ""
                    tls: yes
                    ping_interval_ms: 999
                  ari:
                    url: http://admin:hush@pbx:8088
                    application: [a, b]
                listen:
                  host: http://here
                  port: 8_090
                demo:
                  sip_websocket: http://pbx/ws
                limits:
                  settle_ms: 2s
                  channels: 99999999999999999999
                """,
                "FILE:11: pbx.ari.application is a list or a section: it must be 1 to 64 letters,"
                        + " digits, '.', '_' or '-'.",
                "FILE:2: pbx.name is \"two words\": it must be 1 to 64 letters, digits, '.', '_' or"
                        + " '-'.",
                "FILE:4: pbx.ami.host is \"pbx:5038\": it must be a host name or an IP address,"
                        + " without a port.",
                "FILE:5: pbx.ami.port is \"65536\": it must be a whole number from 1 to 65535.",
                "FILE:6: pbx.ami.username is \"\": it must be one line of 1 to 255 characters.",
                "FILE:7: pbx.ami.tls is \"yes\": it must be true or false.",
                "FILE:8: pbx.ami.ping_interval_ms is \"999\": it must be a whole number of"
                        + " milliseconds from 1000 to 600000.",
                "FILE:10: pbx.ari.url is \"http://(hidden)@pbx:8088\": it must be an http:// or"
                        + " https:// URL without user, query and /ari, like http://127.0.0.1:8088.",
                "FILE:13: listen.host is \"http://here\": it must be a host name or an IP address,"
                        + " without a port.",
                "FILE:14: listen.port is \"8_090\": it must be a whole number from 0 to 65535.",
                "FILE:16: demo.sip_websocket is \"http://pbx/ws\": it must be a ws:// or wss:// URL"
                        + " without user, like ws://localhost:8088/ws.",
                "FILE:18: limits.settle_ms is \"2s\": it must be a whole number of milliseconds"
                        + " from 0 to 60000.",
                "FILE:19: limits.channels is \"99999999999999999999\": it must be a whole number"
                        + " from 100 to 1000000.");
    }

    @Test
    void aWrongVariableIsNamed() {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_PBX_AMI_PORT", "0");
        environment.put("REFEREE_PBX_ARI_URL", "http://pbx:8088/ari");

        assertEquals(
                List.of(
                        "REFEREE_PBX_AMI_PORT: pbx.ami.port is \"0\": it must be a whole number"
                                + " from 1 to 65535.",
                        "REFEREE_PBX_ARI_URL: pbx.ari.url is \"http://pbx:8088/ari\": it must be an"
                                + " http:// or https:// URL without user, query and /ari, like"
                                + " http://127.0.0.1:8088."),
                variableProblems(environment));
    }

    @Test
    void anUnknownLogLevelIsRefused() throws Exception {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_LOG_LEVEL", "verbose");
        assertEquals(
                List.of("REFEREE_LOG_LEVEL is \"verbose\": it must be ERROR, WARN, INFO, DEBUG or"
                        + " TRACE."),
                variableProblems(environment));
        for (String level : List.of("", "debug", "WARN")) {
            environment.put("REFEREE_LOG_LEVEL", level);
            Configuration.load(null, environment);
        }
    }

    @Test
    void rangesEndWhereTheTableSays() throws Exception {
        assertEquals(65_535, load("listen: {port: 65535}\n").edge().port());
        assertEquals(1, ami(load("pbx: {ami: {port: 1}}\n")).port());
        assertProblems(
                "listen: {port: 65536}\n",
                "FILE:1: listen.port is \"65536\": it must be a whole number from 0 to 65535.");
        assertProblems(
                "listen: {port: -1}\n",
                "FILE:1: listen.port is \"-1\": it must be a whole number from 0 to 65535.");
    }

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
                "FILE:4: pbx.ami.secret and pbx.ami.secret_file are both given. Take one out.");
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

        String warning = " holds a secret and everybody on this machine may read it: chmod o-r ";
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

    @Test
    void openBeyondThisMachineMustBeSaidInSoManyWords() throws Exception {
        for (String host : List.of("127.0.0.1", "localhost", "127.1.2.3", "\"::1\"")) {
            assertTrue(load("open: true\nlisten: {host: " + host + "}\n").edge().open());
        }
        for (String host : List.of("0.0.0.0", "pbx.example.org", "127.0.0.1.example.org")) {
            assertProblems(
                    "open: true\nlisten: {host: " + host + "}\n",
                    "open is true and listen.host is " + host + ": everybody who reaches that"
                            + " address would see who calls whom. Set listen.host to 127.0.0.1, or"
                            + " open to false, or say that it is meant with open_beyond_loopback:"
                            + " true.");
        }
        assertTrue(load("open: true\nlisten: {host: 0.0.0.0}\nopen_beyond_loopback: true\n")
                .edge()
                .open());
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
                "FILE:2: listen.port has no value. Give it one or take the line out.",
                "FILE:3: listen.host has no value. Give it one or take the line out.");
    }

    @Test
    void aSectionWithAValueOfItsOwnIsRefused() {
        assertProblems(
                "listen: 8090\npbx: [ami]\n",
                "FILE:1: listen is a section: its keys stand below it, indented by two spaces.",
                "FILE:2: pbx is a section: its keys stand below it, indented by two spaces.");
    }

    @Test
    void aliasesAnchorsAndTagsAreRefusedSoThatNoSmallFileGrows() {
        String refused = " uses an anchor, alias or tag of YAML, which Referee does not take. A"
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

    private Path secretFile(String name, String text, String permissions) throws IOException {
        Path secret = Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
        return Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(permissions));
    }

    private static AmiSettings ami(Configuration configuration) {
        return Objects.requireNonNull(configuration.ami());
    }

    private static AriSettings ari(Configuration configuration) {
        return Objects.requireNonNull(configuration.ari());
    }

    private Configuration load(String yaml) throws Exception {
        return load(yaml, SECRETS);
    }

    private Configuration load(String yaml, Map<String, String> environment) throws Exception {
        return Configuration.load(Files.writeString(file, yaml), environment);
    }

    private List<String> problems(String yaml, Map<String, String> environment) {
        return assertThrows(ConfigurationException.class, () -> load(yaml, environment))
                .problems();
    }

    private static List<String> variableProblems(Map<String, String> environment) {
        return assertThrows(
                        ConfigurationException.class, () -> Configuration.load(null, environment))
                .problems();
    }

    private void assertProblems(String yaml, String... expected) {
        assertProblems(yaml, SECRETS, expected);
    }

    private void assertProblems(String yaml, Map<String, String> environment, String... expected) {
        assertEquals(
                String.join("\n", expected).replace("FILE", file.toString()),
                String.join("\n", problems(yaml, environment)));
    }
}
