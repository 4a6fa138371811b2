package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.app.config.Configuration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class BackupCommandTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void configure() {
        environment.put("REFEREE_PBX_AMI_PORT", "1");
        environment.put("REFEREE_PBX_AMI_SECRET", "a");
        environment.put("REFEREE_LISTEN_PORT", "0");
        environment.put("REFEREE_LOG_FILE", log().toString());
    }

    private Path log() {
        return folder.resolve("referee.db");
    }

    private Path copy() {
        return folder.resolve("copy.db");
    }

    @Test
    void copiesTheLogOfARunningRefereeAndReplacesNoFile() throws Exception {
        Service service = Service.start(Configuration.load(null, environment));
        try {
            CommandRun made = backup(copy());
            assertEquals(ExitCode.OK, made.status(), made::toString);
            assertEquals(copy() + ": " + Files.size(copy()) + " bytes\n", made.out());
            CommandRun again = backup(copy());
            assertEquals(ExitCode.CANNOT_CREATE, again.status(), again::toString);
            assertTrue(again.err().contains(copy() + " already exists."), again::toString);
        } finally {
            service.stop();
        }
    }

    @Test
    void aLogThatIsNotThereIsNotMade() {
        CommandRun outcome = backup(copy());
        assertEquals(ExitCode.NO_INPUT, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains(log() + ": there is no such file."), outcome::toString);
        assertFalse(Files.exists(log()));
        assertFalse(Files.exists(copy()));
    }

    @Test
    void anotherProgramsFileIsNotCopied() throws Exception {
        Files.writeString(log(), "not a database, but longer than a header: " + "x".repeat(200));
        CommandRun outcome = backup(copy());
        assertEquals(ExitCode.INPUT_OUTPUT, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains("could not be written"), outcome::toString);
        assertFalse(Files.exists(copy()));
    }

    @Test
    void makesTheFolderOfTheCopyOrSaysThatItCannot() throws Exception {
        Service.start(Configuration.load(null, environment)).stop();
        assertEquals(
                ExitCode.OK, backup(folder.resolve("new").resolve("copy.db")).status());

        Path nowhere = Files.createFile(folder.resolve("file")).resolve("copy.db");
        CommandRun outcome = backup(nowhere);
        assertEquals(ExitCode.INPUT_OUTPUT, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains(nowhere + " could not be written"), outcome::toString);
    }

    @Test
    void aLogInMemoryHasNoFile() {
        environment.put("REFEREE_LOG_STORE", "memory");
        CommandRun outcome = backup(copy());
        assertEquals(ExitCode.NO, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains("log.store is memory"), outcome::toString);
    }

    private CommandRun backup(Path target) {
        return CommandRun.of(environment, folder, "backup", target.toString());
    }
}
