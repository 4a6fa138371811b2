package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The receiver that a page shows, as it stands there, under Node with the public libraries that the
 * build has fetched.
 */
public final class NodeReceiver implements AutoCloseable {
    private static final Path MODULES = Path.of("src", "main", "web", "node_modules");
    private static final Pattern SCRIPT = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private NodeReceiver(int port, Process process) {
        this.port = port;
        this.process = process;
        Thread.ofVirtual().start(this::listen);
    }

    /**
     * Starts the page's first script and waits until it can be sent something.
     *
     * @param folder empty; the script is put there
     */
    public static NodeReceiver start(Path page, Path folder, int port, String secret)
            throws IOException {
        return start(page, folder, port, secret, Map.of());
    }

    /** The same with more in its environment. */
    public static NodeReceiver start(
            Path page, Path folder, int port, String secret, Map<String, String> environment)
            throws IOException {
        Matcher script = SCRIPT.matcher(Files.readString(page));
        assertTrue(script.find(), page::toString);
        Files.writeString(folder.resolve("receiver.mjs"), script.group(1));
        Files.createSymbolicLink(folder.resolve("node_modules"), MODULES.toAbsolutePath());
        ProcessBuilder node = new ProcessBuilder("node", "receiver.mjs")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        node.environment().putAll(environment);
        node.environment().put("SECRET", secret);
        node.environment().put("PORT", Integer.toString(port));
        NodeReceiver receiver = new NodeReceiver(port, node.start());
        receiver.awaitListening();
        return receiver;
    }

    /** A port that nobody listened on just now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    URI url() {
        return URI.create("http://receiver.example:" + port + "/");
    }

    /** The next line that it prints. */
    public String next() throws InterruptedException {
        String line = said.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(line != null, "the receiver was told nothing");
        return line;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException e) {
            said.add(e.toString());
        }
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (ConnectException e) {
                assertTrue(process.isAlive() && System.nanoTime() < deadline, said::toString);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
