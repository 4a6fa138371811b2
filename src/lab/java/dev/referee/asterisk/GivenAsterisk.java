package dev.referee.asterisk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An Asterisk that somebody else started, with the lab's configuration. It is ended and started
 * again by its own {@code core restart now}, through the lab's AMI account {@code tester}.
 */
final class GivenAsterisk implements Asterisk {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BOOT = Duration.ofSeconds(60);
    private static final String LOGIN = """
            Action: Login
            Username: tester
            Secret: lab-tester
            Events: off

            """;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Address address;

    private GivenAsterisk(Address address) {
        this.address = address;
    }

    static Asterisk fromProperties() {
        Address address = new Address(
                System.getProperty("asterisk.host", "127.0.0.1"),
                Integer.getInteger("asterisk.sip.port", 5060),
                Integer.getInteger("asterisk.ami.port", 5038),
                Integer.getInteger("asterisk.http.port", 8088),
                Integer.getInteger("asterisk.hep.port", 9060));
        GivenAsterisk asterisk = new GivenAsterisk(address);
        try {
            asterisk.ami("Action: Ping");
        } catch (IOException e) {
            throw new AsteriskMissing(
                    "No Asterisk with the lab's configuration answers at " + address.host() + ":"
                            + address.amiPort() + " (AMI): " + e.getMessage()
                            + ". Start it (./lab up asterisk), or leave -Dasterisk.host away.",
                    e);
        }
        return asterisk;
    }

    /** Sends one action as the tester and waits for its response. */
    private void ami(String action) throws IOException {
        try (Socket socket = new Socket()) {
            send(socket, action);
        }
    }

    private BufferedReader send(Socket socket, String action) throws IOException {
        int timeout = Math.toIntExact(TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(address.host(), address.amiPort()), timeout);
        socket.setSoTimeout(timeout);
        Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out.write(LOGIN.replace("\n", "\r\n"));
        out.flush();
        expectResponse(in);
        out.write(action + "\r\n\r\n");
        out.flush();
        expectResponse(in);
        return in;
    }

    private static void expectResponse(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith("Response: ")) {
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("AMI closed the connection");
        }
        if (line.equals("Response: Error")) {
            throw new IOException("AMI refused the account tester or what it asked for");
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Path records() {
        String file = System.getProperty("asterisk.cel.file");
        if (file == null) {
            throw new AsteriskMissing("This test reads the call records (CEL) of the Asterisk that"
                    + " -Dasterisk.host names. Say where they are: -Dasterisk.cel.file="
                    + "/var/log/asterisk/cel-custom/Master.csv");
        }
        return Path.of(file);
    }

    /** Returns when the old process has closed its connections. */
    @Override
    public boolean kill() {
        try (Socket socket = new Socket()) {
            send(socket, "Action: Command\r\nCommand: core restart now")
                    .lines()
                    .forEach(line -> {});
            return false;
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("Asterisk did not restart", e);
        } catch (IOException e) {
            // The connection broke before it could be closed: that is what was wanted.
            return false;
        }
    }

    @Override
    public void start() {
        long deadline = System.nanoTime() + BOOT.toNanos();
        while (true) {
            try {
                ami("Action: Command\r\nCommand: core waitfullybooted");
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Asterisk did not come up again", e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Asterisk was starting", e);
        }
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
