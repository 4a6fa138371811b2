package dev.referee.app;

import dev.referee.app.config.ConfigurationException;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.records.RecordsException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells a failure on standard error, a line for each problem, and chooses the exit status. The stack
 * trace follows only where REFEREE_LOG_LEVEL asks for details.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final String PREFIX = "referee: ";

    private final boolean details;

    Failures(Map<String, String> environment) {
        String level = environment.getOrDefault("REFEREE_LOG_LEVEL", "").toUpperCase(Locale.ROOT);
        this.details = List.of("DEBUG", "TRACE").contains(level);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        StringBuilder line = new StringBuilder(
                e instanceof UnmatchedArgumentException unmatched
                        ? unknown(unmatched, command)
                        : oneLine(e.getMessage()));
        line.append(line.charAt(line.length() - 1) == '.' ? "" : ".");
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            line.append(" Did you mean ")
                    .append(unmatched.getSuggestions().get(0))
                    .append('?');
        }
        line.append(" See: ").append(command.getCommandSpec().qualifiedName()).append(" --help");
        tell(command.getErr(), List.of(line.toString()), e);
        return ExitCode.USAGE;
    }

    /** The library's own words count positions and do not say what was expected. */
    private static String unknown(UnmatchedArgumentException e, CommandLine command) {
        String word = e.getUnmatched().get(0);
        String name = command.getCommandSpec().qualifiedName();
        if (e.isUnknownOption()) {
            return "Unknown option " + word + " of " + name;
        }
        return command.getParent() == null
                ? "Unknown command " + word
                : name + " has an unexpected argument: " + word;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        List<String> lines = switch (e) {
            case ConfigurationException wrong -> wrong.problems();
            case CaptureException wrong -> List.of(oneLine(wrong.getMessage()));
            case RecordsException wrong -> List.of(oneLine(wrong.getMessage()));
            case CommandFailure failure -> List.of(oneLine(failure.getMessage()));
            default ->
                List.of("internal error: " + oneLine(e.toString())
                        + ". This is a bug: please report it with the output of the same command"
                        + " with REFEREE_LOG_LEVEL=DEBUG.");
        };
        tell(command.getErr(), lines, e);
        return exitStatus(e);
    }

    private static int exitStatus(Exception e) {
        return switch (e) {
            case ConfigurationException wrong -> ExitCode.CONFIGURATION;
            case CaptureException wrong ->
                switch (wrong.kind()) {
                    case NO_INPUT -> ExitCode.NO_INPUT;
                    case BROKEN -> ExitCode.DATA;
                    case EXISTS -> ExitCode.CANNOT_CREATE;
                    case INPUT_OUTPUT, OVERFLOW -> ExitCode.INPUT_OUTPUT;
                };
            case RecordsException wrong -> wrong.isBroken() ? ExitCode.DATA : ExitCode.NO_INPUT;
            case CommandFailure failure -> failure.exitCode();
            default -> ExitCode.SOFTWARE;
        };
    }

    private void tell(PrintWriter err, List<String> lines, Exception e) {
        lines.forEach(line -> err.println(PREFIX + line));
        if (details) {
            e.printStackTrace(err);
        }
    }

    private static String oneLine(@Nullable String text) {
        return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
