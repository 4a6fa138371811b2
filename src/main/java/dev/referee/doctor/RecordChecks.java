package dev.referee.doctor;

import dev.referee.audit.AuditSettings;
import dev.referee.doctor.Examination.OfAmi;
import dev.referee.doctor.Examination.OfAri;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asterisk's own records, its clock and its time zone. */
final class RecordChecks {
    private static final List<String> NEEDED_CEL = List.of(
            "CHAN_START",
            "CHAN_END",
            "HANGUP",
            "BRIDGE_ENTER",
            "BRIDGE_EXIT",
            "BLINDTRANSFER",
            "ATTENDEDTRANSFER");

    /** The Date header has whole seconds. */
    private static final Duration CLOSE = Duration.ofSeconds(2);
    /** Further apart, tokens and records are told apart wrongly. */
    private static final Duration FAR = Duration.ofSeconds(30);

    private static final DateTimeFormatter STARTUP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");

    private RecordChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "cel",
                        "Asterisk writes the records that reconcile reads",
                        RecordChecks::cel),
                new Check(
                        "cdr", "Asterisk sends CDRs, if Referee receives them", RecordChecks::cdr),
                new Check("clock", "Asterisk's clock and this machine's", RecordChecks::clock),
                new Check(
                        "time-zone", "Asterisk's time zone and that of CDRs", RecordChecks::zone));
    }

    private static List<CheckResult> cel(Examination all) {
        AuditSettings audit = all.settings().audit();
        if (audit == null || audit.cel() == null) {
            return List.of(CheckResult.ok(
                    "reconcile.cel_file and cel_over_ami are not set: CEL is not needed."));
        }
        List<CheckResult> results = new ArrayList<>();
        boolean isOverAmi = audit.cel().file() == null;
        if (all.machine().celTrouble() != null) {
            results.add(CheckResult.problem(
                    "reconcile.cel_file: " + all.machine().celTrouble() + ".",
                    Advice.shell("chmod o+r " + audit.cel().file())));
        }
        Set<String> modules = all.modules();
        if (modules != null && !modules.contains(isOverAmi ? "cel_manager.so" : "cel_custom.so")) {
            results.add(CheckResult.problem(
                    (isOverAmi ? "cel_manager" : "cel_custom")
                            + " does not run: Asterisk writes no call records.",
                    ModuleChecks.load(isOverAmi ? "cel_manager.so" : "cel_custom.so")));
        }
        if (!all.conf().isReadable()) {
            results.add(CheckResult.askYourself("cel.conf cannot be read.", "cel show status"));
            return results;
        }
        results.addAll(written(all.conf(), isOverAmi));
        return results.isEmpty()
                ? List.of(CheckResult.ok("CEL is on, with the events that reconcile reads."))
                : results;
    }

    private static List<CheckResult> written(AsteriskConf conf, boolean isOverAmi) {
        List<String> lines = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        if (!conf.isOn("cel.conf", "general", "enable")) {
            wrong.add("CEL is off");
            lines.add("enable = yes");
        }
        Set<String> events = conf.all("cel.conf", "general", "events").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
        List<String> missing = events.contains("ALL")
                ? List.of()
                : NEEDED_CEL.stream().filter(event -> !events.contains(event)).toList();
        if (!missing.isEmpty()) {
            wrong.add("CEL lacks " + String.join(", ", missing));
            lines.add("events = " + String.join(",", NEEDED_CEL));
        }
        List<CheckResult> results = new ArrayList<>();
        if (!wrong.isEmpty()) {
            results.add(CheckResult.problem(
                    String.join("; ", wrong) + ": reconcile finds nothing.",
                    new Advice("cel.conf", "general", lines, "asterisk -rx 'cel reload'")));
        }
        if (isOverAmi && !conf.isOn("cel.conf", "manager", "enabled")) {
            results.add(CheckResult.problem(
                    "Asterisk does not send CEL over AMI.",
                    new Advice(
                            "cel.conf",
                            "manager",
                            List.of("enabled = yes"),
                            "asterisk -rx 'cel reload'")));
        }
        return results;
    }

    private static List<CheckResult> cdr(Examination all) {
        if (!all.settings().readsCdrsOverAmi()) {
            return List.of();
        }
        if (!all.conf().isReadable()) {
            return List.of(
                    CheckResult.askYourself("cdr_manager.conf cannot be read.", "cdr show status"));
        }
        return all.conf().isOn("cdr_manager.conf", "general", "enabled")
                ? List.of(CheckResult.ok("Asterisk sends CDRs over AMI."))
                : List.of(CheckResult.problem(
                        "Asterisk does not send CDRs over AMI.",
                        new Advice(
                                "cdr_manager.conf",
                                "general",
                                List.of("enabled = yes"),
                                "asterisk -rx 'module reload cdr_manager.so'")));
    }

    private static List<CheckResult> clock(Examination all) {
        OfAri ari = all.ariUp();
        OfAmi ami = all.amiUp();
        Duration ahead =
                ari != null && ari.ahead() != null ? ari.ahead() : ami == null ? null : ami.ahead();
        if (ahead == null) {
            return ari == null && ami == null
                    ? List.of()
                    : List.of(CheckResult.notChecked("Asterisk does not report its time."));
        }
        Duration apart = ahead.abs();
        if (apart.compareTo(CLOSE) <= 0) {
            return List.of(CheckResult.ok("Asterisk's clock and this machine's agree within "
                    + CLOSE.toSeconds() + " s."));
        }
        String message = "Asterisk's clock is " + apart.toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's.";
        Advice advice = Advice.shell("timedatectl set-ntp true   # on both machines");
        return List.of(
                apart.compareTo(FAR) > 0
                        ? CheckResult.problem(message, advice)
                        : CheckResult.warning(message, advice));
    }

    private static List<CheckResult> zone(Examination all) {
        OfAri ari = all.ariUp();
        if (ari == null) {
            return List.of();
        }
        String started = ari.info()
                .getJsonObject("status", new io.vertx.core.json.JsonObject())
                .getString("startup_time", "");
        ZoneOffset theirs;
        Instant then;
        try {
            OffsetDateTime time = OffsetDateTime.parse(started, STARTUP);
            theirs = time.getOffset();
            then = time.toInstant();
        } catch (DateTimeException e) {
            return List.of(CheckResult.notChecked("Asterisk does not report its time zone."));
        }
        AuditSettings audit = all.settings().audit();
        if (audit != null && audit.cdr() != null && audit.cdr().overAmi() != null) {
            ZoneOffset ours = audit.cdr().overAmi().getRules().getOffset(then);
            if (!ours.equals(theirs)) {
                return List.of(CheckResult.problem(
                        "Asterisk is at UTC" + name(theirs) + ", but Referee reads its CDRs as"
                                + " of "
                                + audit.cdr().overAmi() + " (UTC" + name(ours) + ").",
                        Advice.referee("reconcile: {cdr_ami_zone: <Asterisk's time zone>}")));
            }
        }
        ZoneOffset mine = all.machine().zone().getRules().getOffset(then);
        return List.of(CheckResult.ok("Asterisk is at UTC" + name(theirs)
                + (mine.equals(theirs)
                        ? ", as this machine is."
                        : ", this machine at UTC" + name(mine)
                                + ": no record that Referee reads depends on it.")));
    }

    private static String name(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
    }
}
