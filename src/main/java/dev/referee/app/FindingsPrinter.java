package dev.referee.app;

import dev.referee.admin.FindingApi;
import dev.referee.model.EnumWord;
import dev.referee.reconcile.Finding;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;

/** Prints findings for people, or as JSON, one a line. */
final class FindingsPrinter {
    private final PrintWriter out;
    private final boolean json;
    private long printed;

    FindingsPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void print(Finding finding) {
        printed++;
        if (json) {
            out.println(FindingApi.json(finding).encode());
            return;
        }
        out.println(EnumWord.of(finding.kind()) + " " + finding.at()
                + named("transfer", finding.transfer())
                + named("transferor", finding.transferor())
                + named("transferee", finding.transferee()));
        out.println("  " + finding.message());
        finding.evidence().forEach(line -> out.println("  - " + line));
    }

    /** How many were printed. */
    long printed() {
        return printed;
    }

    private static String named(String name, @Nullable String value) {
        return value == null ? "" : ", " + name + " " + value;
    }
}
