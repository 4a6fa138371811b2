package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.doctor.Doctor;
import dev.referee.doctor.DoctorSettings;
import dev.referee.doctor.Grade;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code doctor}: what is right, what is wrong, and the line to change. */
@Command(
        name = "doctor",
        description = {
            "Connect with the configured accounts and print one line per check: what is right,"
                    + " what is wrong, and the line to change.",
            "Only reads: makes no call and changes nothing. Referee may be running."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:no problem; there may be warnings",
            "1:at least one problem",
            "64 to 78:as for every command, see referee --help"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee doctor",
            "  referee doctor --config /etc/referee/referee.yaml --listen-seconds 60",
            "  referee doctor --fix"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int MOST_SECONDS = 3_600;

    @Mixin
    private final ConfigurationOption configuration;

    @ArgGroup
    private Output output = new Output();

    @Option(
            names = "--listen-seconds",
            paramLabel = "N",
            description = "How long to listen for events and SIP messages, 0 to " + MOST_SECONDS
                    + ". Default: 5. With a call in that time, more checks get a result.")
    private int listenSeconds = 5;

    @Spec
    private @Nullable CommandSpec command;

    DoctorCommand(ConfigurationOption configuration) {
        this.configuration = configuration;
    }

    /** How it is printed. */
    private static final class Output {
        @Option(names = "--json", description = "Print each result as JSON, one per line.")
        private boolean json;

        @Option(
                names = "--fix",
                description = "Print only the lines to change, by file. Changes nothing.")
        private boolean fix;
    }

    @Override
    public Integer call() throws ConfigurationException {
        CommandSpec spec = Objects.requireNonNull(command);
        if (listenSeconds < 0 || listenSeconds > MOST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--listen-seconds is " + listenSeconds + ": it must be from 0 to "
                            + MOST_SECONDS + ".");
        }
        DoctorSettings settings = settings(configuration.loadWithoutWarnings());
        PrintWriter err = spec.commandLine().getErr();
        Vertx vertx = Engine.start();
        List<Doctor.Line> lines;
        try {
            lines = new Doctor(
                            vertx,
                            settings,
                            InstantSource.system(),
                            step -> err.println("referee: " + step))
                    .examine();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        print(lines, spec.commandLine().getOut());
        return lines.stream().anyMatch(line -> line.result().grade() == Grade.PROBLEM)
                ? ExitCode.NO
                : ExitCode.OK;
    }

    private void print(List<Doctor.Line> lines, PrintWriter out) {
        DoctorPrinter printer = new DoctorPrinter(out);
        if (output.json) {
            printer.printJson(lines);
        } else if (output.fix) {
            printer.printFixes(lines);
        } else {
            printer.printText(lines);
        }
    }

    private DoctorSettings settings(Configuration configured) {
        return new DoctorSettings(
                configured.ami(),
                configured.ari(),
                configured.hep(),
                configured.edge(),
                configured.webhooks(),
                configured.audit(),
                !configured.receivers().isEmpty(),
                configured.warnings(),
                Duration.ofSeconds(listenSeconds));
    }
}
