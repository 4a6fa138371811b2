package dev.referee.model;

/**
 * How a transfer came to be known. It goes along with the transfer's events and into the log, so that
 * a later process knows it without a look into the transfer's id, which holds names that others
 * choose: an ARI program may call its channel {@code lobby-late}.
 */
public sealed interface Origin {
    /** Uniqueid of the channel that asked for the transfer, or that the PBX asked to go. */
    String transferor();

    /**
     * A source reported it while it happened.
     *
     * @param ordinal 1 for the channel's first transfer, whether it asked or was asked, then 2, 3, …
     */
    record Live(String transferor, int ordinal) implements Origin {}

    /** No source reported it; Asterisk's records had it later. It has an end and nothing before. */
    record Records(String transferor) implements Origin {}
}
