package dev.referee.correlate;

/**
 * Whether HEP shows the REFERs of this PBX. If so, an end waits a moment for a late REFER. After
 * several expected REFERs that never came, no end waits until one comes again.
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
