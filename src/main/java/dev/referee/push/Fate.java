package dev.referee.push;

/** What became of a NOTIFY that was to be sent. Each has exactly one. */
public enum Fate {
    /** The PBX has taken it. Whether there is a phone that got it, it does not say. */
    SENT,
    /** The PBX refused to send it, or gave no answer. */
    FAILED,
    /** It could not be sent in time: AMI was away, or too many were to be sent. */
    LATE,
    /** There was no room for it among those that wait. */
    DROPPED
}
