package dev.referee.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A FAKE of Asterisk's manager interface for benchmarks: it sends what it is given as fast as it is
 * taken, answers every login and question, and of each leg that is asked for a dialog of its own.
 * {@code src/test/java/dev/referee/intake/ami/FakeAmiServer} is the one for tests: it keeps all that
 * it is asked, which here would be too much.
 */
final class FakePbx implements AutoCloseable {
    /** The bridge whose end a listener reports when it comes to it. Nobody was ever in it. */
    static final String MARKER = "marker";

    private static final String MARKER_FRAME = """
            Event: BridgeDestroy
            Privilege: call,all
            BridgeUniqueid: %s

            """.formatted(MARKER).replace("\n", "\r\n");
    private static final int PATIENCE_SECONDS = 60;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ServerSocket server;
    private final BlockingQueue<Line> listening = new LinkedBlockingQueue<>();
    private final List<Socket> open = new java.util.concurrent.CopyOnWriteArrayList<>();

    FakePbx() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("fake-pbx").start(this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next connection that has asked for events. Waits for it. */
    Line awaitListening() throws InterruptedException {
        Line line = listening.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new IllegalStateException("nobody asked for events");
        }
        return line;
    }

    /** The bytes of frames. */
    static byte[] bytes(List<String> frames) {
        StringBuilder text = new StringBuilder();
        frames.forEach(frame -> text.append(frame).append("\r\n\r\n"));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same with a {@link #MARKER} behind them. */
    static byte[] bytesAndMarker(List<String> frames) {
        byte[] plain = bytes(frames);
        byte[] marker = MARKER_FRAME.getBytes(StandardCharsets.UTF_8);
        byte[] both = java.util.Arrays.copyOf(plain, plain.length + marker.length);
        System.arraycopy(marker, 0, both, plain.length, marker.length);
        return both;
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Line line = new Line(socket);
                Thread.ofPlatform().daemon().name("fake-pbx-line").start(line::serve);
            }
        } catch (IOException e) {
            // Closed: the benchmark is over.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    final class Line {
        private final OutputStream out;
        private final BufferedReader in;
        private volatile long lastAskedNanos = System.nanoTime();
        private final AtomicLong questions = new AtomicLong();

        Line(Socket socket) throws IOException {
            out = socket.getOutputStream();
            in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** When it was last asked something, as {@link System#nanoTime}. */
        long lastAskedNanos() {
            return lastAskedNanos;
        }

        /** Waits until it has been asked nothing for a while: the other side has no more to ask. */
        void awaitQuiet() throws InterruptedException {
            while (System.nanoTime() - lastAskedNanos < QUIET_NANOS) {
                TimeUnit.NANOSECONDS.sleep(QUIET_NANOS / 10);
            }
        }

        /** How many variables it was asked for. */
        long questions() {
            return questions.get();
        }

        /** Sends whole frames. Waits while the other side takes nothing. */
        synchronized void send(byte[] frames) {
            try {
                out.write(frames);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve() {
            try {
                send("Asterisk Call Manager/11.0.0\r\n".getBytes(StandardCharsets.UTF_8));
                Map<String, String> action = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        action.put(
                                line.substring(0, colon),
                                line.substring(colon + 1).trim());
                    } else if (!action.isEmpty()) {
                        answer(action);
                        action.clear();
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                // The other side is gone.
            }
        }

        private void answer(Map<String, String> action) {
            lastAskedNanos = System.nanoTime();
            String id = action.getOrDefault("ActionID", "");
            switch (action.getOrDefault("Action", "")) {
                case "Challenge" -> respond(id, "Challenge: 12345");
                case "Login" -> {
                    respond(id, "Message: Authentication accepted");
                    if (!action.getOrDefault("Events", "off").equals("off")) {
                        listening.add(this);
                    }
                }
                case "Command" ->
                    respond(id, "Message: Command output follows\r\nOutput: Asterisk 22.0.0");
                case "CoreStatus" ->
                    respond(id, "CoreStartupDate: 2026-01-01\r\nCoreStartupTime: 10:00:00");
                case "Events" -> {
                    respond(id, "Events: On");
                    listening.add(this);
                }
                case "GetVar" -> {
                    questions.incrementAndGet();
                    respond(
                            id,
                            "Variable: " + action.get("Variable") + "\r\nValue: "
                                    + action.get("Channel") + "-" + action.get("Variable"));
                }
                case "CoreShowChannels" -> list(id, "CoreShowChannelsComplete");
                case "BridgeList" -> list(id, "BridgeListComplete");
                default -> respond(id, "Message: fine");
            }
        }

        private void respond(String id, String lines) {
            send(bytes(List.of("Response: Success\r\nActionID: " + id + "\r\n" + lines)));
        }

        private void list(String id, String end) {
            respond(id, "EventList: start");
            send(bytes(List.of("Event: " + end + "\r\nActionID: " + id
                    + "\r\nEventList: Complete\r\nListItems: 0")));
        }
    }
}
