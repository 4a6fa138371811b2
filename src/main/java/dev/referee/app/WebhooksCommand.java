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
        description = "See, make, try and stop the webhooks of a running Referee.",
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
                Objects.requireNonNull(command).commandLine(), "Say what to do with webhooks.");
    }

    @Command(
            name = "list",
            description = "All of them: id, state, where it was made, receiver, events that wait.",
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
            description = "One of them, and how it does.",
            footer = "  referee webhooks show crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int show(@Parameters(paramLabel = "ID", description = "Its name.") String id)
            throws CommandFailure {
        client.print(client.get(path(id)), Lines::print);
        return ExitCode.OK;
    }

    @Command(
            name = "create",
            description = {
                "Make one, which is sent what is told from now on.",
                "Its secret is made and shown this once, unless --secret-file has one."
            },
            footer = {
                "  referee webhooks create crm https://crm.example/hook --event failed",
            },
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int create(
            @Parameters(paramLabel = "ID", description = "Its name, of your choice.") String id,
            @Parameters(paramLabel = "URL", description = "Where it is sent to.") String url,
            @Option(
                            names = "--event",
                            paramLabel = "STATE",
                            description = "Only events of this state, like failed; all without it."
                                    + " May be repeated.")
                    @Nullable
                    List<String> events,
            @Option(
                            names = "--endpoint",
                            paramLabel = "PATTERN",
                            description =
                                    "Only of such a party, like PJSIP/phone-*; all without it."
                                            + " May be repeated.")
                    @Nullable
                    List<String> endpoints,
            @Option(
                            names = "--pbx",
                            paramLabel = "NAME",
                            description = "Only transfers of this PBX. Without it all.")
                    @Nullable
                    String pbx,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            description = "Without it cloudevents; see docs/WEBHOOKS.md.")
                    @Nullable
                    String format,
            @Option(
                            names = "--header",
                            paramLabel = "HEADER",
                            description =
                                    "Sent with each, like \"X-Api-Key: value\". May be repeated.")
                    @Nullable
                    List<String> headers,
            @Option(
                            names = "--timeout-ms",
                            paramLabel = "N",
                            description = "Within that it must answer. Without it 3000.")
                    @Nullable
                    Integer timeout,
            @Option(
                            names = "--private-addresses",
                            description = "Let it be on this machine or network, which takes"
                                    + " admin.private_addresses. Without it only public"
                                    + " addresses.")
                    boolean isPrivateAllowed,
            @Option(
                            names = "--secret-file",
                            paramLabel = "FILE",
                            description =
                                    "A file with the secret to sign with. Without it one is made.")
                    @Nullable
                    Path secretFile)
            throws CommandFailure {
        JsonObject made = JsonObject.of("id", id, "url", url);
        put(made, "events", events == null ? null : new JsonArray(events));
        put(made, "endpoints", endpoints == null ? null : new JsonArray(endpoints));
        put(made, "pbx", pbx);
        put(made, "format", format);
        put(made, "headers", headers == null ? null : new JsonArray(headers));
        put(made, "timeout_ms", timeout);
        put(made, "private_addresses", isPrivateAllowed ? true : null);
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
                    ExitCode.NO_INPUT, "the secret's file " + file + " cannot be read.", e);
        }
    }

    private static void secret(PrintWriter out, JsonObject made) {
        for (Object warning : made.getJsonArray("warnings", new JsonArray())) {
            out.println("warning: " + warning);
        }
        String secret = made.getString("secret");
        out.println(
                secret == null
                        ? made.getString("id") + " is there."
                        : made.getString("id")
                                + " signs with this secret, which is not shown again: " + secret);
    }

    @Command(
            name = "test",
            description = "Send it one signed event of a transfer that never was.",
            footer = "  referee webhooks test crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int test(@Parameters(paramLabel = "ID", description = "Its name.") String id)
            throws CommandFailure {
        return Lines.trial(client, client.post(path(id) + "/test"));
    }

    @Command(
            name = "pause",
            description = "Send it nothing more until it is resumed.",
            footer = "  referee webhooks pause crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int pause(@Parameters(paramLabel = "ID", description = "Its name.") String id)
            throws CommandFailure {
        return changed(id, "/pause");
    }

    @Command(
            name = "resume",
            description = "Go on where it stands, also after it has answered 410 Gone.",
            footer = "  referee webhooks resume crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int resume(@Parameters(paramLabel = "ID", description = "Its name.") String id)
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
            description = "Give it a new secret. The old one is valid too until the next time.",
            footer = "  referee webhooks rotate crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int rotate(@Parameters(paramLabel = "ID", description = "Its name.") String id)
            throws CommandFailure {
        client.print(client.post(path(id) + "/rotate"), WebhooksCommand::secret);
        return ExitCode.OK;
    }

    @Command(
            name = "delete",
            description = {
                "Take out one that was made by REST or command. Its dead letters stay.",
                "Also forgets the pause of one that has left the configuration."
            },
            footer = "  referee webhooks delete crm",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int delete(@Parameters(paramLabel = "ID", description = "Its name.") String id)
            throws CommandFailure {
        client.print(
                client.ask("DELETE", path(id), null), (out, none) -> out.println(id + " is gone."));
        return ExitCode.OK;
    }

    private static String path(String id) {
        return WEBHOOKS + "/" + AdminClient.part(id);
    }
}
