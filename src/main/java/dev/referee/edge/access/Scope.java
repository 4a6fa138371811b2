package dev.referee.edge.access;

import dev.referee.model.Dialog;

/** Whose transfers a client requests. */
public sealed interface Scope {
    /** Transfers of the client's own leg; the dialog's tags prove that it is its own. */
    record OwnDialog(Dialog dialog) implements Scope {}

    /** Transfers of an endpoint. */
    record Endpoint(String name) implements Scope {}

    /** All transfers that the client may see. */
    record Everything() implements Scope {}
}
