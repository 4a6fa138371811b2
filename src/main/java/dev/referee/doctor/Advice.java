package dev.referee.doctor;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What to change, and where.
 *
 * @param file for example {@code manager.conf}; {@code shell} for commands
 * @param section of that file without its brackets; null where the file has none
 * @param lines to put there
 * @param then the command that makes Asterisk take them; null for none
 */
public record Advice(
        String file,
        @Nullable String section,
        List<String> lines,
        @Nullable String then) {
    /** The file name of commands to type. */
    public static final String SHELL = "shell";

    public Advice {
        lines = List.copyOf(lines);
    }

    static Advice manager(String user, String... lines) {
        return new Advice("manager.conf", user, List.of(lines), "asterisk -rx 'manager reload'");
    }

    static Advice ari(String section, String line) {
        return new Advice(
                "ari.conf", section, List.of(line), "asterisk -rx 'module reload res_ari.so'");
    }

    static Advice referee(String... lines) {
        return new Advice("referee.yaml", null, List.of(lines), "restart Referee");
    }

    static Advice shell(String... commands) {
        return new Advice(SHELL, null, List.of(commands), null);
    }

    /** In one line, for example {@code manager.conf, [referee]: write = reporting}. */
    public String oneLine() {
        String where = file.equals(SHELL) ? "run" : file;
        return where + (section == null ? "" : ", [" + section + "]") + ": "
                + String.join("; ", lines);
    }
}
