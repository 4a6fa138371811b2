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

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** {@code webhooks}: what an administrator does with those of a running Referee. */
@Command(
        name = "webhooks",
        description = "List, create, test and stop the webhooks of a running Referee.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee webhooks list",
            "  referee webhooks create crm https://crm.example/hook --event failed",
            "  referee webhooks test crm",
            "  referee webhooks list --url https://referee.example --token-file admin.jwt"
        })
final class WebhooksCommand implements Runnable {
    private static final String WEBHOOKS = "webhooks";

    @Mixin
    private final AdminClient client;

    @Spec
    private @Nullable CommandSpec command;

    WebhooksCommand(AdminClient client) {
        this.client = client;
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(command).commandLine(), "A subcommand is missing.");
    }

    @Command(
            name = "list",
            description = "List all webhooks: id, state, source, receiver, waiting events.",
            footer = "  referee webhooks list",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int list() throws CommandFailure {
        client.print(client.get(WEBHOOKS), WebhooksCommand::table);
        return ExitCode.OK;
    }

    private static void table(PrintWriter out, JsonObject answer) {
        String row = "%-20s %-9s %-14s %7s  %s%n";
        out.printf(row, "ID", "STATE", "SOURCE", "WAITING", "RECEIVER");
        for (Object one : answer.getJsonArray(WEBHOOKS, new JsonArray())) {
            JsonObject hook = (JsonObject) one;
            out.printf(
                    row,
                    hook.getString("id"),
                    hook.getString("state"),
                    hook.getString("source"),
                    hook.getInteger("waiting"),
                    hook.getString("receiver"));
        }
    }

    @Command(
            name = "show",
            description = "Show one webhook and its state.",
            footer = "  referee webhooks show crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int show(@Parameters(paramLabel = "ID", description = "The webhook's id.") String id)
            throws CommandFailure {
        client.print(client.get(path(id)), Lines::print);
        return ExitCode.OK;
    }

    @Command(
            name = "create",
            description = {
                "Create a webhook. It gets events from now on.",
                "Creates a secret and shows it only once, unless --secret-file has one."
            },
            footer = {
                "  referee webhooks create crm https://crm.example/hook --event failed",
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int create(
            @Parameters(paramLabel = "ID", description = "The name of the new webhook.") String id,
            @Parameters(paramLabel = "URL", description = "The receiver's URL.") String url,
            @Option(
                            names = "--event",
                            paramLabel = "STATE",
                            description = "Only events of this state, like failed. Default: all."
                                    + " May be repeated.")
                    @Nullable
                    List<String> events,
            @Option(
                            names = "--endpoint",
                            paramLabel = "PATTERN",
                            description = "Only transfers with such a party, like PJSIP/phone-*."
                                    + " Default: all. May be repeated.")
                    @Nullable
                    List<String> endpoints,
            @Option(
                            names = "--pbx",
                            paramLabel = "NAME",
                            description = "Only transfers of this PBX. Default: all.")
                    @Nullable
                    String pbx,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            description = "Format of the requests, see docs/WEBHOOKS.md."
                                    + " Default: cloudevents.")
                    @Nullable
                    String format,
            @Option(
                            names = "--header",
                            paramLabel = "HEADER",
                            description =
                                    "Header to send with each event, like \"X-Api-Key: value\"."
                                            + " May be repeated.")
                    @Nullable
                    List<String> headers,
            @Option(
                            names = "--timeout-ms",
                            paramLabel = "N",
                            description = "Time limit for the receiver's answer. Default: 3000.")
                    @Nullable
                    Integer timeout,
            @Option(
                            names = "--private-addresses",
                            description = "Allow an address of this machine or network; needs"
                                    + " admin.private_addresses. Default: only public"
                                    + " addresses.")
                    boolean isPrivateAllowed,
            @Option(
                            names = "--secret-file",
                            paramLabel = "FILE",
                            description = "A file with the secret to sign with. Default: Referee"
                                    + " creates one.")
                    @Nullable
                    Path secretFile)
            throws CommandFailure {
        JsonObject made = JsonObject.of("id", id, "url", url);
        put(made, "events", events == null ? null : new JsonArray(events));
        put(made, "endpoints", endpoints == null ? null : new JsonArray(endpoints));
        put(made, "pbx", pbx);
        put(made, "format", format);
        put(made, "headers", headers == null ? null : new JsonArray(headers));
        put(made, "timeoutMs", timeout);
        put(made, "privateAddresses", isPrivateAllowed ? true : null);
        put(made, "secret", secretFile == null ? null : secret(secretFile));
        client.print(client.ask("POST", WEBHOOKS, made), WebhooksCommand::secret);
        return ExitCode.OK;
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static String secret(Path file) throws CommandFailure {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "the secret's file " + file + " cannot be read. Check its"
                            + " path and permissions.",
                    e);
        }
    }

    private static void secret(PrintWriter out, JsonObject made) {
        for (Object warning : made.getJsonArray("warnings", new JsonArray())) {
            out.println("warning: " + warning);
        }
        String secret = made.getString("secret");
        out.println(
                secret == null
                        ? made.getString("id") + " is created."
                        : made.getString("id")
                                + " signs with this secret, which is not shown again: " + secret);
    }

    @Command(
            name = "test",
            description = "Send a signed test event of an invented transfer.",
            footer = "  referee webhooks test crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int test(@Parameters(paramLabel = "ID", description = "The webhook's id.") String id)
            throws CommandFailure {
        return Lines.trial(client, client.post(path(id) + "/test"));
    }

    @Command(
            name = "pause",
            description = "Stop sending to a webhook until it is resumed.",
            footer = "  referee webhooks pause crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int pause(@Parameters(paramLabel = "ID", description = "The webhook's id.") String id)
            throws CommandFailure {
        return changed(id, "/pause");
    }

    @Command(
            name = "resume",
            description = "Continue at the webhook's cursor, also after 410 Gone.",
            footer = "  referee webhooks resume crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int resume(@Parameters(paramLabel = "ID", description = "The webhook's id.") String id)
            throws CommandFailure {
        return changed(id, "/resume");
    }

    private int changed(String id, String what) throws CommandFailure {
        client.print(
                client.post(path(id) + what),
                (out, hook) ->
                        out.println(hook.getString("id") + " is " + hook.getString("state") + "."));
        return ExitCode.OK;
    }

    @Command(
            name = "rotate",
            description =
                    "Create a new secret. The old secret stays valid until the next rotation.",
            footer = "  referee webhooks rotate crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int rotate(@Parameters(paramLabel = "ID", description = "The webhook's id.") String id)
            throws CommandFailure {
        client.print(client.post(path(id) + "/rotate"), WebhooksCommand::secret);
        return ExitCode.OK;
    }

    @Command(
            name = "delete",
            description = {
                "Delete a webhook that was created by REST or command. Its dead letters stay.",
                "Also deletes the pause of a webhook that is no longer in the configuration."
            },
            footer = "  referee webhooks delete crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int delete(@Parameters(paramLabel = "ID", description = "The webhook's id.") String id)
            throws CommandFailure {
        client.print(
                client.ask("DELETE", path(id), null),
                (out, none) -> out.println(id + " is deleted."));
        return ExitCode.OK;
    }

    private static String path(String id) {
        return WEBHOOKS + "/" + AdminClient.part(id);
    }
}
