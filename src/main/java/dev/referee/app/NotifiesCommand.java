package dev.referee.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code notifies}: the NOTIFYs that a running Referee has kept. */
@Command(
        name = "notifies",
        description = "List NOTIFYs about REFERs that claimed a failure, ended their subscription,"
                + " could not be read or were refused; newest first.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee notifies --limit 5",
            "  referee notifies --transfer main-1774521.31-1",
            "  referee notifies --call-id 4kf0s7bd1 --json"
        })
final class NotifiesCommand implements Callable<Integer> {
    @Mixin
    private final AdminClient client;

    @Option(
            names = "--transfer",
            paramLabel = "ID",
            description = "Only NOTIFYs that certainly belong to this transfer.")
    private @Nullable String transfer;

    @Option(
            names = "--call-id",
            paramLabel = "CALL-ID",
            description = "Only NOTIFYs of this dialog.")
    private @Nullable String callId;

    @Option(names = "--pbx", paramLabel = "NAME", description = "Only NOTIFYs of this PBX.")
    private @Nullable String pbx;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only NOTIFYs received then or later, like 2026-01-02T03:04:05Z.")
    private @Nullable String since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of entries, 1 to 100.")
    private int limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Continue where a list ended.")
    private @Nullable String cursor;

    NotifiesCommand(AdminClient client) {
        this.client = client;
    }

    @Override
    public Integer call() throws CommandFailure {
        String query = "?limit=" + limit
                + parameter("transfer", transfer)
                + parameter("callId", callId)
                + parameter("pbx", pbx)
                + parameter("since", since)
                + parameter("cursor", cursor);
        client.print(client.get("notifies" + query), NotifiesCommand::print);
        return ExitCode.OK;
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + AdminClient.part(value);
    }

    private static void print(PrintWriter out, JsonObject answer) {
        for (Object one : answer.getJsonArray("notifies", new JsonArray())) {
            Lines.print(out, (JsonObject) one);
            out.println();
        }
        if (answer.containsKey("next")) {
            out.println("More entries: --cursor " + answer.getString("next"));
        }
    }
}
