package dev.referee.correlate;

/**
 * Whether HEP shows the REFERs of this PBX: then an end waits a moment for one that is late. Where it
 * was expected several times and never came, it is waited for no more until one comes.
 */
final class Hearing {
    private static final int MOST_MISSED = 3;

    private boolean on;
    private int missed;

    Hearing(boolean on) {
        this.on = on;
    }

    boolean isOn() {
        return on && missed < MOST_MISSED;
    }

    void heard() {
        on = true;
        missed = 0;
    }

    void missed() {
        missed = Math.min(missed + 1, MOST_MISSED);
    }
}
