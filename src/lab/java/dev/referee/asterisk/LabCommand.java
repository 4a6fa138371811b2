package dev.referee.asterisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./lab} with a folder and ports of its own. */
public final class LabCommand {
    private static final Path LAB = Path.of("lab");
    private static final int MINUTES = 15; // the first time it downloads Asterisk

    private final Path folder;
    private final Map<String, String> environment;

    /**
     * @param folder the lab's own folder
     * @param environment the settings that {@code ./lab --help} names
     */
    LabCommand(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * Lets {@code ./lab setup} install what the tests need, and says so: it may take minutes.
     *
     * @param part what {@code ./lab setup --help} names
     * @throws AsteriskMissing when it cannot be had, with what to do
     */
    public static void setUp(String part) {
        System.err.println("Running ./lab setup " + part + ", because the tests need it.");
        new LabCommand(Path.of("target", "it-setup"), Map.of()).run("setup", part);
    }

    /**
     * Runs a command to its end. Its output goes to a file in {@code target}, and into the failure.
     *
     * @throws AsteriskMissing when it fails, with its own last words, which say what to do
     */
    void run(String... arguments) {
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        List<String> command = new ArrayList<>(List.of(LAB.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("LAB_DIR", folder.toAbsolutePath().toString());
        try {
            Files.createDirectories(folder);
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw new AsteriskMissing(String.join(" ", command) + " did not end within "
                        + MINUTES + " minutes:\n" + Files.readString(log));
            }
            if (process.exitValue() != 0) {
                throw new AsteriskMissing("What the tests need is not there. Type: ./lab setup"
                        + "\n(" + String.join(" ", command) + " failed:)\n"
                        + Files.readString(log));
            }
        } catch (IOException e) {
            throw new AsteriskMissing(
                    "./lab could not be run from here (" + Path.of("").toAbsolutePath()
                            + "). Run the tests in the project's own folder: mvn verify",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AsteriskMissing("Interrupted while ./lab was at work.", e);
        }
    }
}
