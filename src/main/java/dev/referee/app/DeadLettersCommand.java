package dev.referee.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Objects;

/** {@code dead-letters}: what webhooks of a running Referee have given up. */
@Command(
        name = "dead-letters",
        description = "List and resend events that webhooks of a running Referee have given up.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee dead-letters list --webhook crm",
            "  referee dead-letters show 17",
            "  referee dead-letters resend 17"
        })
final class DeadLettersCommand implements Runnable {
    private static final String LETTERS = "dead-letters";

    @Mixin
    private final AdminClient client;

    @Spec
    private @Nullable CommandSpec command;

    DeadLettersCommand(AdminClient client) {
        this.client = client;
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(command).commandLine(), "A subcommand is missing.");
    }

    @Command(
            name = "list",
            description = "List dead letters, newest first.",
            footer = "  referee dead-letters list --webhook crm --limit 10",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int list(
            @Option(
                            names = "--webhook",
                            paramLabel = "ID",
                            description = "Only dead letters of this webhook. Default: all.")
                    @Nullable
                    String webhook,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of entries, 1 to 100: ${DEFAULT-VALUE}.")
                    int limit,
            @Option(
                            names = "--cursor",
                            paramLabel = "CURSOR",
                            description = "Continue where a list ended; its last line shows the"
                                    + " cursor.")
                    @Nullable
                    String cursor)
            throws CommandFailure {
        String query = "?limit=" + limit
                + (webhook == null ? "" : "&webhook=" + AdminClient.part(webhook))
                + (cursor == null ? "" : "&cursor=" + AdminClient.part(cursor));
        client.print(client.get(LETTERS + query), DeadLettersCommand::table);
        return ExitCode.OK;
    }

    private static void table(PrintWriter out, JsonObject answer) {
        String row = "%-8s %-20s %-24s %8s  %s%n";
        out.printf(row, "ID", "WEBHOOK", "AT", "ATTEMPTS", "REASON");
        for (Object one : answer.getJsonArray("deadLetters", new JsonArray())) {
            JsonObject letter = (JsonObject) one;
            out.printf(
                    row,
                    letter.getString("id"),
                    letter.getString("webhook"),
                    letter.getString("at"),
                    letter.getInteger("attempts"),
                    letter.getString("reason"));
        }
        if (answer.containsKey("next")) {
            out.println("More entries: --cursor " + answer.getString("next"));
        }
    }

    @Command(
            name = "show",
            description = "Show one dead letter, with request and answer.",
            footer = "  referee dead-letters show 17",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int show(
            @Parameters(paramLabel = "ID", description = "The dead letter's number in the list.")
                    String id)
            throws CommandFailure {
        client.print(client.get(path(id)), Lines::print);
        return ExitCode.OK;
    }

    @Command(
            name = "resend",
            description = "Send a dead letter at once. If the receiver accepts it, it leaves the"
                    + " list.",
            footer = "  referee dead-letters resend 17",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int resend(
            @Parameters(paramLabel = "ID", description = "The dead letter's number in the list.")
                    String id)
            throws CommandFailure {
        return Lines.trial(client, client.post(path(id) + "/resend"));
    }

    private static String path(String id) {
        return LETTERS + "/" + AdminClient.part(id);
    }
}
