package dev.referee.intake.ami;

import org.asteriskjava.util.SocketConnectionFacade;
import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The socket that asterisk-java reads from. Every event goes to Referee and never reaches the
 * library, whose event queue drops when it is full; responses go to the library, those to questions
 * about dialogs to Referee, and those to Referee's other questions to both.
 */
final class TapSocket implements SocketConnectionFacade {
    private static final String GREETING = "Asterisk Call Manager";

    private final Socket socket;
    private final FrameReader reader;
    private final OutputStream out;
    private final FrameQueue queue;
    private final AmiLimits limits;
    private final Runnable onDialogAnswer;
    private final Consumer<IOException> onLoss;
    private final Queue<String> forLibrary = new ArrayDeque<>();
    private volatile boolean greeted;
    private volatile long lastHeardNanos = System.nanoTime();

    /** What greeted is not an Asterisk Manager Interface. */
    static final class NotAnAmi extends IOException {
        private static final long serialVersionUID = 1;

        NotAnAmi(String greeting) {
            super(greeting);
        }
    }

    /**
     * @param queue is given the events and the responses to Referee's own questions
     * @param onDialogAnswer runs, on the thread that reads, when a question about a dialog was answered
     * @param onLoss is told, on the thread that reads, that the connection has ended or that what
     *     came is not an AMI
     */
    TapSocket(
            Socket socket,
            AmiLimits limits,
            EventFilter filter,
            FrameQueue queue,
            Runnable onDialogAnswer,
            Consumer<IOException> onLoss)
            throws IOException {
        this.socket = socket;
        this.reader = new FrameReader(socket.getInputStream(), limits.frameBytes(), filter);
        this.out = new BufferedOutputStream(socket.getOutputStream());
        this.queue = queue;
        this.limits = limits;
        this.onDialogAnswer = onDialogAnswer;
        this.onLoss = onLoss;
    }

    @Override
    public String readLine() throws IOException {
        try {
            String line = forLibrary.poll();
            while (line == null) {
                read();
                line = forLibrary.poll();
            }
            return line;
        } catch (IOException e) {
            onLoss.accept(e);
            throw e;
        }
    }

    private void read() throws IOException {
        if (!greeted) {
            String greeting = reader.greeting();
            if (!greeting.startsWith(GREETING)) {
                throw new NotAnAmi(printable(greeting));
            }
            greeted = true;
            forLibrary.add(greeting);
            return;
        }
        String frame = reader.frame();
        lastHeardNanos = System.nanoTime();
        if (AmiFrame.first(frame, "Response") == null) {
            offer(frame);
            return;
        }
        String ours = ours(frame);
        if (ours != null) {
            offer(frame);
        }
        if (ours == null || Actions.dialogQuestion(ours) == null) {
            forLibrary.addAll(Arrays.asList(frame.split("\r\n", -1)));
            forLibrary.add("");
        } else {
            onDialogAnswer.run();
        }
    }

    private void offer(String frame) throws IOException {
        if (!queue.offer(frame)) {
            throw new IOException("Asterisk tells more than Referee can take in (over "
                    + limits.queuedFrames() + " messages wait); everything is read anew");
        }
    }

    /** Referee's own ActionID in a response; null where the question was the library's. */
    private static @Nullable String ours(String frame) {
        try {
            return Actions.ours(new AmiFrame(frame).get("ActionID"));
        } catch (AmiFrame.BadFrame e) {
            return null; // Too long to be one of Referee's.
        }
    }

    /** The beginning of what somebody else wrote, safe to be shown. */
    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= 60 ? plain : plain.substring(0, 60) + "...";
    }

    /** Whether the other side has greeted as an AMI. */
    boolean greeted() {
        return greeted;
    }

    /** When the last frame came, as {@link System#nanoTime}. */
    long lastHeardNanos() {
        return lastHeardNanos;
    }

    @Override
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected() && !socket.isClosed();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public @Nullable InetAddress getRemoteAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getRemotePort() {
        return socket.getPort();
    }
}
