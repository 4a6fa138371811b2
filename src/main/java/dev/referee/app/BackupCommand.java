package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.app.config.Store;
import dev.referee.log.Backup;
import dev.referee.log.LogRefusal;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code backup}: copies the log's file while Referee runs. */
@Command(
        name = "backup",
        description = {
            "Copy the file with the events (log.file). Referee may be running.",
            "To restore: stop Referee, delete log.file and the files whose names begin with its"
                    + " name, put the copy in its place, and start Referee."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee backup /var/backups/referee.db --config /etc/referee/referee.yaml",
            "",
            "A copy made with cp lacks the newest events, or is damaged. See docs/OPERATIONS.md."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationOption configuration;

    @Parameters(paramLabel = "FILE", description = "The copy. It must not exist yet.")
    private @Nullable Path copy;

    @Spec
    private @Nullable CommandSpec command;

    BackupCommand(ConfigurationOption configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() throws ConfigurationException, CommandFailure {
        Configuration loaded = configuration.load();
        if (loaded.store() == Store.MEMORY) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "log.store is memory: there is no file to copy. Set log.store:"
                            + " sqlite to keep events in a file.",
                    null);
        }
        Path made = Objects.requireNonNull(copy);
        try {
            Backup.make(loaded.log().file(), made);
            Objects.requireNonNull(command)
                    .commandLine()
                    .getOut()
                    .println(made + ": " + Files.size(made) + " bytes");
            return ExitCode.OK;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_CREATE,
                    made + " already exists. Delete it, or choose another name.",
                    e);
        } catch (LogRefusal e) {
            throw new CommandFailure(ExitCode.NO_INPUT, String.valueOf(e.getMessage()), e);
        } catch (SQLException | IOException e) {
            throw new CommandFailure(
                    ExitCode.INPUT_OUTPUT,
                    made + " could not be written: " + e.getMessage()
                            + ". Check the free space on that disk, and that this user may read"
                            + " log.file.",
                    e);
        }
    }
}
