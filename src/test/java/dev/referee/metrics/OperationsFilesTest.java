package dev.referee.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.referee.log.MemoryLog;
import dev.referee.model.Source;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The alert rules and the dashboard ask for metrics that there are, and the documents name them. */
class OperationsFilesTest {
    private static final Path RULES =
            Path.of("src", "packaging", "prometheus", "referee.rules.yml");
    private static final Pattern METRIC = Pattern.compile("\\breferee_\\w+");

    private final Metrics metrics =
            new Metrics(new MemoryLog(10, Duration.ofMinutes(1), InstantSource.system()));
    private Set<String> known = Set.of();

    @BeforeEach
    void addAll() {
        metrics.addSource(Source.AMI, () -> true);
        metrics.addHeard(Source.HEP, () -> Instant.EPOCH);
        metrics.addLog(() -> true);
        metrics.addLogDisk(() -> 1);
        metrics.addBrowsers(() -> 1);
        metrics.addPushes("sent", () -> 1);
        metrics.addWebhooks("taken", () -> 1);
        metrics.addWebhookQueue(() -> 1);
        metrics.addFindings("missed", () -> 1);
        metrics.addLateEnds(() -> 1);
        metrics.addReloads(() -> true, () -> Instant.EPOCH);
        metrics.addTokenKeys(() -> true);
        known = PrometheusText.parse(metrics.scrape()).keySet().stream()
                .map(series -> series.replaceFirst("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(String text) {
        return METRIC.matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricOfTheRulesIsThere() throws IOException {
        Set<String> asked = named(Files.readString(RULES));
        assertTrue(asked.size() >= 10, asked::toString);
        asked.removeAll(known);
        assertEquals(Set.of(), asked);
    }

    @Test
    void everyMetricIsInTheDashboardAndNoOther() throws IOException {
        StringBuilder all = new StringBuilder();
        GrafanaDashboard.read()
                .expressions()
                .forEach(one -> all.append(one.text()).append(' '));
        assertEquals(known, named(all.toString()));
    }

    @Test
    void everyMetricIsInTheProtocol() throws IOException {
        Set<String> documented = named(Files.readString(Path.of("docs", "PROTOCOL.md")));
        Set<String> missing = new TreeSet<>(known);
        missing.removeAll(documented);
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyAlertSaysWhatIsWrongAndWhatToDo() throws IOException {
        JsonNode rules = new YAMLMapper().readTree(RULES.toFile()).at("/groups/0/rules");
        String document = Files.readString(Path.of("docs", "OPERATIONS.md"));
        assertTrue(rules.size() > 10);
        for (JsonNode rule : rules) {
            String name = rule.path("alert").asText();
            assertTrue(
                    Set.of("critical", "warning")
                            .contains(rule.at("/labels/severity").asText()),
                    name);
            assertTrue(rule.at("/annotations/summary").asText().contains("instance"), name);
            assertTrue(rule.at("/annotations/description").asText().length() > 50, name);
            assertTrue(document.contains("`" + name + "`"), name);
        }
    }

    @Test
    void theDashboardCanBeImportedWithAnyPrometheus() throws IOException {
        GrafanaDashboard dashboard = GrafanaDashboard.read();
        assertNull(dashboard.json().getValue("id"));
        assertNull(dashboard.json().getValue("uid"));
        assertEquals(
                "datasource",
                dashboard
                        .json()
                        .getJsonObject("templating")
                        .getJsonArray("list")
                        .getJsonObject(0)
                        .getString("type"));
        Set<Integer> ids = new HashSet<>();
        for (JsonObject panel : dashboard.panels()) {
            String title = panel.getString("title");
            assertTrue(ids.add(panel.getInteger("id")), title);
            assertEquals(
                    "${datasource}", panel.getJsonObject("datasource").getString("uid"), title);
            assertFalse(
                    panel.getJsonObject("fieldConfig")
                            .getJsonObject("defaults")
                            .getString("unit", "")
                            .isEmpty(),
                    title);
        }
    }
}
