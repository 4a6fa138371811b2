package dev.referee.app;

import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.records.CdrSource;
import dev.referee.intake.records.RecordsException;
import dev.referee.reconcile.DetailReconciliation;
import dev.referee.reconcile.Reconciliation;
import dev.referee.reconcile.Tolerance;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code reconcile}: Asterisk's own records against what was reported. */
@Command(
        name = "reconcile",
        description = {
            "Compare Referee's reports with Asterisk's own records (CEL, CDR, or both), and"
                    + " print transfers that were missed, are contradicted, or left no trace in"
                    + " them, with the evidence.",
            "Only CEL shows transfers that Referee did not report; CDRs show how reported"
                    + " transfers ended.",
            "Only reads; Referee may be running."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:records and reports agree wherever the records decide",
            "1:they differ: the findings are printed",
            "64 to 74:as for every command, see referee --help"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee reconcile --cel /var/log/asterisk/cel-custom/Master.csv --log data/referee.db",
            "  referee reconcile --cdr /var/log/asterisk/cdr-csv/Master.csv --zone UTC --log"
                    + " data/referee.db",
            "  referee reconcile --cdr jdbc:postgresql://db.example/asterisk?user=referee"
                    + " --cdr-password-file cdr-password --log data/referee.db",
            "  referee replay call.jsonl.gz > events.jsonl",
            "  referee reconcile --cel call.jsonl.gz --events events.jsonl"
        })
final class ReconcileCommand implements Callable<Integer> {
    private static final long MOST_SKEW = 3_600;

    private final Map<String, String> environment;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Written written = new Written();

    @ArgGroup(multiplicity = "1")
    private Told told = new Told();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Time zone of records whose times have none (UTC for CDRs with usegmtime ="
                            + " yes). Default: this machine's.")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(
            names = "--skew",
            paramLabel = "SECONDS",
            description = "Permitted difference of the clocks, 0 to " + MOST_SKEW + ": 5.")
    private long skew = Tolerance.DEFAULT.skew().toSeconds();

    @Option(
            names = "--cdr-password-file",
            paramLabel = "FILE",
            description = "A file with the PostgreSQL password. Default: the password in"
                    + " REFEREE_CDR_PASSWORD.")
    private @Nullable Path passwordFile;

    @Option(names = "--json", description = "Print each finding as JSON, one per line.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec command;

    ReconcileCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Where Asterisk's records are. */
    private static final class Written {
        @Option(
                names = "--cel",
                paramLabel = "FILE",
                description =
                        "Asterisk's CEL: a file of cel_custom with the mapping of its sample, or"
                                + " a capture with CEL events. Give several files oldest"
                                + " first.")
        private List<Path> events = new ArrayList<>();

        @Option(
                names = "--cdr",
                paramLabel = "FILE|URL",
                description = "Asterisk's CDRs: a file of cdr_csv with loguniqueid = yes, or of"
                        + " cdr_custom with the mapping of its sample; the file of"
                        + " cdr_sqlite3_custom; a PostgreSQL database, as"
                        + " jdbc:postgresql://host/database?user=name; or a capture with CDRs."
                        + " Several in any order.")
        private List<String> details = new ArrayList<>();
    }

    /** Where the reports are. */
    private static final class Told {
        @Option(
                names = "--log",
                paramLabel = "FILE",
                required = true,
                description = "The reports: Referee's log.file.")
        private @Nullable Path log;

        @Option(
                names = "--events",
                paramLabel = "FILE",
                required = true,
                description = "The reports: events as replay prints them.")
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
        for (Path file : written.events) {
            read += RecordFiles.readEvents(file, zone, told.log == null, reconciliation);
        }
        DetailReconciliation byDetails =
                new DetailReconciliation(reconciliation, tolerance, Instant.MIN, printer::print);
        for (String source : written.details) {
            read += readDetails(source, byDetails);
        }
        long proven = reconciliation.end(known);
        byDetails.end(known);
        spec.commandLine()
                .getErr()
                .println("referee: " + proven + " transfers in " + read + " records, "
                        + printer.printed() + " findings");
        return printer.printed() == 0 ? ExitCode.OK : ExitCode.NO;
    }

    private long readDetails(String source, DetailReconciliation reconciliation)
            throws RecordsException, CaptureException, CommandFailure {
        if (!CdrSource.InDatabase.isOne(source)) {
            return RecordFiles.readDetails(Path.of(source), zone, told.log == null, reconciliation);
        }
        if (CdrSource.InDatabase.hasSecret(source)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--cdr contains a password, which other users of this machine can read. Put"
                            + " it into a file (--cdr-password-file) or into"
                            + " REFEREE_CDR_PASSWORD.",
                    null);
        }
        return RecordFiles.readDatabase(
                new CdrSource.InDatabase(source, password()), zone, reconciliation);
    }

    private String password() throws CommandFailure {
        if (passwordFile == null) {
            return environment.getOrDefault("REFEREE_CDR_PASSWORD", "");
        }
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "the password's file " + passwordFile + " cannot be read. Check its path and"
                            + " permissions.",
                    e);
        }
    }
}
