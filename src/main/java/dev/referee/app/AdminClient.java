package dev.referee.app;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where the running Referee is, who asks it, and asking it as an administrator. */
final class AdminClient {
    private static final String USUAL = "http://127.0.0.1:8090";
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** More than a webhook's longest time limit. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private final Map<String, String> environment;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "URL of the running Referee, with a proxy's path prefix if any."
                    + " Default: REFEREE_URL, otherwise " + USUAL + ".")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file with an administrator's token. Default: the token in"
                    + " REFEREE_TOKEN, otherwise none.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print Referee's answer unchanged.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    AdminClient(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A command that asks a running Referee, or whose subcommands do: with the exit statuses of that. */
    static CommandLine withExitStatuses(Object command) {
        CommandLine line = new CommandLine(command);
        Map<String, String> statuses = new LinkedHashMap<>();
        statuses.put("0", "success");
        statuses.put(
                "1", "not found, not possible in the present state, or rejected by the receiver");
        statuses.put("64", "the command line or the request is wrong");
        statuses.put("66", "the file with the token or the secret cannot be read");
        statuses.put("69", "no Referee answers, or it is unavailable now");
        statuses.put("77", "Referee allows this only to administrators");
        Collection<CommandLine> asking = line.getSubcommands().isEmpty()
                ? List.of(line)
                : line.getSubcommands().values();
        for (CommandLine one : asking) {
            UsageMessageSpec usage = one.getCommandSpec().usageMessage();
            usage.exitCodeListHeading("%nExit status:%n").exitCodeList(statuses);
            if (usage.footerHeading().isEmpty()) {
                usage.footerHeading("%nExample:%n");
            }
        }
        return line;
    }

    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    /** What is printed of an answer, where not all of it is to be. */
    interface Print {
        void to(PrintWriter out, JsonObject answer);
    }

    /** Prints an answer, as it is or for people. */
    void print(JsonObject answer, Print forPeople) {
        if (json) {
            out().println(answer.encodePrettily());
        } else {
            forPeople.to(out(), answer);
        }
    }

    /** An id as a part of a path. */
    static String part(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject get(String path) throws CommandFailure {
        return ask("GET", path, null);
    }

    JsonObject post(String path) throws CommandFailure {
        return ask("POST", path, null);
    }

    /**
     * Asks.
     *
     * @param path behind {@code /v1/}
     * @param body null for none
     * @return the answer, empty where it has no body
     * @throws CommandFailure when there is none, or one that says no
     */
    JsonObject ask(String method, String path, @Nullable JsonObject body) throws CommandFailure {
        URI root = root();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + "/v1/" + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json, application/problem+json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        String token = token();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return read(response);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no answer from " + root + " (" + reason(e) + "). Start Referee, or set its"
                            + " URL with --url or REFEREE_URL.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.UNAVAILABLE, "interrupted", e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the token has invalid characters. Check --token-file or REFEREE_TOKEN.",
                    null);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Without a slash at its end. */
    private URI root() {
        String given = url == null ? environment.getOrDefault("REFEREE_URL", "") : url;
        String text = given.isEmpty() ? USUAL : given;
        try {
            URI root = URI.create(text.replaceAll("/+$", ""));
            if (root.getHost() != null
                    && String.valueOf(root.getScheme()).matches("https?")
                    && root.getQuery() == null
                    && root.getFragment() == null) {
                return root;
            }
        } catch (IllegalArgumentException e) {
            // It is said below.
        }
        throw new ParameterException(
                Objects.requireNonNull(command).commandLine(),
                "The URL of Referee is \"" + text + "\": it must be like " + USUAL
                        + " or https://proxy.example/referee.");
    }

    private String token() throws CommandFailure {
        if (tokenFile == null) {
            return environment.getOrDefault("REFEREE_TOKEN", "");
        }
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "the token's file " + tokenFile + " cannot be read. Check"
                            + " its path and permissions.",
                    e);
        }
    }

    private static JsonObject read(HttpResponse<String> response) throws CommandFailure {
        JsonObject answer;
        try {
            answer = response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
        } catch (DecodeException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "the server at " + response.uri() + " (HTTP " + response.statusCode()
                            + ") is not a Referee. Set Referee's URL with --url.",
                    null);
        }
        if (response.statusCode() < 300) {
            return answer;
        }
        int status = switch (response.statusCode()) {
            case 400, 413, 415 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.DENIED;
            case 404, 409 -> ExitCode.NO;
            default -> ExitCode.UNAVAILABLE;
        };
        String detail = answer.getString("detail", "HTTP " + response.statusCode());
        String advice = status == ExitCode.DENIED
                ? " The token comes from --token-file or REFEREE_TOKEN."
                : "";
        throw new CommandFailure(status, detail + advice, null);
    }
}
