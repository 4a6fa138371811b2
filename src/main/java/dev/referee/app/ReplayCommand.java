package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.correlate.Correlator;
import dev.referee.correlate.Limits;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.LadderText;
import dev.referee.log.CloudEvents;
import dev.referee.model.Source;
import dev.referee.model.TransferEvent;
import dev.referee.policy.Policy;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** {@code replay FILE}: how the transfers in a capture ended. */
@Command(
        name = "replay",
        description = {
            "Print the transfers in a recorded file: CloudEvents, one per line.",
            "Needs no configuration and no PBX. With --config: as run reports them with that"
                    + " file,",
            "its PBX name, limits, policy and wrap-up codes. With --ladder: a sequence",
            "diagram of each transfer instead (docs/LADDER.md)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee replay call.jsonl.gz",
            "  referee replay call.jsonl.gz | jq .data.state",
            "  referee replay --ladder call.jsonl.gz",
            "  referee replay --config referee.yaml call.jsonl.gz | jq .data.wrapUpCode"
        })
final class ReplayCommand implements Callable<Integer> {
    /** A capture does not name its PBX: this is the name that a new configuration has. */
    private static final String PBX = "main";

    @Parameters(paramLabel = "FILE", description = "The capture to read, plain or gzipped.")
    private Path file = Path.of("");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file. Default: none. REFEREE_ variables override it.")
    private @Nullable Path configurationFile;

    @Option(
            names = "--explain",
            description = "Print to standard error, at each change of a transfer: the fact, the"
                    + " source's view, and the rule that matched (docs/ARCHITECTURE.md"
                    + " has the rules). Contains callers' names.")
    private boolean explain;

    @Option(
            names = "--ladder",
            description = "Print a sequence diagram of each transfer, as text, instead of"
                    + " events. Misleading steps have an exclamation mark. Contains callers'"
                    + " numbers.")
    private boolean ladder;

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec command;

    ReplayCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CaptureException, ConfigurationException, IOException {
        if (command == null) {
            throw new IllegalStateException("called without a command line");
        }
        PrintWriter out = command.commandLine().getOut();
        if (ladder) {
            Ladders ladders = new Ladders();
            play(replay(ladders::told), ladders);
            print(ladders.all(), out);
            return ExitCode.OK;
        }
        play(replay(event -> out.println(CloudEvents.encode(event))), null);
        return ExitCode.OK;
    }

    private void play(Replay replay, @Nullable Ladders ladders)
            throws CaptureException, IOException {
        if (ladders != null) {
            replay.beforeEach(ladders::see);
        }
        try (CaptureReader capture = CaptureReader.open(file)) {
            replay.play(capture);
        }
    }

    private static void print(List<Ladder> ladders, PrintWriter out) {
        for (Ladder one : ladders) {
            out.println(LadderText.of(one));
        }
    }

    private Replay replay(Consumer<TransferEvent> events) throws ConfigurationException {
        if (configurationFile == null) {
            return new Replay(
                    new Correlator(PBX, Limits.DEFAULT, hasSip()),
                    Policy.DEFAULT,
                    events,
                    explanations());
        }
        Configuration configuration = Configuration.load(configurationFile, environment);
        return new Replay(
                new Correlator(
                        configuration.pbx(),
                        configuration.limits(),
                        hasSip(),
                        configuration.persons()),
                configuration.policy(),
                events,
                explanations());
    }

    private @Nullable Consumer<String> explanations() {
        if (!explain || command == null) {
            return null;
        }
        PrintWriter err = command.commandLine().getErr();
        return err::println;
    }

    /** Whether the capture has SIP messages. What cannot be read is for the replay itself to tell. */
    private boolean hasSip() {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (CaptureReader capture = CaptureReader.open(file)) {
            for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
                if (line.source() == Source.HEP) {
                    return true;
                }
            }
        } catch (IOException | CaptureException e) {
            return false;
        }
        return false;
    }
}
