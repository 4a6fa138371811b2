package dev.referee.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** A run of the command line: how it ended and what it printed. */
record CommandRun(int status, String out, String err) {
    /**
     * Runs it to its end.
     *
     * @param folder from which relative names count
     */
    static CommandRun of(Map<String, String> environment, Path folder, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.execute(args, environment, folder, new PrintWriter(out), new PrintWriter(err));
        return new CommandRun(status, out.toString(), err.toString());
    }
}
