package dev.referee.admin;

import dev.referee.edge.AdminApi.Reason;
import dev.referee.edge.AdminApi.Reply;

/** What is wrong with a question itself; the message says what to do. */
final class Fault extends Exception {
    private final Reason reason;

    Fault(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    Reply reply() {
        return new Reply.Refused(reason, String.valueOf(getMessage()));
    }
}
