package dev.referee.phone;

/** A phone did not see what the test expected. The message ends with the SIP trace. */
public final class PhoneFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    PhoneFailure(String message, Trace trace) {
        super(message + "\n" + trace);
    }

    PhoneFailure(String message, Throwable cause, Trace trace) {
        super(message + ": " + cause.getMessage() + "\n" + trace, cause);
    }
}
