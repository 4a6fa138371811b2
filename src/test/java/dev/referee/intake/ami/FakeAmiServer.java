package dev.referee.intake.ami;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;

/**
 * A FAKE of Asterisk's manager interface for tests: it says what the test tells it to say. It greets,
 * accepts every login and answers every question with nothing going on, unless told otherwise. What
 * a real Asterisk does is tested against a real one.
 */
final class FakeAmiServer implements AutoCloseable {
    static final String GREETING = "Asterisk Call Manager/11.0.0\r\n";

    private final ServerSocket server;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Peer> listening = new LinkedBlockingQueue<>();
    private volatile String greeting = GREETING;
    private volatile BiFunction<Peer, Map<String, String>, Boolean> script =
            (peer, action) -> false;
    private volatile String startupTime = "10:00:00";

    FakeAmiServer() throws IOException {
        this(0);
    }

    FakeAmiServer(int port) throws IOException {
        this(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
    }

    FakeAmiServer(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What it says first; nothing when empty. */
    void greetWith(String text) {
        greeting = text;
    }

    /** When this Asterisk claims to have started. */
    void startedAt(String time) {
        startupTime = time;
    }

    /**
     * Lets the test answer actions by itself.
     *
     * @param script is given each action's fields, true when it has dealt with the action
     */
    void onAction(BiFunction<Peer, Map<String, String>, Boolean> script) {
        this.script = script;
    }

    /** How many connections there have been. */
    int connections() {
        return peers.size();
    }

    /** The next connection that has asked for events. Waits for it. */
    Peer awaitListening() throws InterruptedException {
        Peer peer = listening.poll(20, java.util.concurrent.TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("nobody asked for events");
        }
        return peer;
    }

    private void acceptAll() {
        try {
            while (true) {
                Peer peer = new Peer(server.accept());
                peers.add(peer);
                Thread.ofVirtual().start(peer::serve);
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Peer peer : peers) {
            peer.cut();
        }
    }

    /** One connection. */
    final class Peer {
        private final Socket socket;
        private volatile boolean cut;
        /** A field that comes several times has its values on a line each. */
        final List<Map<String, String>> actions = new CopyOnWriteArrayList<>();

        Peer(Socket socket) {
            this.socket = socket;
        }

        /** Sends a frame: its lines and a blank one. */
        void send(String... lines) {
            sendRaw(String.join("\r\n", lines) + "\r\n\r\n");
        }

        /** Sends the response to an action, with the ActionID in it. */
        void respond(Map<String, String> action, String... lines) {
            send(
                    lines[0] + "\r\nActionID: " + action.getOrDefault("ActionID", ""),
                    String.join("\r\n", List.of(lines).subList(1, lines.length)));
        }

        synchronized void sendRaw(String text) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                // the other side is gone, as some tests want it
            }
        }

        void cut() throws IOException {
            socket.close();
        }

        /** Whether the connection has ended, on whichever side. */
        boolean isCut() {
            return cut;
        }

        /** How often an action was asked for. */
        long count(String name) {
            return actions.stream()
                    .flatMap(action -> action.entrySet().stream())
                    .filter(field -> field.getKey().equalsIgnoreCase("Action"))
                    .filter(field -> field.getValue().equalsIgnoreCase(name))
                    .count();
        }

        private void serve() {
            try {
                sendRaw(greeting);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                Map<String, String> action = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.isEmpty()) {
                        actions.add(Map.copyOf(action));
                        TreeMap<String, String> given =
                                new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                        given.putAll(action);
                        action.clear();
                        if (!script.apply(this, given)) {
                            answer(given);
                        }
                    } else if (line.indexOf(':') > 0) {
                        int colon = line.indexOf(':');
                        action.merge(
                                line.substring(0, colon),
                                line.substring(colon + 1).trim(),
                                (one, more) -> one + "\n" + more);
                    }
                }
            } catch (IOException e) {
                // cut off
            } finally {
                cut = true;
            }
        }

        private void answer(Map<String, String> action) {
            switch (action.getOrDefault("Action", "")) {
                case "Challenge" -> respond(action, "Response: Success", "Challenge: 12345");
                case "CoreStatus" ->
                    respond(
                            action,
                            "Response: Success",
                            "CoreStartupDate: 2026-01-01",
                            "CoreStartupTime: " + startupTime);
                case "Events" -> {
                    respond(action, "Response: Success", "Events: On");
                    listening.add(this);
                }
                case "CoreShowChannels" -> {
                    respond(action, "Response: Success", "EventList: start");
                    listOf(action, "CoreShowChannelsComplete", 0);
                }
                case "BridgeList" -> {
                    respond(action, "Response: Success", "EventList: start");
                    listOf(action, "BridgeListComplete", 0);
                }
                default -> respond(action, "Response: Success", "Message: fine");
            }
        }

        /** Ends a list. */
        void listOf(Map<String, String> action, String event, int items) {
            send(
                    "Event: " + event,
                    "ActionID: " + action.getOrDefault("ActionID", ""),
                    "EventList: Complete",
                    "ListItems: " + items);
        }
    }
}
