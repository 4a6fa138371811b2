package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.AriApplication;
import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Transfers that a program beside Asterisk asks for, by AMI or ARI. */
class ManagerIT extends MatrixFixture {
    ManagerIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    private String channel(Phone phone) {
        return "Channel: " + stage.channel(phone);
    }

    @Test
    void amiBlindTransfer() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        ami.send("BlindTransfer", channel(anna), "Context: lab", "Exten: " + CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        JsonObject end = end(ManagerRow.AMI_BLIND, audience);
        assertEquals("api", end.getString("trigger"));
    }

    @Test
    void amiAtxfer() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        ami.send("Atxfer", channel(anna), "Context: lab", "Exten: " + CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        stage.awaitTogether(anna, cleo);
        audience.join(atCleo);

        talk.caller().hangUp();

        stage.awaitTogether(ben, cleo);
        end(ManagerRow.AMI_ATTENDED, audience);
    }

    @Test
    void amiAtxferToOneWhoIsBusy() {
        Talk talk = annaTalksToBen();
        untold(talk.caller(), talk.ben());
        ami.send("Atxfer", channel(anna), "Context: lab", "Exten: " + CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        stage.awaitApart(anna, ben);

        atCleo.refuse(BUSY_HERE);

        stage.awaitTogether(anna, ben);
        nothing(ManagerRow.AMI_ATTENDED_BUSY);
    }

    @Test
    void amiRedirectOfOne() {
        Talk talk = annaTalksToBen();
        Audience audience = untold(talk.caller(), talk.ben());

        ami.send("Redirect", channel(ben), "Context: lab", "Exten: " + CLEO, "Priority: 1");

        audience.join(cleo.awaitIncoming().ring().answer());
        stage.awaitTogether(ben, cleo);
        nothing(ManagerRow.AMI_REDIRECT);
    }

    @Test
    void amiRedirectOfBoth() {
        Talk talk = annaTalksToBen();
        Audience audience = untold(talk.caller(), talk.ben());

        ami.send(
                "Redirect",
                channel(ben),
                "Context: lab",
                "Exten: " + CLEO,
                "Priority: 1",
                "ExtraChannel: " + stage.channel(anna),
                "ExtraContext: lab",
                "ExtraExten: " + ECHO,
                "ExtraPriority: 1");

        audience.join(cleo.awaitIncoming().ring().answer());
        stage.awaitTogether(ben, cleo);
        stage.awaitApplication(anna, "Echo");
        nothing(ManagerRow.AMI_REDIRECT_BOTH);
    }

    @Test
    void ariRedirect() {
        try (AriApplication application = stage.application("lab-transfers");
                StasisCall call = new StasisCall(application, this)) {
            Audience audience = audience(call.talk().caller(), call.talk().ben());

            application.post("channels/" + call.benId() + "/redirect?endpoint=PJSIP/cleo");

            call.talk().ben().awaitReferred();
            stage.awaitTogether(anna, ben);
            end(ManagerRow.ARI_REDIRECT, audience);
        }
    }
}
