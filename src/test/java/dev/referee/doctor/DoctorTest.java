package dev.referee.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.hep.HepProbe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What an administrator is told of an Asterisk and a machine that are wrong in one way each. */
class DoctorTest {
    private final Patient patient = new Patient();

    private void finds(Grade grade, String check, String message, @Nullable String advice) {
        List<Doctor.Line> lines = patient.examine();
        List<CheckResult> results = lines.stream()
                .filter(line -> line.check().equals(check) && line.result().grade() == grade)
                .map(Doctor.Line::result)
                .toList();
        assertEquals(1, results.size(), () -> check + " " + grade + ": " + lines);
        CheckResult result = results.getFirst();
        assertTrue(result.message().contains(message), result.message());
        if (advice == null) {
            assertEquals(null, result.advice());
        } else {
            String line = Objects.requireNonNull(result.advice()).oneLine();
            assertTrue(line.contains(advice), line);
        }
        assertFalse(lines.toString().contains("not-to-be-printed"), lines.toString());
    }

    /** Nothing is wrong but what the test names. */
    private void nothingElseIsWrong(String... checks) {
        Set<String> wrong = patient.examine().stream()
                .filter(line -> line.result().grade() == Grade.PROBLEM)
                .map(Doctor.Line::check)
                .collect(Collectors.toSet());
        assertEquals(Set.of(checks), wrong);
    }

    @Test
    void ofAPbxInGoodOrderNothingIsSaidButThatNobodyCalled() {
        List<Doctor.Line> remarks = patient.examine().stream()
                .filter(line -> line.result().grade() != Grade.OK)
                .toList();
        assertEquals(
                List.of("ami-events"), remarks.stream().map(Doctor.Line::check).toList());
        assertEquals(Grade.NOT_CHECKED, remarks.getFirst().result().grade());
    }

    @Test
    void everyCheckIsDocumented() throws IOException {
        String document = Files.readString(Path.of("docs", "DOCTOR.md"));
        Doctor.CHECKS.forEach(check -> assertTrue(
                document.contains("| `" + check.name() + "` | " + check.about() + " |"),
                () -> "docs/DOCTOR.md lacks: | `" + check.name() + "` | " + check.about() + " |"));
    }

    @Test
    void amiThatRefusesTheLoginIsAllThatIsSaidOfAmi() {
        patient.amiTrouble = "AMI at 127.0.0.1:5038 refuses the login of 'referee'.";
        finds(
                Grade.PROBLEM,
                "ami-reachable",
                "refuses the login",
                "manager.conf, [referee]: secret");
        nothingElseIsWrong("ami-reachable");
    }

    @Test
    void ariThatIsSwitchedOffIsAllThatIsSaidOfAri() {
        patient.ariTrouble = "There is an HTTP server but no ARI (HTTP 404): set enabled=yes.";
        finds(Grade.PROBLEM, "ari-reachable", "404", "ari.conf, [general]: enabled = yes");
        nothingElseIsWrong("ari-reachable");
    }

    @Test
    void withoutAriModulesAndEndpointsAreToBeLookedAtByHand() {
        patient.unset("REFEREE_PBX_ARI_PASSWORD");
        finds(Grade.NOT_CHECKED, "module-refer", "module show like res_pjsip_refer.so", null);
        finds(Grade.NOT_CHECKED, "endpoint-transfer", "pjsip show endpoint", null);
        nothingElseIsWrong();
    }

    @Test
    void accountThatMayAskNothing() {
        patient.commands = "commands-none.txt";
        finds(Grade.PROBLEM, "ami-write", "CoreShowChannels", "[referee]: write = reporting");
    }

    @Test
    void accountThatMayDoEverything() {
        patient.commands = "commands-all.txt";
        finds(Grade.WARNING, "ami-excess", "command", "[referee]: write = reporting");
        finds(Grade.WARNING, "ami-excess", "originate", "[referee]: write = reporting");
        nothingElseIsWrong();
    }

    @Test
    void accountThatMayNotSendNotifiesWherePhonesAreToGetThem() {
        patient.set("REFEREE_PUSH_ENDPOINTS", "PJSIP/*");
        finds(Grade.PROBLEM, "ami-write", "PJSIPNotify", "write = reporting,system");
    }

    @Test
    void accountThatHearsNoCalls() {
        patient.line("manager.conf,referee,read", "dialplan");
        finds(Grade.PROBLEM, "ami-read", "class call", "[referee]: read = call,dialplan,cdr");
        nothingElseIsWrong("ami-read");
    }

    @Test
    void accountThatHearsNoCallsAlthoughItsTemplateDoes() {
        patient.line("manager.conf,referee,read", "call,dialplan,cdr", "dialplan");
        finds(Grade.PROBLEM, "ami-read", "class call", "[referee]: read = call,dialplan,cdr");
    }

    @Test
    void accountWithoutAnyReadLine() {
        patient.line("manager.conf,referee,read");
        finds(Grade.PROBLEM, "ami-read", "call, dialplan", "[referee]: read = call,dialplan,cdr");
    }

    @Test
    void accountThatHearsTooMuch() {
        patient.line("manager.conf,referee,read", "all");
        finds(Grade.WARNING, "ami-read", "all", "[referee]: read = call,dialplan,cdr");
    }

    @Test
    void accountForEverybody() {
        patient.line("manager.conf,referee,permit");
        finds(Grade.WARNING, "ami-permit", "Every machine", "permit = 127.0.0.1");
    }

    @Test
    void accountThatIsCutOffSoon() {
        patient.line("manager.conf,referee,writetimeout");
        finds(Grade.WARNING, "ami-write-timeout", "100 ms", "writetimeout = 2000");
    }

    @Test
    void eventfilterThatHidesTheVariables() {
        patient.lines.values().removeIf(line -> line.startsWith("^Event: VarSet"));
        compact();
        finds(Grade.PROBLEM, "ami-eventfilter", "hides VarSet", "eventfilter = ^Event: VarSet");
        nothingElseIsWrong("ami-eventfilter");
    }

    @Test
    void eventfilterThatHidesTransfers() {
        patient.line("manager.conf,referee,eventfilter", "!^Event: (Blind|Attended)Transfer");
        finds(
                Grade.PROBLEM,
                "ami-eventfilter",
                "hides BlindTransfer, AttendedTransfer",
                "eventfilter = ^Event: (BlindTransfer|AttendedTransfer)");
    }

    @Test
    void eventfilterThatIsNoExpression() {
        patient.line("manager.conf,referee,eventfilter", "^Event: (Newchannel");
        finds(Grade.WARNING, "ami-eventfilter", "not a valid regular expression", null);
    }

    /** Takes the gaps out of the numbers of the eventfilters. */
    private void compact() {
        String key = "manager.conf,referee,eventfilter";
        patient.line(
                key,
                patient.lines.entrySet().stream()
                        .filter(line -> line.getKey().startsWith(key + ","))
                        .map(java.util.Map.Entry::getValue)
                        .toArray(String[]::new));
    }

    @Test
    void callThatAriTellsAndAmiDoesNot() {
        patient.heardByAri.put("ChannelCreated", 2);
        finds(Grade.PROBLEM, "ami-events", "Newchannel (ARI: ChannelCreated)", "read = call");
    }

    @Test
    void callThatBothTell() {
        patient.heardByAri.put("ChannelCreated", 2);
        patient.heardByAmi.put("Newchannel", 2);
        finds(Grade.OK, "ami-events", "AMI reported what ARI reported", null);
    }

    @Test
    void withoutFuncConfigTheFilesAreToBeLookedAtByHandAndNothingIsWrong() {
        patient.hasFunctions = false;
        finds(Grade.NOT_CHECKED, "ami-read", "manager show user referee", null);
        finds(Grade.NOT_CHECKED, "hep-conf", "capture_address", null);
        nothingElseIsWrong();
    }

    @Test
    void ariAccountThatMayChangeThings() {
        patient.mayChange = true;
        finds(Grade.WARNING, "ari-rights", "hang up calls", "ari.conf, [referee]: read_only = yes");
    }

    @Test
    void ariWithoutEventSocket() {
        patient.socketTrouble = "HTTP 404.";
        finds(Grade.PROBLEM, "ari-events", "no event socket", "module load res_http_websocket.so");
    }

    @Test
    void ariApplicationThatAnotherProgramHas() {
        patient.isApplicationTaken = true;
        finds(Grade.WARNING, "ari-application", "listens as referee", "application: referee-2");
    }

    @Test
    void ariApplicationOfTheRefereeThatRunsIsRight() {
        patient.isApplicationTaken = true;
        patient.running = running("listening", "2026-11-30T19:59:00Z");
        finds(Grade.OK, "ari-application", "The running Referee", null);
    }

    @Test
    void webSocketsThatAreCutOffSoon() {
        patient.line("ari.conf,general,websocket_write_timeout");
        finds(Grade.WARNING, "ari-write-timeout", "100 ms", "websocket_write_timeout = 1000");
    }

    @Test
    void tooFewHttpSessions() {
        patient.line("http.conf,general,sessionlimit", "5");
        finds(Grade.WARNING, "http-sessions", "sessionlimit is 5", "http.conf, [general]");
    }

    @Test
    void asteriskThatIsTooOld() {
        version("13.38.3");
        finds(Grade.PROBLEM, "asterisk-version", "older than 16", "apt-get");
    }

    @Test
    void asteriskThatShowsNoCallIds() {
        version("18.10.0");
        finds(Grade.WARNING, "asterisk-version", "Call-IDs", "apt-get");
    }

    @Test
    void asteriskThatShowsNoSipStatusOfAHangup() {
        version("20.6.0~dfsg+~cs6.13.40431414-2");
        finds(Grade.OK, "asterisk-version", "TechCause", null);
    }

    private void version(String version) {
        patient.info.getJsonObject("system").put("version", version);
    }

    @Test
    void withoutFuncChannelNoDialogIsKnown() {
        patient.modules.remove("func_channel.so");
        finds(Grade.PROBLEM, "module-channel", "unknown-dialog", "module load func_channel.so");
        nothingElseIsWrong("module-channel");
    }

    @Test
    void refersThatNoModuleAnswers() {
        patient.modules.remove("res_pjsip_refer.so");
        finds(Grade.PROBLEM, "module-refer", "501", "module load res_pjsip_refer.so");
        nothingElseIsWrong("module-refer");
    }

    @Test
    void hepModuleThatDoesNotRun() {
        patient.modules.remove("res_hep_pjsip.so");
        finds(Grade.PROBLEM, "module-hep", "res_hep_pjsip.so does not run", "module load");
        nothingElseIsWrong("module-hep");
    }

    @Test
    void hepModuleThatIsNotNeeded() {
        patient.modules.add("res_hep_rtcp.so");
        finds(Grade.WARNING, "module-hep", "res_hep_rtcp", "module unload");
    }

    @Test
    void oldSipDriver() {
        patient.modules.add("chan_sip.so");
        finds(Grade.WARNING, "module-sip", "chan_sip", "modules.conf, [modules]: noload");
    }

    @Test
    void partOfAriThatDoesNotRun() {
        patient.modules.remove("res_ari_bridges.so");
        finds(Grade.PROBLEM, "module-ari", "res_ari_bridges.so", "module load");
    }

    @Test
    void ariThatDoesNotShowItsModules() {
        patient.showsModules = false;
        finds(Grade.PROBLEM, "module-ari", "res_ari_asterisk", "module load res_ari_asterisk.so");
    }

    @Test
    void moduleThatCanLockUpAri() {
        patient.modules.add("res_stasis_device_state.so");
        finds(Grade.WARNING, "module-device-state", "2170", "noload = res_stasis_device_state.so");
    }

    @Test
    void notifyModuleThatDoesNotRunWherePhonesAreToGetThem() {
        patient.set("REFEREE_PUSH_ENDPOINTS", "PJSIP/*");
        patient.modules.remove("res_pjsip_notify.so");
        finds(Grade.PROBLEM, "module-notify", "sends nothing", "module load res_pjsip_notify.so");
    }

    @Test
    void hepThatIsNotConfigured() {
        patient.unset("REFEREE_PBX_HEP_LISTEN");
        finds(Grade.WARNING, "hep-configured", "not set", "hep: {listen: 9060}");
    }

    @Test
    void hepThatGoesToAnotherPort() {
        patient.line("hep.conf,general,capture_address", "127.0.0.1:9999");
        finds(Grade.PROBLEM, "hep-conf", "127.0.0.1:9999", "capture_address = 127.0.0.1:9060");
    }

    @Test
    void hepThatIsSwitchedOff() {
        patient.line("hep.conf,general,enabled", "no");
        finds(Grade.PROBLEM, "hep-conf", "HEP is off", "enabled = yes");
    }

    @Test
    void hepOfWhichNothingComes() {
        patient.packets.clear();
        finds(Grade.NOT_CHECKED, "hep-arriving", "No packet", null);
    }

    @Test
    void hepWithoutThePassword() {
        patient.packets.put("192.0.2.7", new HepProbe.Count(0, 4, 0));
        finds(Grade.PROBLEM, "hep-arriving", "4 packets from 192.0.2.7", "capture_password");
    }

    @Test
    void hepThatIsNone() {
        patient.packets.put("192.0.2.7", new HepProbe.Count(0, 0, 2));
        finds(Grade.PROBLEM, "hep-arriving", "not HEPv3", "hep.conf");
    }

    @Test
    void hepPortThatAnotherProgramHas() {
        patient.hepTrouble = "Address already in use";
        finds(Grade.PROBLEM, "hep-port", "already in use", "ss -ulnp");
    }

    @Test
    void hepPortThatTheRefereeThatRunsHas() {
        patient.hepTrouble = "Address already in use";
        patient.running = running("listening", "2026-11-30T19:59:00Z");
        finds(Grade.OK, "hep-port", "uses the port", null);
        finds(Grade.OK, "hep-arriving", "2026-11-30T19:59:00Z", null);
    }

    @Test
    void endpointThatMayNotTransfer() {
        patient.endpoint.put("allow_transfer", "false");
        finds(Grade.WARNING, "endpoint-transfer", "603", "[anna]: allow_transfer = yes");
    }

    @Test
    void endpointWithoutAContext() {
        patient.endpoint.put("context", "nowhere");
        patient.contexts.clear();
        patient.contexts.put("nowhere", false);
        finds(Grade.PROBLEM, "endpoint-context", "no context nowhere", "[anna]: context =");
    }

    @Test
    void endpointWhosePhoneMayVanish() {
        patient.endpoint.put("rtp_timeout", "0");
        finds(Grade.WARNING, "endpoint-rtp-timeout", "anna", "[anna]: rtp_timeout = 30");
    }

    @Test
    void attendedTransfersToAnotherPbx() {
        patient.replacing.add("lab");
        finds(Grade.OK, "external-replaces", "is in lab", null);
    }

    @Test
    void callRecordsThatAreOff() {
        patient.set("REFEREE_RECONCILE_CEL_FILE", "/var/log/asterisk/cel-custom/Master.csv");
        patient.line("cel.conf,general,enable", "no");
        finds(Grade.PROBLEM, "cel", "CEL is off", "cel.conf, [general]: enable = yes");
    }

    @Test
    void callRecordsThatLackBridges() {
        patient.set("REFEREE_RECONCILE_CEL_FILE", "/var/log/asterisk/cel-custom/Master.csv");
        patient.line("cel.conf,general,events", "CHAN_START,CHAN_END,HANGUP");
        finds(Grade.PROBLEM, "cel", "lacks BRIDGE_ENTER", "events = CHAN_START");
    }

    @Test
    void callRecordsThatAreNotSentOverAmi() {
        patient.set("REFEREE_RECONCILE_CEL_OVER_AMI", "true");
        patient.modules.add("cel_manager.so");
        finds(Grade.PROBLEM, "cel", "does not send CEL", "cel.conf, [manager]: enabled = yes");
    }

    @Test
    void callRecordsThatMayNotBeRead() {
        patient.set("REFEREE_RECONCILE_CEL_FILE", "/var/log/asterisk/cel-custom/Master.csv");
        patient.celTrouble = "Master.csv may not be read by this user";
        finds(Grade.PROBLEM, "cel", "may not be read", "chmod");
    }

    @Test
    void callDetailsThatAreNotSent() {
        patient.set("REFEREE_RECONCILE_CDR_OVER_AMI", "true");
        patient.line("cdr_manager.conf,general,enabled");
        finds(Grade.PROBLEM, "cdr", "does not send", "cdr_manager.conf, [general]: enabled = yes");
    }

    @Test
    void callDetailsOfAnotherTimeZone() {
        patient.set("REFEREE_RECONCILE_CDR_OVER_AMI", "true");
        patient.set("REFEREE_RECONCILE_CDR_AMI_ZONE", "Europe/Berlin");
        finds(Grade.PROBLEM, "time-zone", "UTC+00:00", "cdr_ami_zone");
    }

    @Test
    void clocksThatAreApart() {
        patient.ahead = Duration.ofSeconds(-90);
        finds(Grade.PROBLEM, "clock", "90 s behind", "timedatectl");
        patient.ahead = Duration.ofSeconds(5);
        finds(Grade.WARNING, "clock", "5 s ahead of", "timedatectl");
    }

    @Test
    void keysOfTokensThatAreNotThere() {
        patient.set("REFEREE_TOKENS_RS256_KEY_FILE", "/etc/referee/key.pem");
        patient.tokenProblems = List.of("tokens.rs256_key_file cannot be read (no such file).");
        finds(Grade.PROBLEM, "token-keys", "rs256_key_file", "tokens: {rs256_key_file:");
    }

    @Test
    void certificateThatHasExpired() {
        certificate();
        patient.tlsUntil = Patient.NOW.minusSeconds(1);
        finds(Grade.PROBLEM, "tls-certificate", "expired", "tls_certificate_file");
    }

    @Test
    void certificateThatExpiresSoon() {
        certificate();
        patient.tlsUntil = Patient.NOW.plus(Duration.ofDays(3));
        finds(Grade.WARNING, "tls-certificate", "expires at", "tls_certificate_file");
    }

    @Test
    void certificateOfAnotherHost() {
        certificate();
        patient.tlsUntil = Patient.NOW.plus(Duration.ofDays(90));
        patient.tlsNames = List.of("*.other.example");
        finds(Grade.PROBLEM, "tls-certificate", "not for referee.example", "tls_certificate_file");
        patient.tlsNames = List.of("*.example", "referee.example");
        finds(Grade.OK, "tls-certificate", "referee.example", null);
    }

    private void certificate() {
        patient.set("REFEREE_LISTEN_HOST", "referee.example")
                .set("REFEREE_LISTEN_TLS_CERTIFICATE_FILE", "/etc/referee/cert.pem")
                .set("REFEREE_LISTEN_TLS_KEY_FILE", "/etc/referee/key.pem");
    }

    @Test
    void receiverThatTakesNoConnection() {
        patient.webhooks.put("crm (https://crm.example)", "Connection refused");
        finds(Grade.PROBLEM, "webhooks", "Connection refused", "webhooks: [{id: crm,");
    }

    @Test
    void moreBrowsersThanFiles() {
        patient.openFiles = 1_024;
        finds(Grade.WARNING, "connection-limits", "1024", "LimitNOFILE=");
    }

    @Test
    void refereeThatRunsAndLacksASource() {
        patient.running = running("lost", null);
        finds(Grade.PROBLEM, "running-referee", "has no main/hep", null);
    }

    private static JsonObject running(String state, @Nullable String lastHeard) {
        return new JsonObject()
                .put("ready", true)
                .put(
                        "sources",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "main/hep")
                                        .put("up", state.equals("listening"))
                                        .put("state", state)
                                        .put("lastHeard", lastHeard)
                                        .put("detail", "Nothing comes")))
                .put("warnings", new JsonArray());
    }
}
