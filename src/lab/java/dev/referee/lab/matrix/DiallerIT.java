package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Dialler;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Blind transfers to an ARI program that holds the caller while it calls the target for him. */
class DiallerIT extends MatrixFixture {
    private static final String PROGRAM = "7580";
    private static final String PROGRAM_THEN_ANNOUNCEMENT = "7583";

    DiallerIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void holdingBridgeAndTheTargetIsBusy() {
        busy(DiallerRow.HOLDING_BUSY, PROGRAM, program -> program.bridgeCaller("holding"));
    }

    @Test
    void externalMediaAndTheTargetIsBusy() {
        busy(DiallerRow.MEDIA_BUSY, PROGRAM, DiallerIT::bridgeWithMedia);
    }

    private static String bridgeWithMedia(Dialler program) {
        String bridge = program.bridgeCaller("mixing");
        program.add(bridge, program.externalMedia("external_host=127.0.0.1:9"));
        return bridge;
    }

    /** Puts the caller into a bridge. */
    private interface Hold {
        String by(Dialler program);
    }

    private void busy(Row row, String extension, Hold hold) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        try (Dialler program = stage.dialler()) {
            Refer refer = talk.caller().referBlind(extension);
            String bridge = hold.by(program.awaitCaller());
            String target = program.originate("cleo");

            cleo.awaitIncoming().ring().refuse(BUSY_HERE);

            program.awaitGone(target);
            program.hangUpCaller();
            JsonObject end = end(row, refer, audience);
            assertIsNotWithTarget(end);
            assertTargetIsCleo(end);
            endMachines(program, bridge);
        }
    }

    private static void assertTargetIsCleo(JsonObject end) {
        assertEquals("PJSIP/cleo", end.getJsonObject("target").getString("endpoint"));
    }

    /** They do not end with the people. */
    private void endMachines(Dialler program, String bridge) {
        program.delete("bridges/" + bridge);
        program.hangUpMachines();
    }

    @Test
    void targetIsBusyAndTheCallerGoesOnInTheDialplan() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        try (Dialler program = stage.dialler()) {
            Refer refer = talk.caller().referBlind(PROGRAM_THEN_ANNOUNCEMENT);
            String bridge = program.awaitCaller().bridgeCaller("holding");
            String target = program.originate("cleo");
            cleo.awaitIncoming().ring().refuse(BUSY_HERE);
            program.awaitGone(target);

            program.continueInDialplan();

            talk.ben().awaitEnded();
            assertIsNotWithTarget(end(DiallerRow.CONTINUED, refer, audience));
            endMachines(program, bridge);
        }
    }

    @Test
    void ringingUntilTheTargetAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        try (Dialler program = stage.dialler()) {
            Refer refer = talk.caller().referBlind(PROGRAM);
            program.awaitCaller().ring();
            String target = program.originate("cleo");
            answered(DiallerRow.RINGING_ANSWERED, audience, refer, program, target);
        }
    }

    @Test
    void musicUntilTheTargetAnswersWhoIsOfNoCall() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        try (Dialler program = stage.dialler()) {
            Refer refer = talk.caller().referBlind(PROGRAM);
            program.awaitCaller().music();
            String target = program.originateForNobody("cleo");
            answered(DiallerRow.MUSIC_ANSWERED, audience, refer, program, target);
        }
    }

    private void answered(Row row, Audience audience, Refer refer, Dialler program, String target) {
        audience.join(cleo.awaitIncoming().ring().answer());
        program.awaitAnswer(target);
        String bridge = program.connect(target);

        stage.awaitTogether(ben, cleo);
        assertTargetIsCleo(end(row, refer, audience));
        program.hangUpCaller();
        program.hangUp(target);
        program.delete("bridges/" + bridge);
    }

    @Test
    void externalMediaAndARecordingUntilTheTargetAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        try (Dialler program = stage.dialler()) {
            Refer refer = talk.caller().referBlind(PROGRAM);
            String bridge = bridgeWithMedia(program.awaitCaller());
            program.record(bridge);
            String target = program.originate("cleo");
            audience.join(cleo.awaitIncoming().ring().answer());
            program.awaitAnswer(target);

            program.add(bridge, target);

            stage.awaitTogether(ben, cleo);
            assertTargetIsCleo(end(DiallerRow.MEDIA_ANSWERED, refer, audience));
            program.hangUpCaller();
            program.hangUp(target);
            endMachines(program, bridge);
        }
    }
}
