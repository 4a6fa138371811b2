package dev.referee.app;

import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureReader;

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
    @Parameters(paramLabel = "FILE", description = "The capture to read, plain or gzipped.")
    private Path file = Path.of("");

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() throws CaptureException, IOException, CommandFailure {
        if (command == null) {
            throw new IllegalStateException("called without a command line");
        }
        try (CaptureReader capture = CaptureReader.open(file)) {
            return replay(capture, command.commandLine().getOut());
        }
    }

    private static int replay(CaptureReader capture, PrintWriter out)
            throws CaptureException, CommandFailure {
        while (capture.next() != null) {
            out.flush();
        }
        throw new CommandFailure(ExitCode.UNAVAILABLE, "replay is not wired yet.", null);
    }
}
