package dev.referee.edge.socket;

/** What was wrong with a browser's message (docs/PROTOCOL.md). The socket stays open. */
enum ErrorCode {
    /** Not one JSON object in UTF-8. */
    MALFORMED_JSON,
    /** A binary message. */
    BINARY_MESSAGE,
    /** The {@code type} is none that Referee knows. */
    UNKNOWN_TYPE,
    /** Something that must be there is not. */
    MISSING_FIELD,
    /** Something is there that does not have the form it must have. */
    INVALID_FIELD,
    /** No such dialog, or one with other tags: nobody may learn which. */
    UNKNOWN_DIALOG,
    /** Neither the server's configuration nor the token allows this. */
    NOT_ALLOWED,
    /** The server is configured to take no tokens. */
    NOT_SUPPORTED,
    /** Shown no token yet, and this needs one. */
    TOKEN_REQUIRED,
    /** The token is none that counts: nobody may learn why. */
    TOKEN_INVALID,
    /** The token by which it was allowed counts no longer. */
    TOKEN_EXPIRED,
    /** The socket has as many subscriptions as it may have. */
    TOO_MANY_SUBSCRIPTIONS,
    /** The socket has a subscription with this id. */
    DUPLICATE_ID,
    /** The socket has no subscription with this id. */
    UNKNOWN_SUBSCRIPTION
}
