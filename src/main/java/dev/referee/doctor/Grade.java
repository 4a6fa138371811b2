package dev.referee.doctor;

/** How good or bad a finding of the doctor is. */
public enum Grade {
    /** As it should be. */
    OK,
    /** Referee works, and something is missing or riskier than it needs to be. */
    WARNING,
    /** Referee misses transfers, or reports less of them, until this is changed. */
    PROBLEM,
    /** The account may not ask, or nothing happened that would show it. */
    NOT_CHECKED
}
