package dev.referee.reconcile;

/** There are more reported transfers than are held at one time. */
public final class TooManyException extends Exception {
    TooManyException(int most) {
        super("more than " + most + " transfers were reported: compare a part of them at a time.");
    }
}
