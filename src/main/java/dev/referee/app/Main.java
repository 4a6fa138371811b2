package dev.referee.app;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program behind {@link Launcher}: finds the command and ends with its exit status. */
public final class Main {
    private static final List<String> ROOT_OPTIONS = List.of("-h", "--help", "-V", "--version");

    private Main() {}

    /** Runs a command line and ends the process. */
    public static void main(String[] args) {
        // JSON is UTF-8 whatever the terminal is (RFC 8259 section 8.1); messages are for people.
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(execute(args, System.getenv(), Path.of(""), out, err));
    }

    /**
     * Runs a command line.
     *
     * @param folder where {@code referee.yaml} is looked for
     * @return one of {@link ExitCode}
     */
    static int execute(
            String[] args,
            Map<String, String> environment,
            Path folder,
            PrintWriter out,
            PrintWriter err) {
        CommandLine commandLine = new CommandLine(new RefereeCommand())
                .addSubcommand(new RunCommand(new ConfigurationOption(environment, folder)))
                .addSubcommand(new ReplayCommand(environment))
                .addSubcommand(new RecordCommand(new ConfigurationOption(environment, folder)))
                .addSubcommand(new ReconcileCommand(environment))
                .addSubcommand(new DoctorCommand(new ConfigurationOption(environment, folder)))
                .addSubcommand(new ConfigCommand(new ConfigurationOption(environment, folder)))
                .addSubcommand(new BackupCommand(new ConfigurationOption(environment, folder)))
                .addSubcommand(new HealthCommand(new ConfigurationOption(environment, folder)))
                .addSubcommand(AdminClient.withExitStatuses(
                        new WebhooksCommand(new AdminClient(environment))))
                .addSubcommand(AdminClient.withExitStatuses(
                        new DeadLettersCommand(new AdminClient(environment))))
                .addSubcommand(AdminClient.withExitStatuses(
                        new NotifiesCommand(new AdminClient(environment))))
                .addSubcommand(AdminClient.withExitStatuses(
                        new TraceCommand(new AdminClient(environment))));
        Failures failures = new Failures(environment);
        // A file whose name begins with @ is a file, not a list of arguments.
        int status = commandLine
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .execute(withDefaultCommand(args));
        out.flush();
        err.flush();
        return status;
    }

    /** Without a command it is {@code run}: also {@code referee --config FILE}. */
    private static String[] withDefaultCommand(String[] args) {
        boolean none =
                args.length == 0 || (args[0].startsWith("-") && !ROOT_OPTIONS.contains(args[0]));
        return none
                ? Stream.concat(Stream.of("run"), Arrays.stream(args)).toArray(String[]::new)
                : args;
    }
}
