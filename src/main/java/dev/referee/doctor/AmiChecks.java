package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAmi;
import dev.referee.intake.ami.AmiSettings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The AMI account: whether it may ask and hear what Referee needs, and no more. */
final class AmiChecks {
    /** What Asterisk waits for a slow reader where nothing is set, in milliseconds. */
    private static final int SHORT_WRITE_TIMEOUT = 100;

    private static final String SEE_USER = "manager show user ";

    private AmiChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "ami-reachable", "AMI answers and accepts the login", AmiChecks::reachable),
                new Check(
                        "ami-write",
                        "write: the account may send Referee's actions",
                        AmiChecks::tooFew),
                new Check("ami-excess", "write: the account may do no more", AmiChecks::tooMany),
                new Check("ami-read", "read: the account receives call events", AmiChecks::read),
                new Check(
                        "ami-permit",
                        "permit: only known machines may use the account",
                        AmiChecks::permit),
                new Check(
                        "ami-write-timeout",
                        "writetimeout: Asterisk waits for a busy reader",
                        AmiChecks::writeTimeout));
    }

    private static List<CheckResult> reachable(Examination all) {
        OfAmi ami = all.ami();
        if (ami == null) {
            return List.of(CheckResult.warning(
                    "pbx.ami is not set: Referee uses only ARI, and reports nothing that happens"
                            + " while ARI is down.",
                    Advice.referee("pbx: {ami: {secret_file: /etc/referee/ami-secret}}")));
        }
        AmiSettings settings = settings(all);
        if (ami.trouble() != null) {
            return List.of(CheckResult.problem(ami.trouble(), remedy(ami.trouble(), settings)));
        }
        return List.of(CheckResult.ok(ami.protocol() + " at " + settings.host() + ":"
                + settings.port() + ", logged in as " + settings.username() + "."));
    }

    private static Advice remedy(String trouble, AmiSettings settings) {
        return trouble.contains("refuses the login")
                ? Advice.manager(
                        settings.username(),
                        "secret = <that of referee.yaml>",
                        "permit = <this machine>")
                : Advice.manager(
                        "general",
                        "enabled = yes",
                        "port = " + settings.port(),
                        "bindaddr = " + settings.host());
    }

    private static AmiSettings settings(Examination all) {
        return Objects.requireNonNull(all.settings().ami());
    }

    private static List<CheckResult> tooFew(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null) {
            return List.of();
        }
        AmiSettings settings = settings(all);
        boolean needsSystem = all.settings().isPushing();
        List<String> missing = new ArrayList<>();
        for (String action : List.of("CoreShowChannels", "CoreStatus", "Getvar")) {
            if (!may(ami, action)) {
                missing.add(action);
            }
        }
        boolean isSystemMissing = needsSystem && !holds(ami, "system");
        if (isSystemMissing) {
            missing.add("PJSIPNotify");
        }
        if (missing.isEmpty()) {
            return List.of(CheckResult.ok("The account may send every action that Referee needs, "
                    + ami.commands().size() + " in all."));
        }
        return List.of(CheckResult.problem(
                "The account may not send " + String.join(", ", missing)
                        + (isSystemMissing && missing.size() == 1
                                ? ": push.endpoints sends nothing."
                                : ": Referee does not learn the calls that were up before its"
                                        + " start, nor the SIP dialogs of legs."),
                Advice.manager(
                        settings.username(),
                        "write = reporting" + (needsSystem ? ",system" : ""))));
    }

    private static List<CheckResult> tooMany(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null) {
            return List.of();
        }
        Set<String> excess = classes(ami);
        excess.remove("reporting");
        if (all.settings().isPushing()) {
            excess.remove("system");
        }
        if (excess.isEmpty()) {
            return List.of(CheckResult.ok("The account has no class that Referee does not need."));
        }
        return List.of(CheckResult.warning(
                "The account has more rights than Referee needs: " + String.join(", ", excess)
                        + ". Anyone with its secret can use them.",
                Advice.manager(
                        settings(all).username(),
                        "write = reporting" + (all.settings().isPushing() ? ",system" : ""))));
    }

    /** The classes that certainly belong to the account: each is the only one of some action. */
    private static Set<String> classes(OfAmi ami) {
        Set<String> classes = new TreeSet<>();
        for (Set<String> needed : ami.commands().values()) {
            if (needed.size() == 1) {
                classes.addAll(needed);
            }
        }
        return classes;
    }

    private static boolean holds(OfAmi ami, String right) {
        return classes(ami).contains(right);
    }

    private static boolean may(OfAmi ami, String action) {
        return ami.commands().keySet().stream().anyMatch(action::equalsIgnoreCase);
    }

    private static List<CheckResult> read(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null) {
            return List.of();
        }
        String user = settings(all).username();
        Optional<String> line = ami.conf().last("manager.conf", user, "read");
        if (line.isEmpty() && !ami.conf().has("manager.conf", user)) {
            return List.of(CheckResult.askYourself(
                    "manager.conf cannot be read (no func_config.so, or the account is defined"
                            + " elsewhere).",
                    SEE_USER + user));
        }
        Set<String> has = new TreeSet<>();
        line.ifPresent(text -> Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(has::add));
        List<String> needed = new ArrayList<>(List.of("call", "dialplan"));
        if (all.settings().readsCdrsOverAmi()) {
            needed.add("cdr");
        }
        List<String> missing = has.contains("all")
                ? List.of()
                : needed.stream().filter(right -> !has.contains(right)).toList();
        if (!missing.isEmpty()) {
            return List.of(CheckResult.problem(
                    "The account does not receive events of the class " + String.join(", ", missing)
                            + ".",
                    Advice.manager(user, "read = call,dialplan,cdr")));
        }
        List<String> excess = has.stream()
                .filter(right -> !List.of("call", "dialplan", "cdr").contains(right))
                .toList();
        return excess.isEmpty()
                ? List.of(CheckResult.ok("The account may hear " + String.join(", ", has) + "."))
                : List.of(CheckResult.warning(
                        "The account receives more than Referee needs: " + String.join(", ", excess)
                                + ".",
                        Advice.manager(user, "read = call,dialplan,cdr")));
    }

    private static List<CheckResult> permit(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null) {
            return List.of();
        }
        String user = settings(all).username();
        if (!ami.conf().has("manager.conf", user)) {
            return List.of(
                    CheckResult.askYourself("manager.conf cannot be read.", SEE_USER + user));
        }
        boolean isLimited = ami.conf().last("manager.conf", user, "permit").isPresent()
                || ami.conf().last("manager.conf", user, "acl").isPresent();
        return isLimited
                ? List.of(CheckResult.ok(
                        "The account is limited to the machines of its permit lines."))
                : List.of(CheckResult.warning(
                        "Every machine that reaches AMI can use the account.",
                        Advice.manager(
                                user,
                                "deny = 0.0.0.0/0.0.0.0",
                                "permit = 127.0.0.1/255.255.255.255")));
    }

    private static List<CheckResult> writeTimeout(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null) {
            return List.of();
        }
        String user = settings(all).username();
        if (!ami.conf().has("manager.conf", user)) {
            return List.of(CheckResult.notChecked(
                    "manager.conf cannot be read. Look for writetimeout in [" + user + "]."));
        }
        int millis = Numbers.orElse(
                ami.conf().last("manager.conf", user, "writetimeout"), SHORT_WRITE_TIMEOUT);
        return millis > SHORT_WRITE_TIMEOUT
                ? List.of(CheckResult.ok("Asterisk waits " + millis + " ms for Referee to read."))
                : List.of(CheckResult.warning(
                        "Asterisk closes the AMI connection if Referee does not read for " + millis
                                + " ms.",
                        Advice.manager(user, "writetimeout = 2000")));
    }
}
