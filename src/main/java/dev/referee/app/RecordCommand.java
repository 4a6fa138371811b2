package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureRecorder;
import dev.referee.intake.capture.CaptureWriter;
import dev.referee.model.EnumWord;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code record FILE}: write down what the PBX says. */
@Command(
        name = "record",
        description = {
            "Record Asterisk's messages over AMI, ARI and HEP, until Ctrl-C or for some seconds.",
            "The file contains callers' numbers: only its owner can read it."
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
    private static final long PROGRESS_MILLIS = 5_000;

    @Mixin
    private final ConfigurationOption configuration;

    @Parameters(
            paramLabel = "FILE",
            description = "The capture to write, gzipped if its name ends with .gz.")
    private Path file = Path.of("");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Stop after this number of seconds, 1 to " + MOST_SECONDS + ".")
    private @Nullable Integer seconds;

    @Option(names = "--force", description = "Overwrite FILE if it exists.")
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
        try (Termination termination = new Termination();
                CaptureRecorder recorder =
                        new CaptureRecorder(file, writer, () -> System.nanoTime() / 1_000_000)) {
            record(configured, recorder, termination);
        }
        return ExitCode.OK;
    }

    private void record(Configuration configured, CaptureRecorder recorder, Termination termination)
            throws CommandFailure {
        PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
        Vertx vertx = Engine.start();
        Recording recording = new Recording(configured, recorder);
        vertx.deployVerticle(recording);
        err.println("referee: recording " + configured.sources() + " to " + file
                + (seconds == null ? ", until Ctrl-C" : " for " + seconds + " s"));
        long progress =
                vertx.setPeriodic(PROGRESS_MILLIS, tick -> tellProgress(err, recording, recorder));
        termination.await(seconds == null ? null : Duration.ofSeconds(seconds), recorder.ended());
        vertx.cancelTimer(progress);
        List<SourceStatus> status = recording.status();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        err.println("referee: recorded " + recorder.written() + " messages");
        if (recorder.written() == 0) {
            String details =
                    status.stream().map(SourceStatus::detail).collect(Collectors.joining(" "));
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "nothing was recorded. " + details, null);
        }
    }

    private static void tellProgress(
            PrintWriter err, Recording recording, CaptureRecorder recorder) {
        err.println("referee: " + recorder.written() + " messages; "
                + recording.status().stream()
                        .map(status ->
                                EnumWord.of(status.source()) + (status.up() ? " up" : " down"))
                        .collect(Collectors.joining(", ")));
    }
}
