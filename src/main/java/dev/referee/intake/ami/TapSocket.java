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

/**
 * The socket that asterisk-java reads from. Every event goes to Referee and never reaches the
 * library, whose event queue drops when it is full; responses go to the library, and those to
 * Referee's own questions to both.
 */
final class TapSocket implements SocketConnectionFacade {
    private static final String GREETING = "Asterisk Call Manager";

    private final Socket socket;
    private final FrameReader reader;
    private final OutputStream out;
    private final Listener listener;
    private final Queue<String> forLibrary = new ArrayDeque<>();
    private volatile boolean greeted;
    private volatile long lastHeardNanos = System.nanoTime();

    /** Hears what comes from the socket, on the thread that reads it. Must not block. */
    interface Listener {
        /** An event, or the response to a question of Referee. */
        void frame(String frame) throws IOException;

        /** The connection has ended, or what came is not an AMI. Told once. */
        void lost(IOException why);
    }

    /** What greeted is not an Asterisk Manager Interface. */
    static final class NotAnAmi extends IOException {
        private static final long serialVersionUID = 1;

        NotAnAmi(String greeting) {
            super(greeting);
        }
    }

    TapSocket(Socket socket, int maxFrame, FrameReader.Sieve sieve, Listener listener)
            throws IOException {
        this.socket = socket;
        this.reader = new FrameReader(socket.getInputStream(), maxFrame, sieve);
        this.out = new BufferedOutputStream(socket.getOutputStream());
        this.listener = listener;
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
            listener.lost(e);
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
            listener.frame(frame);
            return;
        }
        if (isOurs(frame)) {
            listener.frame(frame);
        }
        forLibrary.addAll(Arrays.asList(frame.split("\r\n", -1)));
        forLibrary.add("");
    }

    private static boolean isOurs(String frame) {
        try {
            return Actions.ours(new AmiFrame(frame).get("ActionID")) != null;
        } catch (AmiFrame.BadFrame e) {
            return false; // Too long to be one of Referee's.
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
