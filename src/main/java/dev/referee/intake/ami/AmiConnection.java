package dev.referee.intake.ami;

import org.asteriskjava.AsteriskVersion;
import org.asteriskjava.manager.ManagerConnectionState;
import org.asteriskjava.manager.internal.ManagerConnectionImpl;
import org.asteriskjava.util.SocketConnectionFacade;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * asterisk-java's connection with Referee's own socket under it. Lives for one TCP connection: it
 * never reconnects by itself, a new one is made instead.
 */
final class AmiConnection extends ManagerConnectionImpl {
    private final AmiSettings settings;
    private final AmiLimits limits;
    private final SSLSocketFactory tls;
    private final EventFilter filter;
    private final FrameQueue queue;
    private final Consumer<IOException> onLoss;
    private final DialogLine dialogs;
    private final Object lock = new Object();
    private @Nullable Socket socket;
    private @Nullable TapSocket tap;
    private boolean closed;

    /**
     * @param tls makes the TLS sockets when the settings ask for TLS
     * @param onLoss is told, by any thread, why the connection has ended; perhaps more than once
     */
    AmiConnection(
            AmiSettings settings,
            AmiLimits limits,
            SSLSocketFactory tls,
            EventFilter filter,
            FrameQueue queue,
            Consumer<IOException> onLoss) {
        this.settings = settings;
        this.limits = limits;
        this.tls = tls;
        this.filter = filter;
        this.queue = queue;
        this.onLoss = onLoss;
        this.dialogs = new DialogLine(this::send, limits.answerTimeout(), settings.sessionHeader());
        setHostname(settings.host());
        setPort(settings.port());
        setUsername(settings.username());
        setPassword(settings.secret());
        setDefaultResponseTimeout(limits.answerTimeout().toMillis());
    }

    @Override
    protected SocketConnectionFacade createSocket() throws IOException {
        Socket plain = new Socket();
        synchronized (lock) {
            if (closed || socket != null) {
                // The library wants to reconnect: this ends its attempts.
                state = ManagerConnectionState.DISCONNECTED;
                throw new IOException("this connection has ended");
            }
            socket = plain;
        }
        try {
            int timeout = Math.toIntExact(limits.connectTimeout().toMillis());
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), timeout);
            TapSocket made = new TapSocket(
                    settings.tls() ? secured(plain, timeout) : plain,
                    limits,
                    filter,
                    queue,
                    dialogs::answered,
                    onLoss);
            synchronized (lock) {
                tap = made;
            }
            return made;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private Socket secured(Socket plain, int timeout) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // checks the host name
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(timeout);
        secured.startHandshake();
        secured.setSoTimeout(0);
        return secured;
    }

    /** The library gives up: what comes from the socket after that is only an echo of it. */
    @Override
    protected void disconnect() {
        onLoss.accept(new GivenUp(greeted()));
        super.disconnect();
    }

    /** The socket was closed by this side, because an answer was missing or not good. */
    static final class GivenUp extends IOException {
        private static final long serialVersionUID = 1;
        private final boolean greeted;

        GivenUp(boolean greeted) {
            super("the connection was given up");
            this.greeted = greeted;
        }

        /** Whether the other side had greeted as an AMI before. */
        boolean greeted() {
            return greeted;
        }
    }

    private boolean greeted() {
        synchronized (lock) {
            return tap != null && tap.greeted();
        }
    }

    /** Asking for it needs more rights, and nothing that Referee sends depends on it. */
    @Override
    protected AsteriskVersion determineVersion() {
        return AsteriskVersion.DEFAULT_VERSION;
    }

    /** When the last frame came, as {@link System#nanoTime}. Only after the login. */
    long lastHeardNanos() {
        synchronized (lock) {
            return tap == null ? System.nanoTime() : tap.lastHeardNanos();
        }
    }

    /** Asks for dialogs over this connection. */
    DialogReader.Asker dialogs() {
        return dialogs;
    }

    private void send(String actions) throws IOException {
        TapSocket open;
        synchronized (lock) {
            open = tap;
        }
        if (open == null) {
            throw new IOException("not connected");
        }
        open.write(actions);
        open.flush();
    }

    /** Closes the socket at once, whatever it is doing. Any thread, any number of times. */
    void close() {
        synchronized (lock) {
            closed = true;
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // Nothing is left to be done about it.
                }
            }
        }
    }
}
