package dev.referee.doctor;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.doctor.Examination.OfAmi;
import dev.referee.doctor.Examination.OfAri;
import dev.referee.doctor.Examination.OfHep;
import dev.referee.doctor.Examination.OfThisMachine;
import dev.referee.intake.ari.AriProbe.Reply;
import dev.referee.intake.hep.HepProbe;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An Asterisk 22.10.1 and a machine in good order, with the answers that the lab's Asterisk gave to
 * the recommended accounts (src/test/resources/doctor). Tests break one thing each.
 */
final class Patient {
    static final Instant NOW = Instant.parse("2026-11-30T20:00:00Z");

    private static final Path RECORDED = Path.of("src", "test", "resources", "doctor");
    private static final String SECRET = "not-to-be-printed-0123456789abcdef";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "REFEREE_PBX_AMI_SECRET", SECRET,
            "REFEREE_PBX_ARI_PASSWORD", SECRET,
            "REFEREE_PBX_HEP_LISTEN", "127.0.0.1:9060"));

    final Map<String, String> lines = lines();
    final Set<String> modules = new HashSet<>(recordedModules());
    final Map<String, String> endpoint =
            new TreeMap<>(AriQuestions.attributes(text("endpoint.json")));
    final Map<String, Boolean> contexts = new TreeMap<>(Map.of("lab", true));
    final Map<String, Integer> heardByAmi = new HashMap<>();
    final Map<String, Integer> heardByAri = new HashMap<>();
    final Map<String, HepProbe.Count> packets =
            new HashMap<>(Map.of("127.0.0.1", new HepProbe.Count(3, 0, 0)));
    final Map<String, String> webhooks = new TreeMap<>();
    final Set<String> replacing = new HashSet<>();
    final JsonObject info = new JsonObject(text("info.json"));
    String commands = "commands-referee.txt";

    @Nullable
    String amiTrouble;

    @Nullable
    String ariTrouble;

    @Nullable
    String socketTrouble;

    @Nullable
    String hepTrouble;

    @Nullable
    String tlsTrouble;

    @Nullable
    String celTrouble;

    @Nullable
    Instant tlsUntil;

    @Nullable
    JsonObject running;

    List<String> tlsNames = List.of();
    List<String> tokenProblems = List.of();
    boolean mayChange;
    boolean isApplicationTaken;
    boolean hasFunctions = true;
    boolean showsModules = true;
    Duration ahead = Duration.ZERO;
    long openFiles = 20_000;

    Patient() {
        endpoint.put("rtp_timeout", "30");
    }

    /** Sets a key of the configuration by its variable. */
    Patient set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Patient unset(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Takes all lines of a key out of a file of Asterisk's, and puts these in. */
    Patient line(String key, String... values) {
        lines.keySet().removeIf(line -> line.startsWith(key + ","));
        for (int i = 0; i < values.length; i++) {
            lines.put(key + "," + i, values[i]);
        }
        return this;
    }

    List<Doctor.Line> examine() {
        return Doctor.judge(new Examination(settings(), ami(), ari(), hep(), machine()));
    }

    private DoctorSettings settings() {
        try {
            Configuration configured = Configuration.load(null, environment);
            return new DoctorSettings(
                    configured.ami(),
                    configured.ari(),
                    configured.hep(),
                    configured.edge(),
                    configured.webhooks(),
                    configured.audit(),
                    !configured.receivers().isEmpty(),
                    configured.warnings(),
                    Duration.ofSeconds(5));
        } catch (ConfigurationException e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }

    private @Nullable OfAmi ami() {
        if (settings().ami() == null) {
            return null;
        }
        if (amiTrouble != null) {
            return OfAmi.unreachable(amiTrouble);
        }
        try {
            return new OfAmi(
                    null,
                    "Asterisk Call Manager/11.0.0",
                    "22.10.1",
                    AmiQuestions.commands(recordedCommands()),
                    AsteriskConf.read(this::variable, "referee", "referee"),
                    contexts,
                    replacing,
                    heardByAmi,
                    Set.of(),
                    ahead);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String variable(String name) {
        if (!hasFunctions) {
            return "";
        }
        String key = name.replaceAll("^AST_CONFIG\\(|\\)$", "");
        return lines.getOrDefault(key, lines.getOrDefault(key + ",0", ""));
    }

    private @Nullable OfAri ari() {
        if (settings().ari() == null) {
            return null;
        }
        if (ariTrouble != null) {
            return OfAri.unreachable(ariTrouble);
        }
        return new OfAri(
                null,
                info,
                showsModules ? modules : null,
                Map.of("anna", endpoint),
                1,
                mayChange,
                isApplicationTaken,
                socketTrouble,
                heardByAri,
                ahead);
    }

    private @Nullable OfHep hep() {
        return settings().hep() == null
                ? null
                : new OfHep(hepTrouble, hepTrouble == null ? packets : Map.of());
    }

    private OfThisMachine machine() {
        return new OfThisMachine(
                tokenProblems,
                tlsTrouble,
                tlsUntil,
                tlsNames,
                webhooks,
                running,
                openFiles,
                celTrouble,
                NOW,
                ZoneId.of("UTC"));
    }

    private static String text(String name) {
        try {
            return Files.readString(RECORDED.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> lines() {
        Map<String, String> lines = new TreeMap<>();
        text("conf.txt").lines().forEach(line -> {
            int equals = line.indexOf('=');
            lines.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return lines;
    }

    private Map<String, String> recordedCommands() {
        Map<String, String> fields = new TreeMap<>();
        text(commands).lines().forEach(line -> {
            int colon = line.indexOf(": ");
            fields.put(line.substring(0, colon), line.substring(colon + 2));
        });
        return fields;
    }

    private static Set<String> recordedModules() {
        Set<String> modules =
                AriQuestions.modules(new Reply(200, text("modules.json"), Optional.empty()));
        if (modules == null) {
            throw new AssertionError("no modules");
        }
        return modules;
    }
}
