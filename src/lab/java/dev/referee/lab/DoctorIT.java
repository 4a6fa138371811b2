package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;
import dev.referee.asterisk.Asterisk;
import dev.referee.asterisk.AsteriskExtension;
import dev.referee.doctor.Doctor;
import dev.referee.doctor.DoctorSettings;
import dev.referee.doctor.Grade;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A real Asterisk that is broken in one way after the other, each found and named. What is broken is
 * put back after each.
 */
@ExtendWith(AsteriskExtension.class)
class DoctorIT {
    private static final String SECRET = "lab-referee";

    private final Asterisk.Address asterisk;
    private final Vertx vertx = Vertx.vertx();
    private final Ami tester;
    private final Map<String, String> environment = new HashMap<>();

    DoctorIT(Asterisk running) {
        asterisk = running.address();
        tester = Ami.connect(asterisk);
    }

    @BeforeEach
    void configure() {
        environment.put("REFEREE_PBX_AMI_HOST", asterisk.host());
        environment.put("REFEREE_PBX_AMI_PORT", Integer.toString(asterisk.amiPort()));
        environment.put("REFEREE_PBX_AMI_SECRET", SECRET);
        environment.put(
                "REFEREE_PBX_ARI_URL", "http://" + asterisk.host() + ":" + asterisk.httpPort());
        environment.put("REFEREE_PBX_ARI_PASSWORD", SECRET);
        environment.put("REFEREE_PBX_ARI_APPLICATION", "referee-of-the-doctor");
        environment.put("REFEREE_LISTEN_PORT", "0");
    }

    @AfterEach
    void close() {
        tester.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private List<Doctor.Line> examine(Duration listen, Consumer<String> progress) {
        try {
            Configuration configured = Configuration.load(null, environment);
            return new Doctor(
                            vertx,
                            new DoctorSettings(
                                    configured.ami(),
                                    configured.ari(),
                                    configured.hep(),
                                    configured.edge(),
                                    configured.webhooks(),
                                    configured.audit(),
                                    !configured.receivers().isEmpty(),
                                    configured.warnings(),
                                    listen),
                            InstantSource.system(),
                            progress)
                    .examine();
        } catch (ConfigurationException e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }

    private List<Doctor.Line> examine() {
        return examine(Duration.ZERO, step -> {});
    }

    /** Nothing is a problem but these. */
    private static void assertProblems(List<Doctor.Line> lines, String... checks) {
        Set<String> wrong = lines.stream()
                .filter(line -> line.result().grade() == Grade.PROBLEM)
                .map(Doctor.Line::check)
                .collect(Collectors.toSet());
        assertEquals(Set.of(checks), wrong, lines::toString);
        assertFalse(lines.toString().contains(SECRET), lines::toString);
    }

    private static void assertFound(
            List<Doctor.Line> lines,
            Grade grade,
            String check,
            String message,
            @Nullable String advice) {
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.check().equals(check)
                                && line.result().grade() == grade
                                && line.result().message().contains(message)
                                && (advice == null
                                        || (line.result().advice() != null
                                                && line.result()
                                                        .advice()
                                                        .oneLine()
                                                        .contains(advice)))),
                () -> grade + " " + check + " " + message + " is not in " + lines);
    }

    @Test
    void ofTheRecommendedAccountsNothingIsWrong() {
        List<Doctor.Line> lines = examine();

        assertProblems(lines);
        for (String check : List.of(
                "ami-reachable",
                "ami-write",
                "ami-excess",
                "ami-read",
                "ami-eventfilter",
                "ari-reachable",
                "ari-events",
                "ari-rights",
                "ari-application",
                "ari-write-timeout",
                "module-refer",
                "module-ari",
                "endpoint-context",
                "clock",
                "time-zone")) {
            assertFound(lines, Grade.OK, check, "", null);
        }
    }

    @Test
    void wrongSecretOfAmi() {
        environment.put("REFEREE_PBX_AMI_SECRET", "not-it");
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ami-reachable");
        assertFound(
                lines,
                Grade.PROBLEM,
                "ami-reachable",
                "refuses the login of 'referee'",
                "manager.conf, [referee]: secret");
    }

    @Test
    void wrongPasswordOfAri() {
        environment.put("REFEREE_PBX_ARI_PASSWORD", "not-it");
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ari-reachable");
        assertFound(lines, Grade.PROBLEM, "ari-reachable", "401", "ari.conf, [referee]: password");
    }

    @Test
    void portOfAmiThatIsNoAmi() {
        environment.put("REFEREE_PBX_AMI_PORT", Integer.toString(asterisk.httpPort()));
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ami-reachable");
        assertFound(lines, Grade.PROBLEM, "ami-reachable", "Check host and port", "port = ");
    }

    @Test
    void portOfAriThatIsNoAri() {
        environment.put(
                "REFEREE_PBX_ARI_URL", "http://" + asterisk.host() + ":" + asterisk.amiPort());
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ari-reachable");
        assertFound(lines, Grade.PROBLEM, "ari-reachable", "", "http.conf, [general]");
    }

    @Test
    void prefixOfAriThatIsNotThere() {
        environment.merge("REFEREE_PBX_ARI_URL", "/pbx", String::concat);
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ari-reachable");
        assertFound(lines, Grade.PROBLEM, "ari-reachable", "404", "ari.conf, [general]: enabled");
    }

    @Test
    void accountThatMayNotHearCalls() {
        environment.put("REFEREE_PBX_AMI_USERNAME", "doctor-hears-little");
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ami-read");
        assertFound(
                lines,
                Grade.PROBLEM,
                "ami-read",
                "class call",
                "[doctor-hears-little]: read = call,dialplan,cdr");
    }

    @Test
    void accountThatHearsEverything() {
        environment.put("REFEREE_PBX_AMI_USERNAME", "doctor-hears-all");
        List<Doctor.Line> lines = examine();
        assertProblems(lines);
        assertFound(lines, Grade.WARNING, "ami-read", "", "read = call,dialplan,cdr");
    }

    @Test
    void accountThatMayNotAsk() {
        environment.put("REFEREE_PBX_AMI_USERNAME", "doctor-asks-nothing");
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ami-write");
        assertFound(lines, Grade.PROBLEM, "ami-write", "CoreShowChannels", "write = reporting");
        assertFound(lines, Grade.NOT_CHECKED, "ami-read", "manager show user", null);
    }

    @Test
    void accountThatMayDoEverything() {
        environment.put("REFEREE_PBX_AMI_USERNAME", "doctor-may-do-all");
        List<Doctor.Line> lines = examine();
        assertProblems(lines);
        for (String right : List.of("command", "originate", "config", "system")) {
            assertFound(lines, Grade.WARNING, "ami-excess", right, "write = reporting");
        }
    }

    @Test
    void eventfilterThatHidesVariablesAndTransfers() {
        environment.put("REFEREE_PBX_AMI_USERNAME", "doctor-filtered");
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "ami-eventfilter");
        assertFound(
                lines,
                Grade.PROBLEM,
                "ami-eventfilter",
                "BlindTransfer, AttendedTransfer, VarSet",
                "eventfilter = ^Event: (BlindTransfer|AttendedTransfer)");
        assertFound(lines, Grade.WARNING, "ami-permit", "Every machine", "permit");
        assertFound(lines, Grade.WARNING, "ami-write-timeout", "100 ms", "writetimeout = 2000");
    }

    @Test
    void callThatAmiDoesNotTell() {
        environment.put("REFEREE_PBX_AMI_USERNAME", "doctor-hears-little");
        List<Doctor.Line> lines = examine(Duration.ofSeconds(2), this::callWhileListening);
        assertProblems(lines, "ami-read", "ami-events");
        assertFound(lines, Grade.PROBLEM, "ami-events", "Newchannel (ARI: ChannelCreated)", "read");
    }

    @Test
    void callThatBothTell() {
        List<Doctor.Line> lines = examine(Duration.ofSeconds(2), this::callWhileListening);
        assertProblems(lines);
        assertFound(lines, Grade.OK, "ami-events", "AMI reported what ARI reported", null);
    }

    /** The doctor makes no call; this is somebody else's. */
    private void callWhileListening(String progress) {
        if (progress.equals("listening, 2 s left")) {
            tester.send(
                    "Originate",
                    "Channel: Local/6005@lab",
                    "Application: Wait",
                    "Data: 0",
                    "Async: true");
        }
    }

    @Test
    void accountOfAriThatMayChangeThings() {
        environment.put("REFEREE_PBX_ARI_USERNAME", "tester");
        environment.put("REFEREE_PBX_ARI_PASSWORD", "lab-tester");
        List<Doctor.Line> lines = examine();
        assertProblems(lines);
        assertFound(lines, Grade.WARNING, "ari-rights", "", "ari.conf, [tester]: read_only = yes");
    }

    @Test
    void applicationThatAnotherProgramHas() {
        AriApplication other = AriApplication.register(asterisk, "referee-of-the-doctor");
        try {
            assertFound(
                    examine(), Grade.WARNING, "ari-application", "Another program listens", null);
        } finally {
            other.close();
        }
    }

    @Test
    void modulesOfHepThatDoNotRun() {
        listenForHep();
        without("res_hep_pjsip.so", () -> {
            List<Doctor.Line> lines = examine();
            assertProblems(lines, "module-hep", "hep-conf");
            assertFound(
                    lines,
                    Grade.PROBLEM,
                    "module-hep",
                    "res_hep_pjsip.so",
                    "module load res_hep_pjsip.so");
        });
    }

    @Test
    void functionOfChannelsThatIsNotLoaded() {
        without("func_channel.so", () -> {
            List<Doctor.Line> lines = examine();
            assertProblems(lines, "module-channel");
            assertFound(
                    lines,
                    Grade.PROBLEM,
                    "module-channel",
                    "unknown-dialog",
                    "module load func_channel.so");
        });
    }

    @Test
    void hepThatGoesElsewhere() {
        listenForHep();
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "hep-conf");
        assertFound(
                lines,
                Grade.PROBLEM,
                "hep-conf",
                ":" + asterisk.hepPort(),
                "hep.conf, [general]: capture_address = 127.0.0.1:");
        assertFound(lines, Grade.NOT_CHECKED, "hep-arriving", "No packet", null);
    }

    private void listenForHep() {
        environment.put("REFEREE_PBX_HEP_LISTEN", "127.0.0.1:" + RefereeProcess.freeUdpPort());
    }

    @Test
    void filesThatCannotBeReadAreToBeLookedAtByHand() {
        without("func_config.so", () -> {
            List<Doctor.Line> lines = examine();
            assertProblems(lines);
            for (String check :
                    List.of("ami-read", "ami-eventfilter", "ari-write-timeout", "http-sessions")) {
                assertFound(lines, Grade.NOT_CHECKED, check, "cannot be read", null);
            }
        });
    }

    private void without(String module, Runnable look) {
        tester.send("ModuleLoad", "Module: " + module, "LoadType: unload");
        try {
            look.run();
        } finally {
            tester.send("ModuleLoad", "Module: " + module, "LoadType: load");
        }
    }

    @Test
    void contextThatTheDialplanLacks() {
        tester.send("Command", "Command: dialplan remove context lab");
        try {
            List<Doctor.Line> lines = examine();
            assertProblems(lines, "endpoint-context");
            assertFound(lines, Grade.PROBLEM, "endpoint-context", "no context lab", "context = ");
        } finally {
            tester.send("Command", "Command: dialplan reload");
        }
    }

    @Test
    void endpointThatMayNotTransfer() {
        assertFound(
                examine(),
                Grade.WARNING,
                "endpoint-transfer",
                "nora",
                "pjsip.conf, [nora]: allow_transfer = yes");
    }

    @Test
    void callRecordsThatAreNotThere() {
        environment.put("REFEREE_RECONCILE_CEL_OVER_AMI", "true");
        List<Doctor.Line> lines = examine();
        assertProblems(lines, "cel");
        assertFound(lines, Grade.PROBLEM, "cel", "cel_manager does not run", "module load");
        assertFound(lines, Grade.PROBLEM, "cel", "does not send CEL", "cel.conf, [manager]");
    }
}
