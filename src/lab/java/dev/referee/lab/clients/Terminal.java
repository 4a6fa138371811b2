package dev.referee.lab.clients;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A client that reads commands and shows lines: its process. All it shows also goes to a log. */
final class Terminal implements AutoCloseable {
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]|\\p{Cntrl}");
    private static final Pattern PROMPT = Pattern.compile("linphonec> ");
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Process process;
    private final BufferedWriter keyboard;
    private final Shown shown;
    private final Path log;

    /**
     * @param process the client, started
     * @param shown takes its lines
     * @param log takes all that it shows
     */
    Terminal(Process process, Shown shown, Path log) throws IOException {
        this.process = process;
        this.keyboard = process.outputWriter(StandardCharsets.UTF_8);
        this.shown = shown;
        this.log = log;
        Files.deleteIfExists(log);
        // Also when this program is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Thread.ofPlatform().daemon().name("terminal").start(this::read);
    }

    private void read() {
        try (BufferedReader screen = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = screen.readLine(); line != null; line = screen.readLine()) {
                for (String text : PROMPT.split(COLOURS.matcher(line).replaceAll(""), -1)) {
                    show(text.strip());
                }
            }
        } catch (IOException e) {
            // The process has ended.
        }
    }

    private void show(String text) throws IOException {
        if (!text.isEmpty()) {
            Files.writeString(
                    log, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            shown.add(text);
        }
    }

    /** Types a command and the enter key. */
    void type(String command) {
        try {
            keyboard.write(command);
            keyboard.newLine();
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the client has ended, its last words: " + log, e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
