package dev.referee.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a Java process of its own, with the JVM's own settings but for the largest heap. */
final class ServerProcess implements AutoCloseable {
    /** The same for all. */
    static final String LARGEST_HEAP = "-Xmx1g";

    private static final Pattern PORT = Pattern.compile("Listening on \\S*:(\\d+)/");
    private static final int KEPT_LINES = 20;

    private final Process process;
    private final int port;
    private final Deque<String> lastWords = new ArrayDeque<>();

    /**
     * Starts one and waits until it says that it listens.
     *
     * @param main its main class, of this class path
     */
    ServerProcess(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessFigures.java("java"),
                LARGEST_HEAP,
                // As users run it, not as the tests do: it says then where it listens.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("REFEREE_LOG_LEVEL");
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader output = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = awaitPort(output);
        Thread.ofVirtual().start(() -> drain(output));
    }

    /** Referee itself, which watches a {@link FakePbx}. */
    static ServerProcess referee(FakePbx pbx, String store) throws IOException {
        Path folder = Files.createTempDirectory("referee-bench");
        Path configuration = folder.resolve("referee.yaml");
        Files.writeString(
                configuration, """
                pbx: {ami: {host: 127.0.0.1, port: %d, secret: bench}}
                listen: {port: 0}
                open: true
                log: {store: %s, file: %s}
                limits:
                  connections: 1000000
                  connections_per_address: 1000000
                  channels: 1000000
                  transfers: 100000
                  socket_ping_interval_ms: 600000
                """.formatted(pbx.port(), store, folder.resolve("referee.db")));
        return new ServerProcess(
                "dev.referee.app.Main", "run", "--config", configuration.toString());
    }

    int port() {
        return port;
    }

    /** What it takes of the machine. */
    ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    private int awaitPort(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            keep(line);
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new IOException("a server did not start: " + lastWords);
    }

    private void drain(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized void keep(String line) {
        lastWords.addLast(line);
        if (lastWords.size() > KEPT_LINES) {
            lastWords.removeFirst();
        }
    }

    /** The last lines that it said. */
    synchronized String lastWords() {
        return String.join("\n", lastWords);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
