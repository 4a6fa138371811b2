package dev.referee.intake;

import dev.referee.model.Source;

/** Hears everything that a source said, as it said it, in its order: what {@code record} writes. */
@FunctionalInterface
public interface Tap {
    /** Hears nothing. */
    Tap NONE = (source, raw) -> {};

    /**
     * Takes one message. Called on the intake's Vert.x context; must not block.
     *
     * @param raw for AMI the frame's lines, CR LF between them, without the closing blank line; for
     *     ARI the event's JSON; for HEP the datagram in base64, without its password
     */
    void heard(Source source, String raw);
}
