package dev.referee.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The least that a program in Java can do: read lines, and understand none. */
final class LineReader implements Contender {
    @Override
    public String name() {
        return "a bare line reader";
    }

    @Override
    public AutoCloseable listen(int port, Runnable onMarker) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        Thread reader = Thread.ofPlatform()
                .daemon()
                .name("line-reader")
                .start(() -> read(socket, onMarker));
        socket.getOutputStream()
                .write("Action: Events\r\nEventMask: call,dialplan\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        return () -> {
            socket.close();
            reader.join();
        };
    }

    private static void read(Socket socket, Runnable onMarker) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("BridgeUniqueid: " + FakePbx.MARKER)) {
                    onMarker.run();
                }
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
