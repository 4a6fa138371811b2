package dev.referee.metrics;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The dashboard for Grafana, as a test reads it. */
public record GrafanaDashboard(JsonObject json) {
    private static final Path FILE = Path.of("src", "packaging", "grafana", "referee.json");

    /** What one line of a panel shows. */
    public record Expression(String panel, String text) {
        /** As Grafana would send it, for all instances. */
        public String shown() {
            return text.replace("$__rate_interval", "1m").replace("$instance", ".*");
        }
    }

    /** Reads the file of the repository. */
    public static GrafanaDashboard read() throws IOException {
        return new GrafanaDashboard(new JsonObject(Files.readString(FILE)));
    }

    /** All panels but the headlines. */
    public List<JsonObject> panels() {
        return all().filter(panel -> !"row".equals(panel.getString("type"))).toList();
    }

    private Stream<JsonObject> all() {
        return json.getJsonArray("panels").stream().map(JsonObject.class::cast);
    }

    /** Everything that is asked of Prometheus. */
    public List<Expression> expressions() {
        return panels().stream()
                .flatMap(panel -> panel.getJsonArray("targets").stream()
                        .map(JsonObject.class::cast)
                        .map(target ->
                                new Expression(panel.getString("title"), target.getString("expr"))))
                .toList();
    }
}
