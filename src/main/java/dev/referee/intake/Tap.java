package dev.referee.intake;

import dev.referee.model.Source;

/** Hears everything that a source said, as it said it, in its order: what {@code record} writes. */
@FunctionalInterface
public interface Tap {
    /** Hears nothing. */
    Tap NONE = new Tap() {
        @Override
        public void heard(Source source, String raw) {
            // Facts are all that is wanted.
        }

        @Override
        public Scope scope() {
            return Scope.FACTS;
        }
    };

    /** What has to be there to be heard. */
    enum Scope {
        /** What gives facts. */
        FACTS,
        /** And what Asterisk writes down of calls, where it tells that over AMI (CEL, CDRs). */
        RECORDS,
        /** And everything else. */
        EVERYTHING
    }

    /**
     * Takes one message. Called on the intake's Vert.x context; must not block.
     *
     * @param raw for AMI the frame's lines, CR LF between them, without the closing blank line; for
     *     ARI the event's JSON; for HEP the datagram in base64, without its password
     */
    void heard(Source source, String raw);

    /** What it wants to hear; it may hear more. Does not change. */
    default Scope scope() {
        return Scope.EVERYTHING;
    }
}
