package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.phone.Phone;
import dev.referee.webhook.NodeReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who follows docs/FIRST-WEBHOOK.md gets there: its receiver as it stands there, under Node with the
 * public Standard Webhooks library, its commands with other ports, and a real transfer.
 */
@ExtendWith(StageExtension.class)
class FirstWebhookIT {
    private static final Path PAGE = Path.of("docs", "FIRST-WEBHOOK.md");
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;

    private final Stage stage;
    private final Phone cleo;
    private final List<NodeReceiver> receivers = new ArrayList<>();
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
        receivers.forEach(NodeReceiver::close);
        referee.close();
        stage.hangUpAll();
    }

    @Test
    void thePageLeadsToAVerifiedEvent(@TempDir Path folder) throws Exception {
        int port = NodeReceiver.freePort();
        String answer = run(command("webhooks create")
                .replace("http://127.0.0.1:9000/", "http://127.0.0.1:" + port + "/"));
        Matcher secret = Pattern.compile("whsec_\\S+").matcher(answer);
        assertTrue(secret.find(), answer);

        NodeReceiver receiver = receive(folder, port, secret.group());
        run(command("webhooks test"));
        assertEquals("verified: dev.referee.transfer.unknown expired", next(receiver));

        assertEquals(202, stage.annaTalksToBen().caller().referBlind(CLEO).awaitAnswer());
        cleo.awaitIncoming().ring().refuse(BUSY_HERE);
        assertEquals("verified: dev.referee.transfer.failed busy", next(receiver));
    }

    @Test
    void withAnotherSecretTheReceiverRefuses(@TempDir Path folder) throws Exception {
        int port = NodeReceiver.freePort();
        run(command("webhooks create")
                .replace("http://127.0.0.1:9000/", "http://127.0.0.1:" + port + "/"));
        NodeReceiver receiver = receive(folder, port, "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx");
        run(command("webhooks test"));
        assertTrue(next(receiver).startsWith("refused: "));
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

    private NodeReceiver receive(Path folder, int port, String secret) throws IOException {
        NodeReceiver receiver = NodeReceiver.start(PAGE, folder, port, secret);
        receivers.add(receiver);
        return receiver;
    }

    /** The next line, up to the sentence. */
    private static String next(NodeReceiver receiver) throws InterruptedException {
        return receiver.next().replaceFirst(" - .*", "");
    }
}
