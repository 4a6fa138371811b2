package dev.referee.intake.records;

/** A record that cannot be read, in words that follow where it stands. */
final class BadRecord extends Exception {
    BadRecord(String message) {
        super(message);
    }
}
