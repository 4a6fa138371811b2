package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAri;
import dev.referee.intake.ari.AriSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** ARI: whether it answers, tells events, and gives the account no more than it needs. */
final class AriChecks {
    private static final int SHORT_WRITE_TIMEOUT = 100;
    /** What http.conf has where nothing is set. */
    private static final int USUAL_SESSIONS = 100;
    /** ARI's own requests and event socket, and those of others. */
    private static final int SPARE_SESSIONS = 10;

    private AriChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "ari-reachable", "ARI answers and accepts the login", AriChecks::reachable),
                new Check("ari-events", "an event socket opens", AriChecks::events),
                new Check(
                        "ari-application",
                        "no other program listens under the application's name",
                        AriChecks::application),
                new Check("ari-rights", "read_only: the account may only read", AriChecks::rights),
                new Check(
                        "ari-write-timeout",
                        "websocket_write_timeout: Asterisk waits for a busy reader",
                        AriChecks::writeTimeout),
                new Check(
                        "http-sessions",
                        "sessionlimit: enough for ARI and the phones in browsers",
                        AriChecks::sessions));
    }

    private static AriSettings settings(Examination all) {
        return Objects.requireNonNull(all.settings().ari());
    }

    private static List<CheckResult> reachable(Examination all) {
        OfAri ari = all.ari();
        if (ari == null) {
            return List.of(CheckResult.warning(
                    "pbx.ari is not set: Referee uses only AMI, and reports nothing that happens"
                            + " while AMI is down.",
                    Advice.referee("pbx: {ari: {password_file: /etc/referee/ari-password}}")));
        }
        String trouble = ari.trouble();
        if (trouble != null) {
            return List.of(CheckResult.problem(trouble, remedy(trouble, settings(all))));
        }
        return List.of(CheckResult.ok("ARI answers at " + settings(all).url() + ", logged in as "
                + settings(all).username() + "."));
    }

    private static Advice remedy(String trouble, AriSettings settings) {
        if (trouble.contains("(HTTP 401)")) {
            return Advice.ari(settings.username(), "password = <that of referee.yaml>");
        }
        if (trouble.contains("(HTTP 404)")) {
            return Advice.ari("general", "enabled = yes");
        }
        return new Advice(
                "http.conf",
                "general",
                List.of("enabled = yes", "bindport = " + settings.url().getPort()),
                "asterisk -rx 'module reload http'");
    }

    private static List<CheckResult> events(Examination all) {
        OfAri ari = all.ariUp();
        if (ari == null) {
            return List.of();
        }
        return ari.socketTrouble() == null
                ? List.of(CheckResult.ok("The event socket opens; "
                        + ari.heard().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()
                        + " events within " + all.settings().listen().toSeconds() + " s."))
                : List.of(CheckResult.problem(
                        "ARI answers, but no event socket opens: " + ari.socketTrouble(),
                        Advice.shell(
                                "asterisk -rx 'module load res_http_websocket.so'",
                                "asterisk -rx 'module load res_ari_events.so'")));
    }

    private static List<CheckResult> application(Examination all) {
        OfAri ari = all.ariUp();
        if (ari == null) {
            return List.of();
        }
        String name = settings(all).application();
        if (!ari.isApplicationTaken()) {
            return List.of(CheckResult.ok("No program listens as " + name + " now."));
        }
        return all.machine().running() != null
                ? List.of(CheckResult.ok("The running Referee listens as " + name + "."))
                : List.of(CheckResult.warning(
                        "Another program listens as " + name + ", and no Referee runs on this"
                                + " machine's listen.port. The newest listener disconnects the"
                                + " other.",
                        Advice.referee("pbx: {ari: {application: referee-2}}")));
    }

    private static List<CheckResult> rights(Examination all) {
        OfAri ari = all.ariUp();
        if (ari == null) {
            return List.of();
        }
        return ari.mayChange()
                ? List.of(CheckResult.warning(
                        "The account may start, move and hang up calls. Referee only reads.",
                        Advice.ari(settings(all).username(), "read_only = yes")))
                : List.of(CheckResult.ok("The account is read_only."));
    }

    private static List<CheckResult> writeTimeout(Examination all) {
        if (all.ariUp() == null) {
            return List.of();
        }
        if (!all.conf().isReadable()) {
            return List.of(CheckResult.notChecked("ari.conf cannot be read. Look for"
                    + " websocket_write_timeout in [general]: 1000 is better than the default"
                    + " of 100."));
        }
        int millis = Numbers.orElse(
                all.conf().last("ari.conf", "general", "websocket_write_timeout"),
                SHORT_WRITE_TIMEOUT);
        return millis > SHORT_WRITE_TIMEOUT
                ? List.of(CheckResult.ok("Asterisk waits " + millis + " ms for Referee to read."))
                : List.of(CheckResult.warning(
                        "Asterisk closes the event socket if Referee does not read for " + millis
                                + " ms.",
                        Advice.ari("general", "websocket_write_timeout = 1000")));
    }

    private static List<CheckResult> sessions(Examination all) {
        OfAri ari = all.ariUp();
        if (ari == null) {
            return List.of();
        }
        if (!all.conf().isReadable()) {
            return List.of(CheckResult.notChecked("http.conf cannot be read. Look for sessionlimit"
                    + " in [general]: one for each phone in a browser, and " + SPARE_SESSIONS
                    + "."));
        }
        int limit = Numbers.orElse(
                all.conf().last("http.conf", "general", "sessionlimit"), USUAL_SESSIONS);
        int needed = browsers(ari) + SPARE_SESSIONS;
        List<CheckResult> results = new ArrayList<>();
        results.add(
                limit >= needed
                        ? CheckResult.ok("sessionlimit is " + limit + "; " + needed
                                + " are needed when every phone in a browser is connected.")
                        : CheckResult.warning(
                                "sessionlimit is " + limit + ", and " + needed + " are needed when"
                                        + " every phone in a browser is connected: ARI may find no"
                                        + " session (HTTP 503).",
                                new Advice(
                                        "http.conf",
                                        "general",
                                        List.of("sessionlimit = " + 2 * needed),
                                        "asterisk -rx 'module reload http'")));
        return results;
    }

    private static int browsers(OfAri ari) {
        Map<String, Map<String, String>> endpoints =
                Objects.requireNonNullElse(ari.endpoints(), Map.of());
        return (int) endpoints.values().stream()
                .filter(endpoint -> "yes".equals(endpoint.get("webrtc")))
                .count();
    }
}
