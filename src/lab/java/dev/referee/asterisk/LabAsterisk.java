package dev.referee.asterisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Debian's Asterisk in a folder, run by {@code ./lab} in a lab of its own, {@code target/it-lab}. */
final class LabAsterisk implements Asterisk {
    private static final Path FOLDER = Path.of("target", "it-lab");
    private static final int KILL_SECONDS = 10;

    private final LabCommand lab;
    private final Address address;
    private final Thread atExit = new Thread(this::down, "it-lab-down");

    private LabAsterisk(Map<String, String> ports) {
        Map<String, String> environment = new HashMap<>(ports);
        environment.put("LAB_ENGINE", "packages");
        lab = new LabCommand(FOLDER, environment);
        address = new Address(
                "127.0.0.1",
                port(ports, "LAB_SIP_PORT"),
                port(ports, "LAB_AMI_PORT"),
                port(ports, "LAB_HTTP_PORT"),
                port(ports, "LAB_HEP_PORT"));
    }

    private static int port(Map<String, String> ports, String name) {
        return Integer.parseInt(ports.getOrDefault(name, "0"));
    }

    /** Makes it, which downloads Asterisk the first time, and starts it. */
    static Asterisk provide() {
        LabAsterisk asterisk = new LabAsterisk(FreePorts.forLab());
        // One that a killed test run left behind has other ports.
        asterisk.down();
        asterisk.start();
        Runtime.getRuntime().addShutdownHook(asterisk.atExit);
        return asterisk;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public boolean isOnLoopback() {
        return true;
    }

    @Override
    public Path records() {
        String release = System.getenv().getOrDefault("LAB_ASTERISK_RELEASE", "22");
        return FOLDER.resolve("root-" + release).resolve("var/log/asterisk/cel-custom/Master.csv");
    }

    @Override
    public boolean kill() {
        try {
            // "PID BIRTH", as ./lab writes it.
            String line = Files.readString(FOLDER.resolve("asterisk.pid")).strip();
            long pid = Long.parseLong(line.split(" ", -1)[0]);
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Asterisk could not be killed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Asterisk was killed", e);
        }
    }

    @Override
    public void start() {
        lab.run("up", "asterisk");
    }

    private void down() {
        lab.run("down", "asterisk");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        down();
    }
}
