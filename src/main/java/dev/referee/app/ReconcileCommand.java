package dev.referee.app;

import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.records.RecordsException;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code reconcile}: Asterisk's own records against what was reported. */
@Command(
        name = "reconcile",
        description = {
            "Compare what Referee reported with what Asterisk itself wrote down (CEL), and print the"
                    + " transfers that were missed, contradicted or never there, with the evidence.",
            "Reads only; Referee may be running."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:records and reports agree wherever the records decide",
            "1:they do not: the findings are printed",
            "64 to 74:as for every command, see referee --help"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee reconcile --cel /var/log/asterisk/cel-custom/Master.csv --log data/referee.db",
            "  referee replay call.jsonl.gz > events.jsonl",
            "  referee reconcile --cel call.jsonl.gz --events events.jsonl"
        })
final class ReconcileCommand implements Callable<Integer> {
    private static final long MOST_SKEW = 3_600;

    @Option(
            names = "--cel",
            paramLabel = "FILE",
            required = true,
            description =
                    "Asterisk's records: what cel_custom wrote with the mapping of its sample, or a"
                            + " capture with CEL in it. Several are read in the order in which they are given:"
                            + " the oldest first.")
    private List<Path> records = new ArrayList<>();

    @ArgGroup(multiplicity = "1")
    private Told told = new Told();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Asterisk's time zone, for records whose times do not say it; this machine's"
                            + " when none is given.")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(
            names = "--skew",
            paramLabel = "SECONDS",
            description = "How far the clocks may be apart, 0 to " + MOST_SKEW + ": 5.")
    private long skew = Tolerance.DEFAULT.skew().toSeconds();

    @Option(names = "--json", description = "Print a finding as JSON, one a line.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec command;

    /** Where the reports are. */
    private static final class Told {
        @Option(
                names = "--log",
                paramLabel = "FILE",
                required = true,
                description = "What was reported: Referee's log.file.")
        private @Nullable Path log;

        @Option(
                names = "--events",
                paramLabel = "FILE",
                required = true,
                description = "What was reported: events as replay prints them.")
        private @Nullable Path events;
    }

    @Override
    public Integer call() throws RecordsException, CaptureException, CommandFailure {
        CommandSpec spec = Objects.requireNonNull(command);
        if (skew < 0 || skew > MOST_SKEW) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--skew is " + skew + ": it must be from 0 to " + MOST_SKEW + ".");
        }
        FindingsPrinter printer = new FindingsPrinter(spec.commandLine().getOut(), json);
        Tolerance tolerance = new Tolerance(Duration.ofSeconds(skew), Tolerance.DEFAULT.patience());
        Reconciliation reconciliation = new Reconciliation(tolerance, printer::print);
        Instant known = Instant.MAX;
        if (told.log != null) {
            known = ReportFiles.readLog(told.log, reconciliation, tolerance.skew());
        } else {
            ReportFiles.readEvents(Objects.requireNonNull(told.events), reconciliation);
        }
        long read = 0;
        for (Path file : records) {
            read += RecordFiles.read(file, zone, told.log == null, reconciliation);
        }
        long proven = reconciliation.end(known);
        spec.commandLine()
                .getErr()
                .println("referee: " + proven + " transfers in " + read + " records, "
                        + printer.printed() + " findings");
        return printer.printed() == 0 ? ExitCode.OK : ExitCode.NO;
    }
}
