package dev.referee.lab;

import dev.referee.asterisk.Asterisk;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * AMI of the lab's Asterisk, with the account of the tests: what it claims of transfers, for
 * comparison with what Referee says, and actions that a program beside Asterisk would send. Reads
 * only while it is asked for something, so ask it in every test. For one thread.
 */
public final class Ami implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Set<String> TRANSFERS = Set.of("BlindTransfer", "AttendedTransfer");
    private static final String MARK = "TestMark";

    private final Socket socket;
    private final BufferedReader reader;
    private final List<Claim> transfers = new ArrayList<>();
    private int sent;

    private Ami(Socket socket) throws IOException {
        this.socket = socket;
        this.reader = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Connects and logs in; hears every event of calls from then on. */
    public static Ami connect(Asterisk.Address asterisk) {
        Socket socket = new Socket();
        try {
            int patience = (int) PATIENCE.toMillis();
            socket.connect(new InetSocketAddress(asterisk.host(), asterisk.amiPort()), patience);
            socket.setSoTimeout(patience);
            Ami ami = new Ami(socket);
            ami.reader.readLine(); // its greeting
            ami.send("Login", "Username: tester", "Secret: lab-tester", "Events: call,user");
            return ami;
        } catch (IOException e) {
            throw new UncheckedIOException("AMI does not answer", e);
        }
    }

    /**
     * Sends an action and waits for its answer.
     *
     * @param fields for example {@code Exten: 7002}
     * @throws AssertionError when Asterisk refuses it
     */
    public Map<String, String> send(String action, String... fields) {
        String id = write(action, fields);
        Map<String, String> answer =
                await(frame -> frame.containsKey("Response") && id.equals(frame.get("ActionID")));
        if ("Error".equals(answer.get("Response"))) {
            throw new AssertionError("Asterisk refuses " + action + ": " + answer);
        }
        return answer;
    }

    /** What a variable of a channel is; empty when it is not set. */
    public String variable(String channel, String name) {
        return send("Getvar", "Channel: " + channel, "Variable: " + name).getOrDefault("Value", "");
    }

    /**
     * One of its transfer events.
     *
     * @param words as {@code BlindTransfer Success}
     * @param transferor uniqueid of the leg that asked for it
     * @param extension where to, if it is a blind one, else null
     */
    private record Claim(
            String words,
            @Nullable String transferor,
            @Nullable String extension) {
        static Claim of(String event, Map<String, String> frame) {
            boolean blind = event.equals("BlindTransfer");
            return new Claim(
                    event + " " + frame.get("Result"),
                    frame.get(blind ? "TransfererUniqueid" : "OrigTransfererUniqueid"),
                    blind ? frame.get("Extension") : null);
        }

        boolean isOf(String leg, String wanted) {
            return leg.equals(transferor) && (extension == null || extension.equals(wanted));
        }
    }

    /**
     * The transfers that AMI told since they were asked for last, oldest first, as {@code
     * BlindTransfer Success}. All that Asterisk has published until now is among them.
     */
    public List<String> transfers() {
        return take(claim -> true);
    }

    /**
     * As above, but only those that a leg has asked for.
     *
     * @param transferor its uniqueid
     * @param extension where to, for a blind one
     */
    public List<String> transfers(String transferor, String extension) {
        return take(claim -> claim.isOf(transferor, extension));
    }

    private List<String> take(Predicate<Claim> wanted) {
        // Events keep their order: what was told before one of our own is here with it.
        String mark = "mark-" + sent;
        write("UserEvent", "UserEvent: " + MARK, "Mark: " + mark);
        await(frame -> MARK.equals(frame.get("UserEvent")) && mark.equals(frame.get("Mark")));
        List<String> told = transfers.stream().filter(wanted).map(Claim::words).toList();
        transfers.removeIf(wanted);
        return told;
    }

    private String write(String action, String... fields) {
        sent++;
        String id = Integer.toString(sent);
        String frame = "Action: " + action + "\r\nActionID: " + id + "\r\n"
                + String.join("\r\n", fields) + "\r\n\r\n";
        try {
            socket.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("AMI is gone", e);
        }
        return id;
    }

    /** Reads until this comes. */
    private Map<String, String> await(Predicate<Map<String, String>> wanted) {
        try {
            while (true) {
                Map<String, String> frame = read();
                String event = frame.getOrDefault("Event", "");
                if (TRANSFERS.contains(event)) {
                    transfers.add(Claim.of(event, frame));
                }
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("AMI does not say what was waited for", e);
        }
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> frame = new HashMap<>();
        String line = reader.readLine();
        while (line != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                frame.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            line = reader.readLine();
        }
        if (line == null) {
            throw new IOException("Asterisk closed the connection");
        }
        return frame;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("AMI could not be closed", e);
        }
    }
}
