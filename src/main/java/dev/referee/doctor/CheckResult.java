package dev.referee.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param message one or two sentences for an administrator, without secrets
 * @param advice what to change; null where nothing is to be changed
 */
public record CheckResult(
        Grade grade, String message, @Nullable Advice advice) {
    static CheckResult ok(String message) {
        return new CheckResult(Grade.OK, message, null);
    }

    static CheckResult warning(String message, @Nullable Advice advice) {
        return new CheckResult(Grade.WARNING, message, advice);
    }

    static CheckResult problem(String message, @Nullable Advice advice) {
        return new CheckResult(Grade.PROBLEM, message, advice);
    }

    static CheckResult notChecked(String message) {
        return new CheckResult(Grade.NOT_CHECKED, message, null);
    }

    /** The account may not ask this: somebody on the PBX can. */
    static CheckResult askYourself(String why, String command) {
        return notChecked(why + " Check it yourself: asterisk -rx '" + command + "'");
    }
}
