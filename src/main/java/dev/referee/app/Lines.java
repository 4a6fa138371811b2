package dev.referee.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.PrintWriter;
import java.util.stream.Collectors;

/** Answers of a running Referee, for people. */
final class Lines {
    private Lines() {}

    /** A line for each field. */
    static void print(PrintWriter out, JsonObject answer) {
        answer.forEach(
                field -> out.println(field.getKey() + ": " + harmless(shown(field.getValue()))));
    }

    /** What somebody else wrote must not steer the terminal, nor look like a line of Referee's. */
    static String harmless(String text) {
        return text.codePoints()
                .mapToObj(c ->
                        Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static String shown(Object value) {
        return switch (value) {
            case JsonArray list ->
                list.stream().map(String::valueOf).collect(Collectors.joining(", "));
            case JsonObject object ->
                object.stream()
                        .map(field -> field.getKey() + " " + field.getValue())
                        .collect(Collectors.joining(", "));
            default -> String.valueOf(value);
        };
    }

    /** Tells what came of sending something, and says it by the exit status too. */
    static int trial(AdminClient client, JsonObject trial) {
        boolean isTaken = trial.getBoolean("taken", false);
        client.print(trial, (out, answer) -> {
            String took = " (after " + answer.getLong("durationMs") + " ms)";
            out.println(
                    isTaken
                            ? "Accepted: HTTP " + answer.getInteger("status") + took + but(answer)
                            : "Not accepted: " + harmless(answer.getString("reason")) + took);
        });
        return isTaken ? ExitCode.OK : ExitCode.NO;
    }

    private static String but(JsonObject trial) {
        String reason = trial.getString("reason");
        return reason == null ? "" : ". " + harmless(reason);
    }
}
