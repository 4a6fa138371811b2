package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What somebody sees who types a command, right or wrong. */
class MainTest {
    private static final List<String> COMMANDS = List.of(
            "run",
            "replay",
            "record",
            "reconcile",
            "doctor",
            "config",
            "backup",
            "health",
            "webhooks",
            "dead-letters",
            "trace");

    private static final String BUSY = "src/test/resources/captures/blind-busy.jsonl.gz";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void helpIsEverywhereWithExamples() {
        CommandRun root = referee("--help");
        assertEquals(new CommandRun(ExitCode.OK, root.out(), ""), root);
        for (String command : COMMANDS) {
            assertTrue(root.out().contains("  " + command + " "), root.out());
            CommandRun help = referee(command, "--help");
            assertEquals(new CommandRun(ExitCode.OK, help.out(), ""), help);
            assertTrue(help.out().startsWith("Usage: referee " + command), help.out());
            assertTrue(help.out().contains("Examples:"), help.out());
        }
        assertTrue(root.out().contains("Examples:"), root.out());
        assertTrue(root.out().lines().allMatch(line -> line.length() <= 100), root.out());
    }

    @Test
    void helpNamesEveryExitStatus() {
        String help = referee("--help").out();
        for (int status : List.of(
                ExitCode.OK,
                ExitCode.NO,
                ExitCode.USAGE,
                ExitCode.DATA,
                ExitCode.NO_INPUT,
                ExitCode.UNAVAILABLE,
                ExitCode.SOFTWARE,
                ExitCode.CANNOT_CREATE,
                ExitCode.INPUT_OUTPUT,
                ExitCode.DENIED,
                ExitCode.CONFIGURATION)) {
            assertTrue(help.matches("(?s).*\\R +" + status + " +\\w.*"), status + "\n" + help);
        }
    }

    @Test
    void theVersionIsTold() {
        CommandRun version = referee("--version");
        assertEquals(ExitCode.OK, version.status());
        assertTrue(
                version.out()
                        .matches(
                                "referee .+, (commit [0-9a-f]{10,40}(-dirty)?|built outside of git),"
                                        + " Java \\d+.*\\R"),
                version.out());
    }

    @Test
    void aWrongCommandLineIsOneLineThatSaysWhereHelpIs() {
        assertRefused("Unknown command rpelay. Did you mean replay? See: referee --help", "rpelay");
        assertRefused(
                "Unknown option --confg of referee run. Did you mean --config? See: referee run"
                        + " --help",
                "--confg");
        assertRefused("Missing required parameter: 'FILE'. See: referee replay --help", "replay");
        assertRefused(
                "referee replay has an unexpected argument: b. See: referee replay --help",
                "replay",
                "a",
                "b");
        assertRefused(
                "Missing required parameter for option '--config' (FILE). See: referee run --help",
                "run",
                "--config");
        assertRefused(
                "Invalid value for option '--seconds': 'x' is not an int. See: referee record"
                        + " --help",
                "record",
                "f",
                "--seconds",
                "x");
        for (String seconds : List.of("0", "-1", "31536001")) {
            assertRefused(
                    "--seconds is " + seconds + ": it must be from 1 to 31536000. See: referee"
                            + " record --help",
                    "record",
                    "f",
                    "--seconds=" + seconds);
        }
    }

    private void assertRefused(String line, String... args) {
        assertEquals(
                new CommandRun(ExitCode.USAGE, "", "referee: " + line + System.lineSeparator()),
                referee(args));
    }

    @Test
    void configPrintsAFileToStartFrom() {
        CommandRun printed = referee("config");
        assertEquals(ExitCode.OK, printed.status());
        assertTrue(printed.out().contains("\n    #port: 5038\n"), printed.out());
    }

    @Test
    void configCheckTellsEveryProblemInALineOfItsOwn() throws IOException {
        Path file = Files.writeString(
                folder.resolve("wrong.yaml"), "pbx: {ami: {prot: 1, secret: hush}}\nopen: maybe\n");
        setSecrets();

        CommandRun checked = referee("config", "--check", "--config", file.toString());

        assertEquals(
                new CommandRun(
                        ExitCode.CONFIGURATION,
                        "",
                        "referee: " + file + ":1: unknown key pbx.ami.prot. Did you mean"
                                + " pbx.ami.port?" + System.lineSeparator()
                                + "referee: " + file + ":2: open is \"maybe\": it must be true or"
                                + " false." + System.lineSeparator()),
                checked);
    }

    @Test
    void theConfigurationIsFoundWhereTheHelpSays() throws IOException {
        setSecrets();
        assertEquals(ExitCode.OK, referee("config", "--check").status());
        Files.writeString(folder.resolve("referee.yaml"), "usual: 1\n");
        assertTrue(referee("config", "--check").err().contains("unknown key usual"));
        environment.put("REFEREE_CONFIG", folder.resolve("named.yaml").toString());
        assertTrue(referee("config", "--check").err().contains("named.yaml: there is no such"));
        Path option = Files.writeString(folder.resolve("option.yaml"), "option: 1\n");
        assertTrue(referee("config", "--check", "-c", option.toString())
                .err()
                .contains("unknown key option"));
    }

    @Test
    void everyCommandThatNeedsItStopsAtAWrongConfiguration() {
        environment.put("REFEREE_NONSENSE", "1");
        for (String[] args : List.of(
                new String[] {},
                new String[] {"run"},
                new String[] {"record", folder.resolve("f").toString()},
                new String[] {"config", "--check"})) {
            CommandRun stopped = referee(args);
            assertEquals(ExitCode.CONFIGURATION, stopped.status());
            assertTrue(stopped.err()
                    .startsWith("referee: unknown environment variable REFEREE_NONSENSE."
                            + System.lineSeparator()));
        }
        assertFalse(Files.exists(folder.resolve("f")));
    }

    @Test
    void aWarningIsTold() throws IOException {
        Path file = Files.writeString(
                folder.resolve("referee.yaml"), "pbx: {ami: {secret: a}, ari: {password: b}}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        CommandRun checked = referee("config", "--check");

        assertEquals(ExitCode.OK, checked.status());
        assertTrue(checked.err().startsWith("referee: warning: " + file + " holds a secret"));
    }

    @Test
    void replayNamesWhatIsWrongWithItsFile() throws IOException {
        Path missing = folder.resolve("missing");
        assertEquals(
                new CommandRun(
                        ExitCode.NO_INPUT,
                        "",
                        "referee: " + missing + ": there is no such file."
                                + System.lineSeparator()),
                referee("replay", missing.toString()));
        assertEquals(ExitCode.NO_INPUT, referee("replay", folder.toString()).status());
        Path broken = Files.writeString(
                folder.resolve("@broken"), "{\"t\":1,\"source\":\"note\"}\n{\"t\":1}\n");
        assertEquals(
                new CommandRun(
                        ExitCode.DATA,
                        "",
                        "referee: " + broken + ":2: source is missing: it must be ami, ari, hep or"
                                + " note." + System.lineSeparator()),
                referee("replay", broken.toString()));
    }

    @Test
    void replayTellsTheCodesOfReferee() {
        assertTrue(lastLine(referee("replay", BUSY)).contains("\"wrapUpCode\":\"busy\""));
    }

    @Test
    void replayWithAConfigurationTellsWhatRunWouldByIt() throws IOException {
        setSecrets();
        Path file = Files.writeString(folder.resolve("site.yaml"), """
                pbx: {name: branch}
                policy: {referrers: [PJSIP/nobody]}
                wrap_up_codes: [{code: "486!", sip_statuses: [486]}]
                """);
        String last = lastLine(referee("replay", "--config", file.toString(), BUSY));
        assertTrue(last.contains("\"wrapUpCode\":\"486!\""), last);
        assertTrue(last.contains("\"source\":\"/pbx/branch\""), last);
        assertTrue(last.contains("\"referrer-not-allowed\""), last);

        Files.writeString(file, "wrap_up_codes: [{code: a}, {code: b}]");
        CommandRun refused = referee("replay", "-c", file.toString(), BUSY);
        assertEquals(ExitCode.CONFIGURATION, refused.status());
        assertTrue(refused.err().contains("wrap_up_codes.2 can never match"), refused.err());
    }

    @Test
    void replayLooksForNoConfigurationByItself() throws IOException {
        Files.writeString(folder.resolve("referee.yaml"), "wrong: true");
        environment.put("REFEREE_CONFIG", folder.resolve("referee.yaml").toString());
        environment.put("REFEREE_PBX_NAME", "branch");
        assertTrue(lastLine(referee("replay", BUSY)).contains("\"pbx\":\"main\""));
    }

    private static String lastLine(CommandRun outcome) {
        assertEquals(new CommandRun(ExitCode.OK, outcome.out(), ""), outcome);
        return outcome.out().lines().reduce("", (before, line) -> line);
    }

    @Test
    void recordKeepsAFileThatIsThere() throws IOException {
        setSecrets();
        Path file = Files.writeString(folder.resolve("f"), "precious");

        CommandRun refused = referee("record", file.toString());

        assertEquals(ExitCode.CANNOT_CREATE, refused.status());
        assertEquals("precious", Files.readString(file));
        assertEquals(
                ExitCode.INPUT_OUTPUT,
                referee("record", folder.resolve("missing/f").toString()).status());
    }

    @Test
    void stackTracesAreShownOnlyWhenAskedFor() {
        String missing = folder.resolve("missing").toString();
        assertEquals(1, referee("replay", missing).err().lines().count());
        environment.put("REFEREE_LOG_LEVEL", "debug");
        assertTrue(referee("replay", missing).err().contains("\tat dev.referee."));
        assertTrue(referee("rpelay").err().contains("\tat "));
    }

    private void setSecrets() {
        environment.put("REFEREE_PBX_AMI_SECRET", "a");
        environment.put("REFEREE_PBX_ARI_PASSWORD", "b");
    }

    private CommandRun referee(String... args) {
        return CommandRun.of(environment, folder, args);
    }
}
