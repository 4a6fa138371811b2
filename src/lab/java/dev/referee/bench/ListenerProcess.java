package dev.referee.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Referee's intake and correlator in a process of their own, of this build or of another. */
final class ListenerProcess implements Contender, AutoCloseable {
    private final String name;
    private final Process process;
    private final OutputStream orders;
    private final InputStream answers;
    private final ProcessFigures figures;
    private long ended;

    private ListenerProcess(String name, String classPath) throws IOException {
        this.name = name;
        process = new ProcessBuilder(
                        ProcessFigures.java("java"),
                        ServerProcess.LARGEST_HEAP,
                        "-cp",
                        classPath,
                        ListenerMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        orders = process.getOutputStream();
        answers = process.getInputStream();
        figures = new ProcessFigures(process.pid());
    }

    /** Of what is on a class path, with the benchmarks themselves behind it. */
    static ListenerProcess of(String name, String classPath) throws IOException {
        String benchmarks = Path.of(ListenerMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        return new ListenerProcess(name, classPath + ":" + benchmarks);
    }

    @Override
    public String name() {
        return name;
    }

    /** What it takes of the machine. */
    ProcessFigures figures() {
        return figures;
    }

    /** How many transfers it saw the end of while it listened last. */
    long ended() {
        return ended;
    }

    @Override
    public AutoCloseable listen(int port, Runnable onMarker) {
        order(Integer.toString(port));
        CompletableFuture<Long> closed = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(onMarker, closed));
        return () -> {
            order("");
            ended = closed.get();
        };
    }

    private void order(String line) {
        try {
            orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " has ended", e);
        }
    }

    private void read(Runnable onMarker, CompletableFuture<Long> closed) {
        StringBuilder count = new StringBuilder();
        try {
            for (int answer = answers.read(); ; answer = answers.read()) {
                switch (answer) {
                    case ListenerMain.MARKER -> onMarker.run();
                    case ListenerMain.CLOSED -> {
                        closed.complete(Long.valueOf(count.toString()));
                        return;
                    }
                    case -1 -> throw new IOException(name + " has ended");
                    default -> count.append((char) answer);
                }
            }
        } catch (IOException e) {
            closed.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
