package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureRecorder;
import dev.referee.intake.capture.CaptureWriter;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code record FILE}: write down what the PBX says. */
@Command(
        name = "record",
        description = {
            "Record what Asterisk says over AMI and ARI, until Ctrl-C or for some seconds.",
            "The file holds callers' numbers: it is readable by its owner only."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee record call.jsonl.gz",
            "  referee record call.jsonl --seconds 60 --config /etc/referee/referee.yaml"
        })
final class RecordCommand implements Callable<Integer> {
    private static final int MOST_SECONDS = 31_536_000;

    @Mixin
    private final ConfigurationOption configuration;

    @Parameters(
            paramLabel = "FILE",
            description = "The capture to write, gzipped when its name ends with .gz.")
    private Path file = Path.of("");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Stop after so many seconds, 1 to " + MOST_SECONDS + ".")
    private @Nullable Integer seconds;

    @Option(names = "--force", description = "Overwrite FILE if it is there already.")
    private boolean force;

    @Spec
    private @Nullable CommandSpec command;

    RecordCommand(ConfigurationOption configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() throws ConfigurationException, CaptureException, CommandFailure {
        if (command != null && seconds != null && (seconds < 1 || seconds > MOST_SECONDS)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--seconds is " + seconds + ": it must be from 1 to " + MOST_SECONDS + ".");
        }
        Configuration configured = configuration.load();
        CaptureWriter writer = CaptureWriter.create(file, force);
        try (CaptureRecorder recorder =
                new CaptureRecorder(file, writer, () -> System.nanoTime() / 1_000_000)) {
            return record(
                    configured, recorder, seconds == null ? null : Duration.ofSeconds(seconds));
        }
    }

    /**
     * Lets the intakes tell the recorder.
     *
     * @param limit how long; null for until the process is told to end
     */
    private static int record(
            Configuration configured, CaptureRecorder recorder, @Nullable Duration limit)
            throws CommandFailure {
        throw new CommandFailure(
                ExitCode.UNAVAILABLE,
                "record is not wired yet: " + configured.ami() + ", " + recorder.written() + ", "
                        + limit + ".",
                null);
    }
}
