package dev.referee.webhook;

/** Why something that an administrator asked for is not done; the message says what to do. */
public final class Refusal extends Exception {
    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** What was sent is not right. */
        INVALID,
        /** There is no such thing. */
        NOT_FOUND,
        /** It is not possible as things stand. */
        CONFLICT,
        /** It cannot be kept or read now. */
        UNAVAILABLE
    }

    Refusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** For what the log's file does not do now. */
    static Refusal away() {
        return new Refusal(
                Kind.UNAVAILABLE,
                "What is remembered of webhooks cannot be kept or read now: see \"log\" of /readyz."
                        + " Try again.");
    }

    public Kind kind() {
        return kind;
    }
}
