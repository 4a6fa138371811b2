package dev.referee.lab;

import java.net.Socket;
import java.net.URI;

/** One that can be cut: it carries bytes until then. */
final class CutWire extends Wire {
    private volatile boolean cut;

    CutWire(URI server) {
        super(server);
        begin();
    }

    /** Ends every connection and lets none through. */
    void cut() {
        cut = true;
        endAll();
    }

    void mend() {
        cut = false;
    }

    @Override
    boolean admits() {
        return !cut;
    }

    @Override
    void join(Socket browser, Socket referee) {
        Thread.startVirtualThread(() -> carry(browser, referee));
        Thread.startVirtualThread(() -> carry(referee, browser));
    }

    @Override
    public void close() {
        cut();
        super.close();
    }
}
