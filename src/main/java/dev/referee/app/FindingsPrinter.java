package dev.referee.app;

import dev.referee.log.CloudEvents;
import dev.referee.reconcile.Finding;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

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
            out.println(CloudEvents.json(fields(finding)));
            return;
        }
        out.println(CloudEvents.word(finding.kind()) + " " + finding.at()
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

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("finding", finding.kind());
        fields.put("at", finding.at());
        putIfKnown(fields, "transfer", finding.transfer());
        putIfKnown(fields, "transferor", finding.transferor());
        putIfKnown(fields, "transferee", finding.transferee());
        fields.put("message", finding.message());
        fields.put("evidence", finding.evidence());
        return fields;
    }

    private static void putIfKnown(
            Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
