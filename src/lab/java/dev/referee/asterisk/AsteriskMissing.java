package dev.referee.asterisk;

/** There is no Asterisk to test against. The message says what to do about it. */
public final class AsteriskMissing extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    AsteriskMissing(String message) {
        super(message);
    }

    AsteriskMissing(String message, Throwable cause) {
        super(message, cause);
    }
}
