package dev.referee.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Java process that runs a class of the tests and can be killed at any moment. */
public final class ChildProcess {
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private ChildProcess(List<String> command) throws IOException {
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Starts one. */
    public static ChildProcess start(Class<?> main, Path argument) throws IOException {
        return new ChildProcess(java(main, argument));
    }

    /**
     * Starts one for which a folder is a disk of 1 MiB, where this machine lets us mount one; else
     * it limits the size of its files itself.
     */
    static ChildProcess onADiskOfItsOwn(Path folder, Class<?> main)
            throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=1m referee \"$0\"";
        Process probe = new ProcessBuilder("unshare", "-rm", "sh", "-c", mount, folder.toString())
                .redirectErrorStream(true)
                .start();
        if (probe.waitFor() != 0) {
            return start(main, folder);
        }
        List<String> command = new ArrayList<>(List.of(
                "unshare", "-rm", "sh", "-c", mount + " && exec \"$@\"", folder.toString()));
        command.addAll(java(main, folder));
        return new ChildProcess(command);
    }

    private static List<String> java(Class<?> main, Path argument) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dvertx.disableFileCPResolving=true", // else a kill leaves a folder behind
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument.toString());
    }

    /** The next line that it says, or null when it has ended. */
    @SuppressWarnings("NullAway") // null is the reader's own word for the end
    public String nextLine() throws IOException {
        BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        if (line != null) {
            lines.add(line);
        }
        return line;
    }

    /** All that it has said. */
    public String output() {
        synchronized (lines) {
            return lines.stream().collect(Collectors.joining("\n"));
        }
    }

    /** Kills it as {@code kill -9} does. What it has said can still be read. */
    public void kill() throws InterruptedException {
        // The process's own method would close the stream as well.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Reads on until it ends, and gives its status. */
    int awaitEnd() throws IOException, InterruptedException {
        while (nextLine() != null) {
            // It is kept.
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
        return process.exitValue();
    }

    /** The free space of the folder's disk. */
    static long freeSpace(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
