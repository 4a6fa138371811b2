package dev.referee.app;

import dev.referee.correlate.Limits;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.log.CloudEvents;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code replay FILE}: how the transfers in a capture ended. */
@Command(
        name = "replay",
        description = {
            "Print how the transfers in a recorded file went: CloudEvents, one per line.",
            "Needs no configuration and no PBX."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee replay call.jsonl.gz",
            "  referee replay call.jsonl.gz | jq .data.state"
        })
final class ReplayCommand implements Callable<Integer> {
    /** A capture does not name its PBX: this is the name that a new configuration has. */
    private static final String PBX = "main";

    @Parameters(paramLabel = "FILE", description = "The capture to read, plain or gzipped.")
    private Path file = Path.of("");

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() throws CaptureException, IOException {
        if (command == null) {
            throw new IllegalStateException("called without a command line");
        }
        PrintWriter out = command.commandLine().getOut();
        Replay replay =
                new Replay(PBX, Limits.DEFAULT, event -> out.println(CloudEvents.encode(event)));
        try (CaptureReader capture = CaptureReader.open(file)) {
            replay.play(capture);
        }
        return ExitCode.OK;
    }
}
