package dev.referee.edge.access;

import dev.referee.model.Dialog;

/** Whose transfers somebody asks for. */
public sealed interface Wanted {
    /** Those of a leg of one's own; its tags prove that it is. */
    record OwnDialog(Dialog dialog) implements Wanted {}

    /** Those of an endpoint. */
    record Endpoint(String name) implements Wanted {}

    /** All. */
    record Everything() implements Wanted {}
}
