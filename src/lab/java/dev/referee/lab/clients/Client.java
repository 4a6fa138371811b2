package dev.referee.lab.clients;

import java.util.List;
import java.util.Optional;

/** A phone that people really use, registered with the lab's Asterisk. It makes the transfers. */
interface Client extends AutoCloseable {
    /** Its name and version, for example {@code baresip 1.0.0}. */
    String title();

    /** Its endpoint as Referee names it, for example {@code PJSIP/anna}. */
    String endpoint();

    /** Begins a call. */
    void call(String extension);

    /** Waits until it shows that the call begun last is answered. */
    void awaitAnswered();

    /** Transfers the party of the only call, without asking the target before. */
    void transfer(String extension);

    /** Whether it can join two calls of its own. */
    boolean canJoin();

    /** Holds the only call and calls somebody else. */
    void consult(String extension);

    /** Joins the parties of both calls. */
    void join();

    /** What it shows to its user from now on is what {@link #shown} lists. */
    void clearShown();

    /** Waits until it shows nothing more, and lists what it has shown to its user, oldest first. */
    List<String> shown();

    /** What Referee's hook was told last, in a sentence; empty where the client has no hook. */
    default Optional<String> hookTold() {
        return Optional.empty();
    }

    /** Ends all its calls; those that are over already are no failure. */
    void hangUpAll();

    @Override
    void close();
}
