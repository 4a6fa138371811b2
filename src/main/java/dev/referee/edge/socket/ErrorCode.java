package dev.referee.edge.socket;

/** What was wrong with a browser's message (docs/PROTOCOL.md). The socket stays open. */
enum ErrorCode {
    /** Not one JSON object in UTF-8. */
    MALFORMED_JSON("malformed-json"),
    /** A binary message. */
    BINARY_MESSAGE("binary-message"),
    /** The {@code type} is none that Referee knows. */
    UNKNOWN_TYPE("unknown-type"),
    /** Something that must be there is not. */
    MISSING_FIELD("missing-field"),
    /** Something is there that does not have the form it must have. */
    INVALID_FIELD("invalid-field"),
    /** No such dialog, or one with other tags: nobody may learn which. */
    UNKNOWN_DIALOG("unknown-dialog"),
    /** Neither the server's configuration nor the token allows this. */
    NOT_ALLOWED("not-allowed"),
    /** The server is configured to take no tokens. */
    NOT_SUPPORTED("not-supported"),
    /** Shown no token yet, and this needs one. */
    TOKEN_REQUIRED("token-required"),
    /** The token is none that counts: nobody may learn why. */
    TOKEN_INVALID("token-invalid"),
    /** The token by which it was allowed counts no longer. */
    TOKEN_EXPIRED("token-expired"),
    /** The socket has as many subscriptions as it may have. */
    TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions"),
    /** The socket has a subscription with this id. */
    DUPLICATE_ID("duplicate-id"),
    /** The socket has no subscription with this id. */
    UNKNOWN_SUBSCRIPTION("unknown-subscription");

    private final String code;

    ErrorCode(String code) {
        this.code = code;
    }

    /** How it is called on the socket. */
    String code() {
        return code;
    }
}
