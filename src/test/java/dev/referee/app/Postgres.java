package dev.referee.app;

import dev.referee.asterisk.LabCommand;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of Debian's package, with a database of its own in a folder that is gone afterwards. */
final class Postgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String OWNER = "postgres";
    private static final String PASSWORD = "of-the-owner";
    private static final Duration STARTING = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path folder;
    private final Path programs;
    private final int port;
    private final Process server;

    private Postgres(Path folder, Path programs, int port) throws IOException {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
        run(
                "initdb",
                "-D",
                data(),
                "-U",
                OWNER,
                "--auth=scram-sha-256",
                "--no-locale",
                "-E",
                "UTF8",
                "--no-sync",
                "--pwfile=" + folder.resolve("password"));
        server = command(
                        "postgres",
                        "-D",
                        data(),
                        "-p",
                        String.valueOf(port),
                        "-h",
                        "127.0.0.1",
                        "-k",
                        folder.toString(),
                        "-F")
                .start();
    }

    /** Starts one; what is not there is installed. */
    static Postgres start() {
        try {
            Path programs = programs();
            if (programs == null) {
                LabCommand.setUp("postgres");
                programs = programs();
            }
            if (programs == null) {
                throw new IllegalStateException(
                        "There is no PostgreSQL. Type: ./lab setup postgres");
            }
            Path folder = Files.createTempDirectory("referee-postgres");
            Files.writeString(folder.resolve("password"), PASSWORD);
            if (isRoot()) {
                finish(new ProcessBuilder("chown", "-R", OWNER, folder.toString()), folder);
            }
            Postgres postgres = new Postgres(folder, programs, freePort());
            postgres.awaitConnection();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Path programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** The server refuses to run as root. */
    private ProcessBuilder command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + OWNER, "--regid=" + OWNER, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    }

    private void run(String program, String... arguments) throws IOException {
        finish(command(program, arguments), folder);
    }

    private static void finish(ProcessBuilder command, Path folder) throws IOException {
        try {
            Process process = command.start();
            if (!process.waitFor(STARTING.toSeconds(), TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command.command() + " failed; see " + folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitConnection() {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try {
                connect().close();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline || hasEnded()) {
                    throw new IllegalStateException("it does not answer; see " + folder, e);
                }
            }
        }
    }

    /** Whether it ended within a moment. */
    private boolean hasEnded() {
        try {
            return server.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), OWNER, PASSWORD);
    }

    /** The address of a database in it. */
    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Does something as the owner. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /** Ends it at once. */
    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
