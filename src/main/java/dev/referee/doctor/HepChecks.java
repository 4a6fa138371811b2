package dev.referee.doctor;

import dev.referee.doctor.Examination.OfHep;
import dev.referee.intake.hep.HepProbe;
import dev.referee.intake.hep.HepSettings;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The SIP messages that Asterisk mirrors: whether they come, from where, and by whose fault not. */
final class HepChecks {
    private HepChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("hep-configured", "pbx.hep.listen is set", HepChecks::configured),
                new Check("hep-port", "its port is free, or Referee uses it", HepChecks::port),
                new Check("hep-conf", "hep.conf sends to that port", HepChecks::conf),
                new Check("hep-arriving", "packets arrive, and from where", HepChecks::arriving));
    }

    private static List<CheckResult> configured(Examination all) {
        HepSettings hep = all.settings().hep();
        return hep == null
                ? List.of(CheckResult.warning(
                        "pbx.hep.listen is not set: Referee does not report transfers that"
                                + " Asterisk refuses before they begin.",
                        Advice.referee("pbx: {hep: {listen: 9060}}")))
                : List.of(CheckResult.ok(hep + "."));
    }

    private static List<CheckResult> port(Examination all) {
        HepSettings settings = all.settings().hep();
        OfHep hep = all.hep();
        if (settings == null || hep == null) {
            return List.of();
        }
        if (hep.trouble() == null) {
            return List.of(CheckResult.ok("The port is free"
                    + (all.machine().running() == null
                            ? "."
                            : ", although a Referee runs: it uses another port.")));
        }
        return heardByReferee(all) != null
                ? List.of(CheckResult.ok("The running Referee uses the port."))
                : List.of(CheckResult.problem(
                        settings + " cannot be opened (" + hep.trouble() + "), and no running"
                                + " Referee uses it.",
                        Advice.shell("ss -ulnp 'sport = :" + settings.port() + "'")));
    }

    /** What a Referee that runs says of HEP; null where none runs that listens for it. */
    private static @Nullable JsonObject heardByReferee(Examination all) {
        JsonObject running = all.machine().running();
        if (running == null) {
            return null;
        }
        return running.getJsonArray("sources").stream()
                .map(JsonObject.class::cast)
                .filter(source -> source.getString("name", "").endsWith("/hep")
                        && "listening".equals(source.getString("state")))
                .findFirst()
                .orElse(null);
    }

    private static List<CheckResult> conf(Examination all) {
        HepSettings settings = all.settings().hep();
        if (settings == null || all.amiUp() == null) {
            return List.of();
        }
        AsteriskConf conf = all.conf();
        if (!conf.isReadable()) {
            return List.of(CheckResult.notChecked("hep.conf cannot be read. Look for"
                    + " capture_address in [general]: it must point to port " + settings.port()
                    + "."));
        }
        List<String> wrong = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        // Asterisk mirrors where nothing is said.
        if (conf.last("hep.conf", "general", "enabled").isPresent()
                && !conf.isOn("hep.conf", "general", "enabled")) {
            wrong.add("HEP is off");
            lines.add("enabled = yes");
        }
        Optional<String> address = conf.last("hep.conf", "general", "capture_address");
        if (address.isEmpty() || !address.get().endsWith(":" + settings.port())) {
            wrong.add(address.map(given -> "capture_address is " + given)
                            .orElse("there is no capture_address")
                    + ", and Referee listens on port " + settings.port());
            lines.add("capture_address = " + settings.host() + ":" + settings.port());
        }
        return wrong.isEmpty()
                ? List.of(CheckResult.ok("hep.conf sends to " + address.orElse("") + "."))
                : List.of(CheckResult.problem(
                        String.join("; ", wrong) + ".",
                        new Advice(
                                "hep.conf",
                                "general",
                                lines,
                                "asterisk -rx 'module reload res_hep.so'")));
    }

    private static List<CheckResult> arriving(Examination all) {
        HepSettings settings = all.settings().hep();
        OfHep hep = all.hep();
        if (settings == null || hep == null) {
            return List.of();
        }
        if (hep.trouble() != null) {
            JsonObject source = heardByReferee(all);
            if (source == null) {
                return List.of();
            }
            String last = source.getString("lastHeard");
            return last == null
                    ? List.of(CheckResult.warning(
                            "The running Referee has received no packet yet.",
                            ModuleChecks.load("res_hep.so", "res_hep_pjsip.so")))
                    : List.of(CheckResult.ok("The running Referee received one at " + last + "."));
        }
        long seconds = all.settings().listen().toSeconds();
        if (hep.senders().isEmpty()) {
            return List.of(CheckResult.notChecked("No packet within " + seconds
                    + " s. Let a phone register while this listens: referee doctor"
                    + " --listen-seconds 60"));
        }
        List<CheckResult> results = new ArrayList<>();
        for (Map.Entry<String, HepProbe.Count> sender : hep.senders().entrySet()) {
            results.add(judged(sender.getKey(), sender.getValue()));
        }
        return results;
    }

    private static CheckResult judged(String sender, HepProbe.Count count) {
        if (count.withoutPassword() > 0) {
            return CheckResult.problem(
                    count.withoutPassword() + " packets from " + sender
                            + " do not have the password in pbx.hep.password: Referee rejects"
                            + " them.",
                    new Advice(
                            "hep.conf",
                            "general",
                            List.of("capture_password = <that of referee.yaml>"),
                            "asterisk -rx 'module reload res_hep.so'"));
        }
        return count.good() == 0
                ? CheckResult.problem(
                        count.broken() + " packets from " + sender + " are not HEPv3.",
                        new Advice(
                                "hep.conf",
                                "general",
                                List.of("; another program sends to Referee's port"),
                                null))
                : CheckResult.ok(count.good() + " packets from " + sender + ".");
    }
}
