package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.referee.asterisk.Asterisk;
import dev.referee.model.Dialog;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Transfers of every kind on a real Asterisk, each a {@link Row}: the phones make the truth, Asterisk
 * confirms it, and Referee has to say it to all.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixIT {
    private static final String BEN = "7001";
    private static final String CLEO = "7002";
    private static final String DORA = "7003";
    private static final String ECHO = "6005";

    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private final Stage stage;
    private final Phone anna;
    private final Phone ben;
    private final Phone cleo;
    private final Phone dora;
    private final Matrix matrix = new Matrix();
    private final List<Audience> audiences = new ArrayList<>();

    private record Talk(Call caller, Call ben) {}

    MatrixIT(Stage stage) {
        this.stage = stage;
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
        dora = stage.phones().register("dora");
    }

    private Talk talk(Phone caller, String extension) {
        Call call = caller.call(extension);
        Call atBen = ben.awaitIncoming().ring().answer();
        call.awaitAnswered();
        // A REFER that comes before that is refused with 400.
        stage.awaitTogether(caller, ben);
        return new Talk(call, atBen);
    }

    private Talk annaTalksToBen() {
        return talk(anna, BEN);
    }

    private Audience audience(Talk talk) {
        Audience audience = new Audience(stage, talk.caller(), talk.ben());
        audiences.add(audience);
        return audience;
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    /** Late events of any of the calls above would have come by now. */
    @AfterAll
    void nobodyIsToldAnythingLater() throws IOException {
        matrix.write(stage.asteriskVersion());
        try {
            audiences.forEach(Audience::assertOneEndAndNothingAfterIt);
        } finally {
            audiences.forEach(Audience::close);
        }
    }

    // ---- blind: what the target does

    @Test
    void blindToOneWhoAnswers() {
        blindToOneWhoAnswers(Row.BLIND_ANSWERED, CLEO);
    }

    @Test
    void blindToAQueueWhoseMemberAnswers() {
        blindToOneWhoAnswers(Row.BLIND_QUEUE, "7007");
    }

    @Test
    void blindThroughALocalChannel() {
        blindToOneWhoAnswers(Row.BLIND_LOCAL, "7011");
    }

    private void blindToOneWhoAnswers(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(extension);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(row, refer, audience);
    }

    @Test
    void blindToOneWhoIsBusy() {
        blindToOneWhoRefuses(Row.BLIND_BUSY, CLEO, BUSY_HERE);
    }

    @Test
    void blindToOneWhoDeclines() {
        blindToOneWhoRefuses(Row.BLIND_DECLINED, CLEO, DECLINE);
    }

    @Test
    void blindThroughALocalChannelToOneWhoDeclines() {
        blindToOneWhoRefuses(Row.BLIND_LOCAL_BUSY, "7011", DECLINE);
    }

    private void blindToOneWhoRefuses(Row row, String extension, int status) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(extension);

        Call atCleo = cleo.awaitIncoming().ring();
        if (!stage.asteriskVersion().startsWith("16.")) {
            refer.awaitFinalNotify(); // later versions have said 200 by now
        }
        atCleo.refuse(status);

        JsonObject end = end(row, refer, audience);
        assertNotEquals("with-target", end.getJsonObject("transferee").getString("whereabouts"));
    }

    @Test
    void blindWhoseTransfereeHangsUpWhileItRings() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        audience.awaitState("ringing");

        talk.ben().hangUp();

        atCleo.awaitEnded();
        end(Row.BLIND_GIVEN_UP, refer, audience);
    }

    @Test
    void blindToARingGroupWhereOneIsBusyAndTheOtherAnswers() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7008");
        Call atDora = dora.awaitIncoming().ring();
        cleo.awaitIncoming().refuse(BUSY_HERE);

        atDora.answer();

        stage.awaitTogether(ben, dora);
        audience.join(atDora);
        end(Row.BLIND_GROUP, refer, audience);
    }

    @Test
    void blindWhereTheDialplanCallsAnotherOne() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind("7013");
        dora.awaitIncoming().ring().awaitEnded();

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(Row.BLIND_FAILOVER, refer, audience);
    }

    // ---- blind: where no phone is called

    @Test
    void blindToAnApplication() {
        blindToAnApplication(Row.BLIND_APPLICATION, ECHO, "Echo");
    }

    @Test
    void blindToAConference() {
        blindToAnApplication(Row.BLIND_CONFERENCE, "6010", "ConfBridge");
    }

    @Test
    void blindToVoicemail() {
        blindToAnApplication(Row.BLIND_VOICEMAIL, "6012", "VoiceMail");
    }

    @Test
    void blindToAnAnnouncement() {
        blindToAnApplication(Row.BLIND_ANNOUNCEMENT, "6017", "Playback");
    }

    private void blindToAnApplication(Row row, String extension, String application) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        Refer refer = talk.caller().referBlind(extension);

        stage.awaitApplication(ben, application);
        end(row, refer, audience);
    }

    @Test
    void blindToAPhoneThatIsNotRegistered() {
        blindToNoPhone(Row.BLIND_UNREGISTERED, "6009");
    }

    @Test
    void blindToCongestion() {
        blindToNoPhone(Row.BLIND_CONGESTION, "6006");
    }

    @Test
    void blindRefusedByTheDialplan() {
        blindToNoPhone(Row.BLIND_REFUSED, "6014");
    }

    private void blindToNoPhone(Row row, String extension) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        end(row, talk.caller().referBlind(extension), audience);
    }

    // ---- attended

    @Test
    void attendedByTheCaller() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = talk.caller().referAttended(consultation, CLEO);

        stage.awaitTogether(ben, cleo);
        end(Row.ATTENDED, refer, audience);
    }

    @Test
    void attendedWithTheReferOnTheConsultationLeg() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = annaConsultsCleo(talk, audience);

        Refer refer = consultation.referAttended(talk.caller(), BEN);

        stage.awaitTogether(ben, cleo);
        end(Row.ATTENDED_CONSULTATION, refer, audience);
    }

    private Call annaConsultsCleo(Talk talk, Audience audience) {
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        audience.join(atCleo);
        return consultation;
    }

    @Test
    void attendedToAnApplication() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(ECHO).awaitAnswered();

        Refer refer = talk.caller().referAttended(consultation, ECHO);

        stage.awaitApplication(ben, "Echo");
        end(Row.ATTENDED_APPLICATION, refer, audience);
    }

    @Test
    void attendedByTheCallee() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = ben.call(CLEO);
        audience.join(cleo.awaitIncoming().ring().answer());
        consultation.awaitAnswered();

        Refer refer = talk.ben().referAttended(consultation, CLEO);

        stage.awaitTogether(anna, cleo);
        end(Row.ATTENDED_CALLEE, refer, audience);
    }

    @Test
    void semiAttended() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        consultation.awaitRinging();
        Refer refer = talk.caller().referAttended(consultation, CLEO);
        consultation.awaitEnded();

        atCleo.answer();

        stage.awaitTogether(ben, cleo);
        audience.join(atCleo);
        end(Row.SEMI_ATTENDED, refer, audience);
    }

    // ---- refused

    @Test
    void referOfOneWhoMayNotTransfer() {
        Talk talk = talk(stage.phones().register("nora"), BEN);
        Audience audience = audience(talk);

        end(Row.NOT_PERMITTED, talk.caller().referBlind(CLEO), audience);

        stage.awaitTogether(talk.caller().phone(), ben);
    }

    @Test
    void referWithAReplacesEncodedTwice() {
        referWithReplaces(Row.ENCODED_TWICE, other -> encoded(encoded(replaces(other))));
    }

    @Test
    void referWithSwappedTags() {
        referWithReplaces(
                Row.TAGS_SWAPPED,
                other -> encoded(
                        replaces(new Dialog(other.callId(), other.remoteTag(), other.localTag()))));
    }

    private interface Mistake {
        String replaces(Dialog consultation);
    }

    private void referWithReplaces(Row row, Mistake mistake) {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);
        Call consultation = anna.call(CLEO);
        cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        Asterisk.Address asterisk = stage.asterisk().address();

        Refer refer = talk.caller()
                .refer("<sip:" + CLEO + "@" + asterisk.host() + ":" + asterisk.sipPort()
                        + "?Replaces=" + mistake.replaces(consultation.dialog()) + ">");

        end(row, refer, audience);
        stage.awaitTogether(anna, ben);
    }

    private static String replaces(Dialog other) {
        return other.callId() + ";to-tag=" + other.remoteTag() + ";from-tag=" + other.localTag();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void referToSomethingThatIsNoSipAddress() {
        Talk talk = annaTalksToBen();
        Audience audience = audience(talk);

        end(Row.NOT_SIP, talk.caller().refer("<tel:+4930123456>"), audience);

        stage.awaitTogether(anna, ben);
    }

    /** Asterisk 16 knows no such thing, and carries the transfer out. */
    @Test
    void referThatIsHandedToAnAriApplication() {
        Talk talk = talk(anna, "7017");
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(CLEO);
        refer.awaitAnswer();
        if (stage.asteriskVersion().startsWith("16.")) {
            audience.join(cleo.awaitIncoming().answer());
            audience.awaitEnd("completed", "answered");
            return;
        }
        stage.awaitTogether(anna, ben);

        talk.caller().hangUp();

        end(Row.ARI_ONLY, refer, audience);
    }

    // ---- more than one

    @Test
    void goodTransferAfterARefusedOneInTheSameDialog() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.caller())) {
            Refer refused = talk.caller().referBlind("9999");
            matrix.add(Row.REFUSED_FIRST, refused, party.awaitEnd());
            refused.awaitFinalNotify();
            stage.awaitTogether(anna, ben);

            Refer good = talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, cleo);
            List<JsonObject> ends = party.awaitEnds(2);
            matrix.add(Row.GOOD_SECOND, good, ends.get(1));
            assertAreTwoTransfers(party);
        }
    }

    @Test
    void transferredCallerIsTransferredOn() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.ben())) {
            Refer first = talk.caller().referBlind(CLEO);
            Call atCleo = cleo.awaitIncoming().ring().answer();
            stage.awaitTogether(ben, cleo);
            matrix.add(Row.CHAIN_FIRST, first, party.awaitEnd());

            Refer second = atCleo.referBlind(DORA);
            dora.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, dora);
            matrix.add(Row.CHAIN_SECOND, second, party.awaitEnds(2).get(1));
            assertAreTwoTransfers(party);
        }
    }

    /** Nothing was told of either after its end. */
    private void assertAreTwoTransfers(Party party) {
        stage.hangUpAll();
        List<JsonObject> ends = party.ends();
        assertEquals(2, ends.size(), party::toString);
        assertNotEquals(ends.get(0).getString("id"), ends.get(1).getString("id"));
        for (JsonObject end : ends) {
            JsonObject last = party.told().stream()
                    .filter(told -> told.getString("id").equals(end.getString("id")))
                    .reduce((one, next) -> next)
                    .orElseThrow();
            assertEquals(end, last, party::toString);
        }
    }

    private JsonObject end(Row row, Refer refer, Audience audience) {
        String[] verdict = row.verdict().split(": ", 2);
        JsonObject end = audience.awaitEnd(verdict[0], verdict[1]);
        matrix.add(row, refer, end);
        assertFalse(end.getString("message").isEmpty());
        return end;
    }
}
