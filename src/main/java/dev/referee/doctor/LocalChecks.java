package dev.referee.doctor;

import dev.referee.doctor.Examination.OfThisMachine;
import dev.referee.edge.EdgeSettings;

import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** This machine: the configuration, keys, certificate, receivers, and a Referee that runs. */
final class LocalChecks {
    private static final Duration SOON = Duration.ofDays(14);
    /** Files that are open besides the browsers' connections. */
    private static final int OTHER_FILES = 200;

    private static final Pattern READABLE = Pattern.compile("chmod o-r (\\S+)");
    private static final Pattern NAMES_NO_HOST = Pattern.compile("[0-9.:]+|localhost");

    private LocalChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "configuration",
                        "referee.yaml and the secret files",
                        LocalChecks::configuration),
                new Check(
                        "token-keys",
                        "the keys of tokens can be read and used",
                        LocalChecks::tokens),
                new Check(
                        "tls-certificate",
                        "the certificate is valid, and matches its key and listen.host",
                        LocalChecks::tls),
                new Check(
                        "webhooks", "webhook receivers accept connections", LocalChecks::webhooks),
                new Check(
                        "connection-limits",
                        "limits.connections and the limit of open files",
                        LocalChecks::limits),
                new Check(
                        "running-referee",
                        "the running Referee and its warnings",
                        LocalChecks::running));
    }

    private static List<CheckResult> configuration(Examination all) {
        List<String> warnings = all.settings().warnings();
        if (warnings.isEmpty()) {
            return List.of(CheckResult.ok("No errors and no warnings."));
        }
        List<CheckResult> results = new ArrayList<>();
        for (String warning : warnings) {
            Matcher readable = READABLE.matcher(warning);
            results.add(
                    readable.find()
                            ? CheckResult.problem(warning, Advice.shell(readable.group()))
                            : CheckResult.warning(warning, null));
        }
        return results;
    }

    private static List<CheckResult> tokens(Examination all) {
        EdgeSettings edge = all.settings().edge();
        if (edge.tokens() == null) {
            return List.of(
                    edge.open()
                            ? CheckResult.ok("open is true: tokens are not needed.")
                            : CheckResult.ok(
                                    "No tokens: phones subscribe to their own dialogs only."));
        }
        List<String> problems = all.machine().tokenProblems();
        if (problems.isEmpty()) {
            return List.of(CheckResult.ok("The keys of tokens can be used."));
        }
        return problems.stream()
                .map(problem -> CheckResult.problem(
                        problem + " Referee rejects tokens signed with it.",
                        Advice.referee("tokens: {" + firstWord(problem).replace("tokens.", "")
                                + ": <a key that can be read>}")))
                .toList();
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    private static List<CheckResult> tls(Examination all) {
        EdgeSettings.Tls files = all.settings().edge().tls();
        OfThisMachine machine = all.machine();
        if (files == null) {
            return List.of(CheckResult.ok("listen.tls_certificate_file is not set: plain HTTP."));
        }
        Advice advice = Advice.referee(
                "listen: {tls_certificate_file: <certificate and chain>, tls_key_file: <its key>}");
        if (machine.tlsTrouble() != null) {
            return List.of(CheckResult.problem(machine.tlsTrouble(), advice));
        }
        Instant until = machine.tlsUntil();
        if (until != null && until.isBefore(machine.now())) {
            return List.of(CheckResult.problem(
                    "The certificate in " + files.certificate() + " expired at " + until
                            + ": browsers reject it.",
                    advice));
        }
        if (until != null && until.isBefore(machine.now().plus(SOON))) {
            return List.of(CheckResult.warning(
                    "The certificate in " + files.certificate() + " expires at " + until + ".",
                    advice));
        }
        String host = all.settings().edge().host().toLowerCase(Locale.ROOT);
        if (!NAMES_NO_HOST.matcher(host).matches() && !isNamed(host, machine.tlsNames())) {
            return List.of(CheckResult.problem(
                    "The certificate is for " + String.join(", ", machine.tlsNames())
                            + " and not for " + host + ".",
                    advice));
        }
        return List.of(CheckResult.ok("The certificate is for "
                + String.join(", ", machine.tlsNames()) + ", until " + until + "."));
    }

    private static boolean isNamed(String host, List<String> names) {
        int dot = host.indexOf('.');
        return names.contains(host) || (dot > 0 && names.contains("*" + host.substring(dot)));
    }

    private static List<CheckResult> webhooks(Examination all) {
        Map<String, String> webhooks = all.machine().webhooks();
        if (webhooks.isEmpty()) {
            return List.of(CheckResult.ok("No webhooks in the configuration."));
        }
        return webhooks.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(webhook -> webhook.getValue().isEmpty()
                        ? CheckResult.ok(webhook.getKey() + " accepts connections.")
                        : CheckResult.problem(
                                webhook.getKey() + " cannot be reached: " + webhook.getValue()
                                        + ".",
                                Advice.referee("webhooks: [{id: "
                                        + firstWord(webhook.getKey())
                                        + ", url: <one that can be reached>}]")))
                .toList();
    }

    private static List<CheckResult> limits(Examination all) {
        EdgeSettings edge = all.settings().edge();
        long files = all.machine().openFiles();
        if (files <= 0) {
            return List.of(
                    CheckResult.notChecked("This system does not show the limit of open files."));
        }
        long needed = (long) edge.maxConnections() + OTHER_FILES;
        return files >= needed
                ? List.of(CheckResult.ok("A process may open " + files
                        + " files; limits.connections needs " + needed + "."))
                : List.of(CheckResult.warning(
                        "A process may open " + files + " files, and limits.connections needs "
                                + needed + ".",
                        new Advice(
                                "referee.service",
                                "Service",
                                List.of("LimitNOFILE=" + 2 * needed),
                                "systemctl daemon-reload && systemctl restart referee")));
    }

    private static List<CheckResult> running(Examination all) {
        JsonObject running = all.machine().running();
        if (running == null) {
            return List.of(CheckResult.ok("No Referee runs on "
                    + all.settings().edge().host() + ":" + all.settings().edge().port() + "."));
        }
        List<CheckResult> results = new ArrayList<>();
        if (Boolean.TRUE.equals(running.getBoolean("ready"))) {
            results.add(CheckResult.ok("A Referee runs, and is ready."));
        }
        for (Object entry : running.getJsonArray("sources")) {
            if (entry instanceof JsonObject source
                    && !source.getBoolean("up", true)
                    && !"not-configured".equals(source.getString("state"))) {
                results.add(CheckResult.problem(
                        "The running Referee has no " + source.getString("name") + ": "
                                + source.getString("detail"),
                        null));
            }
        }
        for (Object entry : running.getJsonArray("warnings")) {
            if (entry instanceof JsonObject warning) {
                results.add(CheckResult.warning(
                        "The running Referee warns: " + warning.getString("message"), null));
            }
        }
        return results;
    }
}
