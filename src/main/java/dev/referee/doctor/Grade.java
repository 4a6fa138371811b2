package dev.referee.doctor;

/** How good or bad a finding of the doctor is. */
public enum Grade {
    /** As it should be. */
    OK("ok"),
    /** Referee works, and something is missing or riskier than it needs to be. */
    WARNING("warning"),
    /** Referee misses transfers, or reports less of them, until this is changed. */
    PROBLEM("problem"),
    /** The account may not ask, or nothing happened that would show it. */
    NOT_CHECKED("not-checked");

    private final String word;

    Grade(String word) {
        this.word = word;
    }

    /** As it is printed, in JSON too. */
    public String word() {
        return word;
    }
}
