package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process as systemd runs it: the signals that it gets, and every line that it logs. */
class RunningProcessTest {
    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();
    private Path file;
    private Process process;
    private BufferedReader log;

    @BeforeEach
    void start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        file = folder.resolve("referee.yaml");
        // Everybody may read it, which is warned of. Port 1 is nobody's.
        Files.writeString(file, """
                logging: {format: json}
                pbx:
                  ami: {port: 1, secret: ami-hush}
                  ari: {url: "http://127.0.0.1:1", password: ari-hush}
                listen: {host: 127.0.0.1, port: %d}
                log: {file: %s}
                """.formatted(port, folder.resolve("referee.db")));
        process = new ProcessBuilder(
                        // Where the build runs under nohup, which has it ignored.
                        "env",
                        "--default-signal=HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.referee.app.Launcher",
                        "run",
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        log = process.inputReader();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private void await(String text) throws IOException {
        String line;
        do {
            line = log.readLine();
            assertTrue(line != null, () -> "It ended without: " + text + "\n" + lines);
            lines.add(line);
        } while (!line.contains(text));
    }

    private void signal(String name) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor());
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void sighupReloadsAndEveryLineIsAnObject() throws Exception {
        await("Watching");
        signal("HUP");
        await("Reloaded: ");
        String right = Files.readString(file);
        Files.writeString(file, right + "limits: {settle_ms: soon}\n");
        signal("HUP");
        await("Not reloaded");
        Files.writeString(file, right + "limits: {connections: 77}\n");
        signal("HUP");
        await("Reloaded: ");
        signal("TERM");
        String line;
        while ((line = log.readLine()) != null) {
            lines.add(line);
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), lines::toString);
        assertEquals(143, process.exitValue());

        List<String> messages = new ArrayList<>();
        for (String one : lines) {
            JsonObject object = new JsonObject(one);
            Instant.parse(object.getString("time"));
            assertTrue(object.containsKey("level") && object.containsKey("loggerName"), one);
            messages.add(object.getString("level") + " " + object.getString("message"));
        }
        String all = String.join("\n", messages);
        assertTrue(all.contains("WARN " + file + " holds a secret"), all);
        assertTrue(all.contains("WARN Changed, but not in effect until a restart: limits"), all);
        assertTrue(!all.contains("hush"), all);
    }
}
