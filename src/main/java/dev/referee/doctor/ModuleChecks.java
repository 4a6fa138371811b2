package dev.referee.doctor;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asterisk's version, and the modules that Referee depends on. */
final class ModuleChecks {
    private static final int OLDEST = 16;
    private static final int NEWEST = 23;
    private static final Pattern NUMBER = Pattern.compile("^(?:GIT-)?(\\d+)(?:\\.(\\d+))?.*");

    private ModuleChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "asterisk-version",
                        "the version, and what it does not report",
                        ModuleChecks::version),
                new Check("module-sip", "res_pjsip runs, chan_sip does not", ModuleChecks::sip),
                new Check("module-refer", "res_pjsip_refer: transfers", ModuleChecks::refer),
                new Check(
                        "module-channel",
                        "func_channel: which call is which SIP dialog",
                        ModuleChecks::channel),
                new Check("module-ari", "the parts of ARI that Referee reads", ModuleChecks::ari),
                new Check(
                        "module-hep", "res_hep and res_hep_pjsip: SIP messages", ModuleChecks::hep),
                new Check(
                        "module-notify",
                        "res_pjsip_notify, where push.endpoints is set",
                        ModuleChecks::pushing),
                new Check(
                        "module-device-state",
                        "no module that can lock up ARI",
                        ModuleChecks::deviceState));
    }

    private static List<CheckResult> version(Examination all) {
        if (all.amiUp() == null && all.ariUp() == null) {
            return List.of();
        }
        String stated = all.version();
        int[] number = number(stated);
        if (number.length == 0) {
            return List.of(CheckResult.askYourself(
                    "Asterisk does not report its version as a number (" + stated + ").",
                    "core show version"));
        }
        int major = number[0];
        if (major < OLDEST) {
            return List.of(CheckResult.problem(
                    "Asterisk " + stated + " is older than " + OLDEST + ", the oldest that"
                            + " Referee supports.",
                    Advice.shell("apt-get install asterisk   # 16.27, 18.13, 20 or later")));
        }
        if (!hasCallIds(major, number[1])) {
            return List.of(CheckResult.warning(
                    "Asterisk " + stated + " does not show SIP Call-IDs in ARI (16.27, 18.13, 20.0"
                            + " and later do): without AMI, phones cannot subscribe by their"
                            + " dialog.",
                    Advice.shell("apt-get install asterisk   # 16.27, 18.13, 20 or later")));
        }
        return List.of(CheckResult.ok("Asterisk " + stated
                + (major > NEWEST ? ": newer than " + NEWEST + ", the newest tested" : "")
                + (hasTechCauses(major, number[1])
                        ? "."
                        : ". It lacks the SIP status of a hangup (TechCause; 20.17, 22.7, 23.1"
                                + " and later): Referee reports only Q.850 causes.")));
    }

    private static int[] number(String version) {
        Matcher matcher = NUMBER.matcher(version);
        return matcher.matches()
                ? new int[] {
                    Integer.parseInt(matcher.group(1)),
                    matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2))
                }
                : new int[0];
    }

    private static boolean hasCallIds(int major, int minor) {
        return switch (major) {
            case 16 -> minor >= 27;
            case 17, 19 -> false;
            case 18 -> minor >= 13;
            default -> true;
        };
    }

    private static boolean hasTechCauses(int major, int minor) {
        return switch (major) {
            case 20 -> minor >= 17;
            case 22 -> minor >= 7;
            case 23 -> minor >= 1;
            default -> major > 23;
        };
    }

    private static List<CheckResult> sip(Examination all) {
        Set<String> modules = all.modules();
        if (modules == null) {
            return unknown(all, "res_pjsip.so");
        }
        if (!modules.contains("res_pjsip.so") || !modules.contains("chan_pjsip.so")) {
            return List.of(CheckResult.problem(
                    "chan_pjsip does not run: Referee sees no SIP dialogs, and chan_sip transfers"
                            + " are not tested.",
                    load("res_pjsip.so", "chan_pjsip.so")));
        }
        return modules.contains("chan_sip.so")
                ? List.of(CheckResult.warning(
                        "chan_sip runs beside chan_pjsip, and takes the WebSocket subprotocol"
                                + " sip and port 5060 from it.",
                        new Advice(
                                "modules.conf",
                                "modules",
                                List.of("noload = chan_sip.so"),
                                "asterisk -rx 'core restart gracefully'")))
                : List.of(CheckResult.ok("chan_pjsip runs."));
    }

    private static List<CheckResult> refer(Examination all) {
        return runs(
                all,
                "res_pjsip_refer",
                "Asterisk answers every REFER with 501, and no phone can transfer.");
    }

    /** Asterisk answers a Getvar of a function that is not loaded with success and an empty value. */
    private static List<CheckResult> channel(Examination all) {
        return runs(
                all,
                "func_channel",
                "Referee cannot read the Call-ID of a call, and answers unknown-dialog to a browser"
                        + " that names its SIP dialog.");
    }

    private static List<CheckResult> ari(Examination all) {
        Set<String> modules = all.modules();
        if (all.ariUp() == null) {
            return List.of();
        }
        if (modules == null) {
            return List.of(CheckResult.problem(
                    "ARI answers, but not /ari/asterisk: res_ari_asterisk does not run.",
                    load("res_ari_asterisk.so")));
        }
        List<String> missing = List.of(
                        "res_ari.so",
                        "res_ari_events.so",
                        "res_ari_channels.so",
                        "res_ari_bridges.so",
                        "res_ari_applications.so",
                        "res_stasis.so",
                        "res_http_websocket.so")
                .stream()
                .filter(name -> !modules.contains(name))
                .toList();
        return missing.isEmpty()
                ? List.of(CheckResult.ok("All parts of ARI that Referee reads run."))
                : List.of(CheckResult.problem(
                        String.join(", ", missing) + " not loaded: Referee cannot listen to ARI.",
                        load(missing.toArray(String[]::new))));
    }

    private static List<CheckResult> hep(Examination all) {
        Set<String> modules = all.modules();
        if (all.settings().hep() == null) {
            return List.of();
        }
        if (modules == null) {
            return unknown(all, "res_hep");
        }
        List<String> missing = List.of("res_hep.so", "res_hep_pjsip.so").stream()
                .filter(name -> !modules.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            return List.of(CheckResult.problem(
                    String.join(" and ", missing)
                            + (missing.size() == 1 ? " does" : " do")
                            + " not run: Asterisk mirrors no SIP messages.",
                    load(missing.toArray(String[]::new))));
        }
        return modules.contains("res_hep_rtcp.so")
                ? List.of(CheckResult.warning(
                        "res_hep_rtcp runs: it sends packets that Referee does not need.",
                        Advice.shell("asterisk -rx 'module unload res_hep_rtcp.so'")))
                : List.of(CheckResult.ok("res_hep and res_hep_pjsip run."));
    }

    private static List<CheckResult> pushing(Examination all) {
        return all.settings().isPushing()
                ? runs(all, "res_pjsip_notify", "push.endpoints sends nothing.")
                : List.of();
    }

    /** Whether the one module runs that something depends on: what, if it does not. */
    private static List<CheckResult> runs(Examination all, String module, String otherwise) {
        String file = module + ".so";
        Set<String> modules = all.modules();
        if (modules == null) {
            return unknown(all, file);
        }
        return modules.contains(file)
                ? List.of(CheckResult.ok(module + " runs."))
                : List.of(CheckResult.problem(module + " does not run: " + otherwise, load(file)));
    }

    private static List<CheckResult> deviceState(Examination all) {
        Set<String> modules = all.modules();
        int[] number = number(all.version());
        if (modules == null || number.length == 0) {
            return List.of();
        }
        boolean isAffected = number[0] >= 20 && number[0] <= 22;
        return isAffected && modules.contains("res_stasis_device_state.so")
                ? List.of(CheckResult.warning(
                        "res_stasis_device_state runs: on a busy Asterisk 20 to 22 it can lock up"
                                + " ARI (asterisk issue 2170). Referee does not need it.",
                        new Advice(
                                "modules.conf",
                                "modules",
                                List.of(
                                        "noload = res_stasis_device_state.so",
                                        "noload = res_ari_device_states.so"),
                                "asterisk -rx 'core restart gracefully'")))
                : List.of(CheckResult.ok("No module that is known to lock up ARI runs."));
    }

    /** Which modules run is read by ARI alone. */
    private static List<CheckResult> unknown(Examination all, String module) {
        return all.amiUp() == null && all.ariUp() == null
                ? List.of()
                : List.of(CheckResult.askYourself(
                        "ARI does not say which modules run.", "module show like " + module));
    }

    static Advice load(String... modules) {
        String[] commands = new String[modules.length];
        for (int i = 0; i < modules.length; i++) {
            commands[i] = "asterisk -rx 'module load " + modules[i] + "'";
        }
        return Advice.shell(commands);
    }
}
