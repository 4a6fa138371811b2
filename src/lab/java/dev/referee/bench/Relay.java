package dev.referee.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Hands on what comes from one socket to another at once, understanding nothing. */
public final class Relay {
    private Relay() {}

    /**
     * From the first who connects to a free port of this machine, to the second.
     *
     * @param args a file into which it is written first, as safe from power cuts as files can be;
     *     none for none
     */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                FileChannel file = args.length == 0 ? null : open(Path.of(args[0]))) {
            System.out.println("Listening on tcp://127.0.0.1:" + server.getLocalPort() + "/");
            try (Socket from = server.accept();
                    Socket to = server.accept()) {
                to.setTcpNoDelay(true);
                handOn(from.getInputStream(), to.getOutputStream(), file);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void handOn(InputStream in, OutputStream out, @Nullable FileChannel file)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (file != null) {
                file.write(ByteBuffer.wrap(buffer, 0, read));
                file.force(false);
            }
            out.write(buffer, 0, read);
        }
    }
}
