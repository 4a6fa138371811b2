package dev.referee.lab.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server beside Asterisk that serves a caller: one call, then it is closed. */
final class Server implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final byte[] AUDIOSOCKET_HANGUP = {0, 0, 0};

    private final ServerSocket listener;
    private final Service service;

    private interface Service {
        void serve(Socket caller) throws IOException, InterruptedException;
    }

    private Server(int port, Service service) throws IOException {
        listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        this.service = service;
    }

    /** Serves the one who calls next, on a thread of its own. */
    void serve() {
        Thread.ofPlatform().daemon().name("server").start(() -> {
            try (Socket caller = listener.accept()) {
                caller.setSoTimeout(PATIENCE_MILLIS);
                service.serve(caller);
            } catch (IOException e) {
                // The caller has hung up.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** FastAGI: answers, says something and goes. */
    static Server fastAgi() throws IOException {
        return new Server(21_901, caller -> {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            for (String command : new String[] {"ANSWER", "STREAM FILE demo-abouttotry \"\""}) {
                caller.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
                in.readLine();
            }
        });
    }

    /** AudioSocket: listens for a while and hangs up. */
    static Server audioSocket(Duration duration) throws IOException {
        return new Server(21_902, caller -> {
            long end = System.nanoTime() + duration.toNanos();
            byte[] audio = new byte[4096];
            InputStream in = caller.getInputStream();
            while (System.nanoTime() < end && in.read(audio) >= 0) {
                // It hears the caller.
            }
            caller.getOutputStream().write(AUDIOSOCKET_HANGUP);
        });
    }

    /** ExternalIVR: says something and listens to what Asterisk tells until the caller goes. */
    static Server externalIvr() throws IOException {
        return new Server(21_903, caller -> {
            caller.getOutputStream().write("A,demo-abouttotry\n".getBytes(StandardCharsets.UTF_8));
            byte[] told = new byte[4096];
            while (caller.getInputStream().read(told) >= 0) {
                // Keys and the end.
            }
        });
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
