package dev.referee.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Hands on what comes from one socket to another at once, understanding nothing. */
public final class Relay {
    private Relay() {}

    /** From the first who connects to a free port of this machine, to the second. */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            System.out.println("Listening on tcp://127.0.0.1:" + server.getLocalPort() + "/");
            try (Socket from = server.accept();
                    Socket to = server.accept()) {
                to.setTcpNoDelay(true);
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[64 * 1024];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(buffer, 0, read);
                }
            }
        }
    }
}
