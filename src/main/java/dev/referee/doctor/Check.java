package dev.referee.doctor;

import java.util.List;

/**
 * One thing that is looked at.
 *
 * @param name in kebab-case; a contract for programs that read the JSON
 * @param about what it looks at, in a few words
 */
record Check(String name, String about, Look look) {
    /** Judges the answers; asks nothing itself. */
    @FunctionalInterface
    interface Look {
        /** One result or more; none where the check has no meaning in this configuration. */
        List<CheckResult> at(Examination examination);
    }
}
