package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Source;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.webhook.NodeReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;

/**
 * The receiver of docs/OUTGOING.md with a real Asterisk: an ARI program sends Anna's call away, her phone
 * refuses, and the receiver asks Asterisk once more.
 */
@ExtendWith(StageExtension.class)
class RerouteIT {
    private static final Path PAGE = Path.of("docs", "OUTGOING.md");
    private static final String SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx";
    private static final String ANSWERED_BY_A_PROGRAM = "7583";
    private static final String FIRST = "sip:7002@far.example";
    private static final String SECOND = "sip:7003@far.example";

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final Stage stage;
    private final Phone anna;
    private final int hepPort = RefereeProcess.freeUdpPort();

    @TempDir
    Path folder;

    private AriApplication program;
    private NodeReceiver receiver;
    private RefereeProcess referee;

    RerouteIT(Stage stage) {
        this.stage = stage;
        anna = stage.phones().register("anna");
    }

    @BeforeEach
    void start() throws IOException {
        program = stage.application("lab-dialler");
        int port = NodeReceiver.freePort();
        receiver = NodeReceiver.start(
                PAGE,
                folder,
                port,
                SECRET,
                Map.of(
                        "ARI",
                        "http://" + program.server() + "ari",
                        "ARI_USER",
                        "tester",
                        "ARI_PASSWORD",
                        "lab-tester",
                        "TARGETS",
                        FIRST + " " + SECOND));
        stage.hep().mend(hepPort);
        referee = RefereeProcess.startWithWebhook(
                stage.asterisk().address().withHepPort(hepPort),
                EnumSet.allOf(Source.class),
                "http://127.0.0.1:" + port + "/",
                SECRET);
    }

    @AfterEach
    void stop() {
        stage.hep().cut(hepPort);
        stage.hangUpAll();
        referee.close();
        receiver.close();
        program.close();
    }

    /** The program sends Anna's call away, and her phone answers the REFER like this. */
    private Call annaIsSentAway(int answer) {
        Call call = anna.call(ANSWERED_BY_A_PROGRAM).answerRefersWith(answer);
        call.awaitAnswered();
        program.post("channels/" + program.awaitArrival() + "/redirect?endpoint=PJSIP/" + FIRST);
        call.awaitReferred();
        return call;
    }

    @Test
    void farEndThatIsOverloadedIsAskedAgainAfterAWhile() throws InterruptedException {
        Call call = annaIsSentAway(SERVICE_UNAVAILABLE).answerRefersWith(ACCEPTED);
        assertEquals("asked for " + FIRST, receiver.next());
        call.awaitReferred();
        call.report(OK);
    }

    @Test
    void whoIsNotFoundIsFollowedByTheNextTarget() throws InterruptedException {
        Call call = annaIsSentAway(NOT_FOUND);
        assertEquals("asked for " + SECOND, receiver.next());
        assertEquals("nobody is left", receiver.next().replaceFirst(":.*", ""));
        call.hangUp();
    }

    @Test
    void farEndThatForbidsItRaisesAnAlarm() throws InterruptedException {
        Call call = annaIsSentAway(FORBIDDEN);
        assertEquals("ALARM", receiver.next().replaceFirst(":.*", ""));
        call.hangUp();
    }
}
