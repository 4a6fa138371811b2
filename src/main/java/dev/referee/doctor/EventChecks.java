package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAmi;
import dev.referee.doctor.Examination.OfAri;
import dev.referee.intake.ami.AmiProbe;
import dev.referee.model.Variables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether the events of calls come through: by the lines of manager.conf, and by what was heard. */
final class EventChecks {
    /** AMI's events, and what ARI says at the same moment. */
    private static final Map<String, String> TWINS = new TreeMap<>(Map.of(
            "Newchannel", "ChannelCreated",
            "Hangup", "ChannelDestroyed",
            "BridgeEnter", "ChannelEnteredBridge",
            "BridgeLeave", "ChannelLeftBridge",
            "BlindTransfer", "BridgeBlindTransfer",
            "AttendedTransfer", "BridgeAttendedTransfer"));

    private EventChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "ami-eventfilter",
                        "eventfilter: lets the events through that Referee needs",
                        EventChecks::filter),
                new Check(
                        "ami-events",
                        "AMI and ARI report the same calls, while listening",
                        EventChecks::heard));
    }

    private static List<CheckResult> filter(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null) {
            return List.of();
        }
        String user = Objects.requireNonNull(all.settings().ami()).username();
        if (!ami.conf().has("manager.conf", user)) {
            return List.of(CheckResult.askYourself(
                    "manager.conf cannot be read, so its eventfilter lines are not known.",
                    "module load func_config.so"));
        }
        List<Line> lines = new ArrayList<>();
        List<CheckResult> results = new ArrayList<>();
        for (String text : ami.conf().all("manager.conf", user, "eventfilter")) {
            Line line = Line.of(text);
            if (line == null) {
                results.add(CheckResult.warning(
                        "eventfilter = " + text + " is not a valid regular expression.", null));
            } else {
                lines.add(line);
            }
        }
        List<String> hidden = hidden(lines, all.settings());
        if (!hidden.isEmpty()) {
            results.add(CheckResult.problem(
                    "eventfilter hides " + String.join(", ", hidden)
                            + ": Referee misses transfers, or their end is unknown.",
                    Advice.manager(user, remedy(hidden))));
        } else {
            results.add(CheckResult.ok(
                    lines.isEmpty()
                            ? "There is no eventfilter: Asterisk sends all events, also those"
                                    + " that Referee does not need."
                            : "The " + lines.size()
                                    + " eventfilter lines let through what Referee needs."));
        }
        return results;
    }

    /** A line of manager.conf: which events it lets through, or with ! keeps back. */
    private record Line(boolean keepsBack, Pattern pattern) {
        @org.jspecify.annotations.Nullable
        static Line of(String text) {
            boolean keepsBack = text.startsWith("!");
            try {
                // Asterisk compiles POSIX extended expressions without REG_NEWLINE.
                return new Line(
                        keepsBack,
                        Pattern.compile(keepsBack ? text.substring(1) : text, Pattern.DOTALL));
            } catch (PatternSyntaxException e) {
                return null;
            }
        }

        boolean fits(String event) {
            return pattern.matcher(event).find();
        }
    }

    /** As manager.c decides: one that lets through is enough, one that keeps back prevails. */
    private static boolean passes(List<Line> lines, String event) {
        boolean isAnyLetThrough = lines.stream().allMatch(Line::keepsBack);
        return lines.stream().noneMatch(line -> line.keepsBack() && line.fits(event))
                && (isAnyLetThrough
                        || lines.stream().anyMatch(line -> !line.keepsBack() && line.fits(event)));
    }

    private static List<String> hidden(List<Line> lines, DoctorSettings settings) {
        List<String> hidden = new ArrayList<>();
        for (String event : AmiProbe.neededEvents()) {
            if (!passes(lines, "Event: " + event + "\r\nPrivilege: call,all\r\nChannel: x\r\n")) {
                hidden.add(event);
            }
        }
        List<String> variables = Variables.NAMES.stream()
                .sorted()
                .filter(name -> !passes(
                        lines,
                        "Event: VarSet\r\nPrivilege: dialplan,all\r\nChannel: x\r\nVariable: "
                                + name + "\r\nValue: yes\r\n"))
                .toList();
        if (variables.size() == Variables.NAMES.size()) {
            hidden.add("VarSet");
        } else {
            variables.forEach(name -> hidden.add("VarSet of " + name));
        }
        if (settings.audit() != null
                && settings.audit().cel() != null
                && settings.audit().cel().file() == null
                && !passes(lines, "Event: CEL\r\nPrivilege: call,all\r\n")) {
            hidden.add("CEL");
        }
        if (settings.readsCdrsOverAmi() && !passes(lines, "Event: Cdr\r\nPrivilege: cdr,all\r\n")) {
            hidden.add("Cdr");
        }
        return hidden;
    }

    private static String[] remedy(List<String> hidden) {
        List<String> events =
                hidden.stream().filter(name -> !name.startsWith("VarSet")).toList();
        List<String> lines = new ArrayList<>();
        if (!events.isEmpty()) {
            lines.add("eventfilter = ^Event: (" + String.join("|", events) + ")[^A-Za-z]");
        }
        if (events.size() < hidden.size()) {
            lines.add("eventfilter = ^Event: VarSet[^A-Za-z].*Variable: _*("
                    + String.join("|", Variables.NAMES.stream().sorted().toList()) + ")[^A-Za-z]");
        }
        return lines.toArray(String[]::new);
    }

    private static List<CheckResult> heard(Examination all) {
        OfAmi ami = all.amiUp();
        OfAri ari = all.ariUp();
        if (ami == null || ari == null || ari.socketTrouble() != null) {
            return List.of();
        }
        long seconds = all.settings().listen().toSeconds();
        List<String> missing = TWINS.entrySet().stream()
                .filter(twin -> ari.heard().getOrDefault(twin.getValue(), 0) > 0
                        && ami.heard().getOrDefault(twin.getKey(), 0) == 0)
                .map(twin -> twin.getKey() + " (ARI: " + twin.getValue() + ")")
                .toList();
        if (!missing.isEmpty()) {
            return List.of(CheckResult.problem(
                    "AMI did not report what ARI reported within " + seconds + " s: "
                            + String.join(", ", missing) + ".",
                    Advice.manager(
                            Objects.requireNonNull(all.settings().ami()).username(),
                            "read = call,dialplan,cdr",
                            "eventfilter = ^Event: (" + String.join("|", AmiProbe.neededEvents())
                                    + ")[^A-Za-z]")));
        }
        boolean isAnyCall =
                TWINS.values().stream().anyMatch(type -> ari.heard().getOrDefault(type, 0) > 0);
        return isAnyCall
                ? List.of(
                        CheckResult.ok("AMI reported what ARI reported within " + seconds + " s."))
                : List.of(CheckResult.notChecked("No call within " + seconds
                        + " s. Make one while this listens: referee doctor --listen-seconds 60"));
    }
}
