package dev.referee.edge.socket;

import io.vertx.core.buffer.Buffer;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A peer that speaks the WebSocket protocol byte by byte, and badly where a test wants that. */
public final class RawSocket implements AutoCloseable {
    private static final int CLOSE = 8;
    public static final int PING = 9;

    private final Socket socket;
    private final DataInputStream in;

    /** One frame from the server. */
    public record Frame(int opcode, Buffer payload) {}

    public RawSocket(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(Browser.RECEIVE_BUFFER_BYTES);
        socket.connect(new InetSocketAddress("localhost", port));
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        String request = """
                GET /v1/events HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """;
        write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head.toString());
        }
    }

    /** Everything that the server says to a request until it has closed the connection. */
    public static String answerTo(int port, String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** A text message of at most 125 bytes. */
    public void send(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
        write(frame.put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array());
    }

    /** The beginning of a text message that says that it has this many bytes. */
    public void announce(long length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14);
        write(frame.put((byte) 0x81).put((byte) 0xff).putLong(length).putInt(0).array());
    }

    public Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(opcode, Buffer.buffer(in.readNBytes(Math.toIntExact(length))));
    }

    /** Reads on, answering nothing, until the server closes; the code of its close frame. */
    public int readUntilClosed() throws IOException {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        return frame.payload().getUnsignedShort(0);
    }

    /** Reads on until the server has cut the connection. */
    public void readUntilCut() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Not cut within 30 s", e);
        } catch (IOException e) {
            return; // Its end, or a reset.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
