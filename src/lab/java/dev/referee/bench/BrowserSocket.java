package dev.referee.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A browser's WebSocket, with as little of its own as can be: it must not cost what is measured. */
final class BrowserSocket implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private static final int TEXT = 1;
    private static final int TWO_MORE_BYTES = 126;
    private static final int EIGHT_MORE_BYTES = 127;
    private static final String REQUEST = """
            GET /v1/events HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """.replace("\n", "\r\n");

    private final Socket socket = new Socket();
    private final DataInputStream in;

    /**
     * Connects.
     *
     * @param from the address of this machine to come from
     */
    BrowserSocket(InetAddress from, int port) throws IOException {
        try {
            // The ports of those of the round before may not be free yet.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new IOException("refused: " + head);
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Subscribes to an endpoint, and waits for the answer. */
    void subscribe(String endpoint) throws IOException {
        byte[] payload = "{\"type\":\"subscribe\",\"id\":\"1\",\"endpoint\":\"%s\"}"
                .formatted(endpoint)
                .getBytes(StandardCharsets.UTF_8);
        // RFC 6455, 5.2: final text frame, masked, with a mask that changes nothing.
        socket.getOutputStream()
                .write(ByteBuffer.allocate(6 + payload.length)
                        .put((byte) 0x81)
                        .put((byte) (0x80 | payload.length))
                        .putInt(0)
                        .put(payload)
                        .array());
        awaitText("\"type\":\"subscribed\"");
    }

    /** Reads until a message has this in it. */
    void awaitText(String part) throws IOException {
        while (!nextText().contains(part)) {
            // Something else, told before.
        }
    }

    private String nextText() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte();
            if (length == TWO_MORE_BYTES) {
                length = in.readUnsignedShort();
            } else if (length == EIGHT_MORE_BYTES) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes(Math.toIntExact(length));
            if (opcode == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
