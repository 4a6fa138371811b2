package dev.referee.intake.hep;

/** A packet that is not what it should be. Has no stack trace: it is an expected failure. */
final class BadPacket extends Exception {
    private static final long serialVersionUID = 1;

    BadPacket(String message) {
        super(message, null, false, false);
    }
}
