package dev.referee.app;

import dev.referee.app.config.ConfigurationException;
import dev.referee.edge.EdgeSettings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * {@code health}: whether the Referee that the configuration describes runs on this machine. For
 * checks of containers and supervisors, which have no HTTP client and do not know port and TLS.
 */
@Command(
        name = "health",
        description = {
            "Check whether the Referee with this configuration on this machine answers"
                    + " (/healthz).",
            "With --ready: also whether it is connected to the PBX (/readyz)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Referee answers; with --ready: and is ready",
            "1:Referee answers and is not ready",
            "69:no Referee answers in time",
            "78:the configuration is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  referee health", "  referee health --ready --config /etc/referee/referee.yaml"
        })
final class HealthCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationOption configuration;

    @Option(
            names = "--ready",
            description = "Check /readyz, and print the sources that are not connected.")
    private boolean ready;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "8",
            description = "How long to wait for the answer (${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    private @Nullable CommandSpec command;

    HealthCommand(ConfigurationOption configuration) {
        this.configuration = configuration;
    }

    private record Answer(int status, String body) {}

    @Override
    public Integer call() throws ConfigurationException, CommandFailure {
        EdgeSettings edge = configuration.loadWithoutWarnings().edge();
        CommandLine line = Objects.requireNonNull(command).commandLine();
        if (seconds < 1) {
            throw new ParameterException(line, "--timeout must be at least 1 second.");
        }
        PrintWriter out = line.getOut();
        Vertx vertx = Engine.start();
        try {
            return ready ? readiness(vertx, edge, out) : health(vertx, edge, out);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private int health(Vertx vertx, EdgeSettings edge, PrintWriter out) throws CommandFailure {
        Answer answer = ask(vertx, edge, "/healthz");
        if (answer.status() != 200) {
            throw noReferee(edge, "HTTP " + answer.status(), null);
        }
        out.println("Referee answers.");
        return ExitCode.OK;
    }

    private int readiness(Vertx vertx, EdgeSettings edge, PrintWriter out) throws CommandFailure {
        Answer answer = ask(vertx, edge, "/readyz");
        try {
            JsonObject told = new JsonObject(answer.body());
            JsonArray sources = told.getJsonArray("sources");
            if (sources == null) {
                throw noReferee(edge, "HTTP " + answer.status(), null);
            }
            if (told.getBoolean("ready", false)) {
                out.println("Referee is ready.");
                return ExitCode.OK;
            }
            out.println("Referee is not ready.");
            for (Object one : sources) {
                JsonObject source = (JsonObject) one;
                if (!source.getBoolean("up", false)) {
                    out.println(source.getString("name") + ": " + source.getString("detail"));
                }
            }
            return ExitCode.NO;
        } catch (DecodeException | ClassCastException e) {
            throw noReferee(edge, "HTTP " + answer.status(), e);
        }
    }

    private Answer ask(Vertx vertx, EdgeSettings edge, String path) throws CommandFailure {
        Duration patience = Duration.ofSeconds(seconds);
        // Its certificate names the host that browsers call, not this machine's loopback.
        HttpClientAgent http = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(edge.tls() != null)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setSslHandshakeTimeout(seconds)
                .setKeepAlive(false));
        Future<Answer> asked = http.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(host(edge))
                        .setPort(edge.port())
                        .setURI(path)
                        .setConnectTimeout(patience.toMillis()))
                .compose(HttpClientRequest::send)
                .compose(response -> response.body()
                        .map(body -> new Answer(response.statusCode(), body.toString())))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return asked.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw noReferee(edge, String.valueOf(cause.getMessage()), e);
        }
    }

    /** An address that leads to this machine, also where Referee listens on all of them. */
    private static String host(EdgeSettings edge) {
        return switch (edge.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> edge.host();
        };
    }

    private static CommandFailure noReferee(
            EdgeSettings edge, String why, @Nullable Exception cause) {
        return new CommandFailure(
                ExitCode.UNAVAILABLE,
                "no Referee answers on " + host(edge) + ", port " + edge.port() + " (" + why
                        + "). Start Referee, or name its configuration with --config.",
                cause);
    }
}
