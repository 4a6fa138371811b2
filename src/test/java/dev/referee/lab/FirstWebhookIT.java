package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.phone.Phone;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who follows docs/FIRST-WEBHOOK.md gets there: its receiver as it stands there, under Node with the
 * public Standard Webhooks library, its commands with other ports, and a real transfer.
 */
@ExtendWith(StageExtension.class)
class FirstWebhookIT {
    private static final Path PAGE = Path.of("docs", "FIRST-WEBHOOK.md");
    private static final Path MODULES = Path.of("src", "main", "web", "node_modules");
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stage stage;
    private final Phone cleo;
    private final List<Process> receivers = new ArrayList<>();
    private RefereeProcess referee;

    FirstWebhookIT(Stage stage) {
        this.stage = stage;
        cleo = stage.phones().register("cleo");
    }

    @BeforeEach
    void start() {
        referee = RefereeProcess.startWithPrivateWebhooks(stage.asterisk().address());
    }

    @AfterEach
    void stop() {
        receivers.forEach(Process::destroy);
        referee.close();
        stage.hangUpAll();
    }

    @Test
    void thePageLeadsToAVerifiedEvent(@TempDir Path folder) throws Exception {
        int port = freePort();
        String answer = run(command("webhooks create")
                .replace("http://127.0.0.1:9000/", "http://127.0.0.1:" + port + "/"));
        Matcher secret = Pattern.compile("whsec_\\S+").matcher(answer);
        assertTrue(secret.find(), answer);

        BlockingQueue<String> said = receive(folder, port, secret.group());
        run(command("webhooks test"));
        assertEquals("verified: dev.referee.transfer.unknown expired", next(said));

        assertEquals(202, stage.annaTalksToBen().caller().referBlind(CLEO).awaitAnswer());
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
        assertEquals("verified: dev.referee.transfer.failed busy", next(said));
    }

    @Test
    void withAnotherSecretTheReceiverRefuses(@TempDir Path folder) throws Exception {
        int port = freePort();
        run(command("webhooks create")
                .replace("http://127.0.0.1:9000/", "http://127.0.0.1:" + port + "/"));
        BlockingQueue<String> said =
                receive(folder, port, "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx");
        run(command("webhooks test"));
        assertTrue(next(said).startsWith("refused: "));
    }

    /** The page's only line that begins a command so. */
    private static String command(String words) throws IOException {
        String begin = "java -jar target/referee.jar " + words + " ";
        List<String> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith(begin))
                .toList();
        assertEquals(1, lines.size(), begin);
        return lines.get(0);
    }

    private String run(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("REFEREE_URL", referee.url().toString());
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private BlockingQueue<String> receive(Path folder, int port, String secret) throws Exception {
        Matcher script =
                Pattern.compile("```js\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertTrue(script.find());
        Files.writeString(folder.resolve("receiver.mjs"), script.group(1));
        Files.createSymbolicLink(folder.resolve("node_modules"), MODULES.toAbsolutePath());
        ProcessBuilder node = new ProcessBuilder("node", "receiver.mjs")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        node.environment().put("SECRET", secret);
        node.environment().put("PORT", Integer.toString(port));
        Process process = node.start();
        receivers.add(process);
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(said::add);
            } catch (IOException e) {
                said.add(e.toString());
            }
        });
        awaitListening(port, said);
        return said;
    }

    private static void awaitListening(int port, BlockingQueue<String> said) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (ConnectException e) {
                assertTrue(System.nanoTime() < deadline, said::toString);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** The next line, up to the sentence. */
    private static String next(BlockingQueue<String> said) throws InterruptedException {
        String line = said.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(line != null, "the receiver was told nothing");
        return line.replaceFirst(" - .*", "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
