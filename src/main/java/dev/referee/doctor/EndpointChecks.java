package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAmi;
import dev.referee.doctor.Examination.OfAri;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The endpoints of pjsip.conf: who may transfer, and whether what they dial leads somewhere. */
final class EndpointChecks {
    /** So many are named; of the others the number. */
    private static final int NAMED = 5;

    private static final String RELOAD = "asterisk -rx 'module reload res_pjsip.so'";

    private EndpointChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "endpoint-transfer",
                        "allow_transfer: endpoints that may not transfer",
                        EndpointChecks::transfer),
                new Check(
                        "endpoint-context",
                        "context: the dialplan has the context of each endpoint",
                        EndpointChecks::context),
                new Check(
                        "endpoint-rtp-timeout",
                        "rtp_timeout: Asterisk hangs up a phone that vanishes",
                        EndpointChecks::rtpTimeout),
                new Check(
                        "external-replaces",
                        "the result of an attended transfer to another PBX's call",
                        EndpointChecks::externalReplaces));
    }

    private static List<CheckResult> transfer(Examination all) {
        return judge(all, endpoints -> {
            List<String> names = names(endpoints, endpoint -> isNo(endpoint.get("allow_transfer")));
            return names.isEmpty()
                    ? CheckResult.ok(count(all) + " may transfer.")
                    : CheckResult.warning(
                            some(names) + " may not transfer: Asterisk answers their REFER with"
                                    + " 603.",
                            pjsip(names, "allow_transfer = yes"));
        });
    }

    private static List<CheckResult> context(Examination all) {
        OfAmi ami = all.amiUp();
        return judge(all, endpoints -> {
            if (ami == null || ami.contexts().isEmpty()) {
                return CheckResult.askYourself(
                        "AMI does not say which contexts the dialplan has.", "dialplan show");
            }
            Set<String> missing = ami.contexts().entrySet().stream()
                    .filter(entry -> !entry.getValue())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> names = names(
                    endpoints, endpoint -> missing.contains(endpoint.getOrDefault("context", "")));
            return names.isEmpty()
                    ? CheckResult.ok("The dialplan has the contexts of all endpoints: "
                            + String.join(", ", new TreeSet<>(ami.contexts().keySet())) + ".")
                    : CheckResult.problem(
                            "The dialplan has no context "
                                    + missing.stream()
                                            .map(name -> name.isEmpty() ? "(empty)" : name)
                                            .collect(Collectors.joining(", "))
                                    + ", which " + some(names)
                                    + " use: their calls and blind transfers fail with 404.",
                            pjsip(names, "context = <one of extensions.conf>"));
        });
    }

    private static List<CheckResult> rtpTimeout(Examination all) {
        return judge(all, endpoints -> {
            List<String> names = names(
                    endpoints, endpoint -> "0".equals(endpoint.getOrDefault("rtp_timeout", "0")));
            return names.isEmpty()
                    ? CheckResult.ok("Every endpoint has an rtp_timeout.")
                    : CheckResult.warning(
                            some(names) + " without rtp_timeout: a phone that loses its network"
                                    + " stays in the call, and its transfers end late.",
                            pjsip(names, "rtp_timeout = 30", "rtp_timeout_hold = 300"));
        });
    }

    private static List<CheckResult> externalReplaces(Examination all) {
        OfAmi ami = all.amiUp();
        if (ami == null || ami.contexts().isEmpty()) {
            return List.of();
        }
        return ami.replacing().isEmpty()
                ? List.of(CheckResult.ok("No context has the extension external_replaces: an"
                        + " attended transfer to a call that this Asterisk does not have fails"
                        + " with 404, which is correct for a single PBX."))
                : List.of(CheckResult.ok("external_replaces is in "
                        + String.join(", ", new TreeSet<>(ami.replacing()))
                        + ": an attended transfer to a call that this Asterisk does not have"
                        + " goes there, and Referee reports the result of that dialplan."));
    }

    @FunctionalInterface
    private interface Judging {
        CheckResult of(Map<String, Map<String, String>> endpoints);
    }

    private static List<CheckResult> judge(Examination all, Judging judging) {
        OfAri ari = all.ariUp();
        if (ari == null || ari.endpoints() == null) {
            return all.amiUp() == null && ari == null
                    ? List.of()
                    : List.of(CheckResult.askYourself(
                            "ARI does not show the endpoints.", "pjsip show endpoint <name>"));
        }
        if (ari.endpointCount() == 0) {
            return List.of(CheckResult.warning("There is no PJSIP endpoint.", null));
        }
        return List.of(judging.of(ari.endpoints()));
    }

    private static String count(Examination all) {
        OfAri ari = all.ariUp();
        if (ari == null || ari.endpoints() == null) {
            return "";
        }
        int read = ari.endpoints().size();
        return read == ari.endpointCount()
                ? "All " + read + " endpoints"
                : "The first " + read + " of " + ari.endpointCount() + " endpoints";
    }

    private static List<String> names(
            Map<String, Map<String, String>> endpoints, Predicate<Map<String, String>> wanted) {
        return endpoints.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isNo(@org.jspecify.annotations.Nullable String value) {
        return "false".equals(value) || "no".equals(value);
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED)
                        + " more";
    }

    private static Advice pjsip(List<String> names, String... lines) {
        return new Advice("pjsip.conf", names.getFirst(), List.of(lines), RELOAD);
    }
}
