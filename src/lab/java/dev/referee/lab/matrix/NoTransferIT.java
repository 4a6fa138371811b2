package dev.referee.lab.matrix;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;

import org.junit.jupiter.api.Test;

/** Calls without a transfer, of which Referee may tell nothing. */
class NoTransferIT extends MatrixFixture {
    private static final String QUEUE = "7007";
    private static final String CONFERENCE = "6010";
    private static final String FORWARDED_TO_CLEO = "7011";
    private static final String PICK_UP_CLEO = "7023";
    private static final String PICK_UP = "*8";

    NoTransferIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    // ---- plain calls

    @Test
    void callWithHold() {
        Talk talk = annaTalksToBen();
        untold(talk.caller(), talk.ben());
        talk.caller().hold();
        talk.caller().unhold();

        talk.ben().hangUp();

        talk.caller().awaitEnded();
        nothing(NoTransferRow.ANSWERED);
    }

    @Test
    void callToOneWhoIsBusy() {
        Call call = anna.call(BEN);
        Call atBen = ben.awaitIncoming().ring();
        untold(atBen);

        atBen.refuse(BUSY_HERE);

        call.awaitEnded();
        nothing(NoTransferRow.BUSY);
    }

    @Test
    void cancelledCall() {
        Call call = anna.call(BEN);
        Call atBen = ben.awaitIncoming().ring();
        untold(atBen);

        call.awaitRinging().hangUp();

        atBen.awaitEnded();
        nothing(NoTransferRow.CANCELLED);
    }

    // ---- queues

    @Test
    void queueWhoseMemberAnswers() {
        Call call = anna.call(QUEUE);
        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(anna, cleo);
        untold(call.awaitAnswered(), atCleo);
        nothing(NoTransferRow.QUEUE);
    }

    @Test
    void queueGivenUp() {
        Call call = anna.call(QUEUE);
        Call atCleo = cleo.awaitIncoming().ring();
        untold(atCleo);

        call.hangUp();

        atCleo.awaitEnded();
        nothing(NoTransferRow.QUEUE_GIVEN_UP);
    }

    // ---- somebody else takes the call

    @Test
    void pickup() {
        pickedUpByDora(NoTransferRow.PICKUP, PICK_UP_CLEO);
    }

    @Test
    void pickupByCode() {
        pickedUpByDora(NoTransferRow.PICKUP_BY_CODE, PICK_UP);
    }

    private void pickedUpByDora(Row row, String extension) {
        Call call = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        Audience audience = untold(atCleo);

        audience.join(dora.call(extension).awaitAnswered());

        stage.awaitTogether(anna, dora);
        audience.join(call.awaitAnswered());
        atCleo.awaitEnded();
        nothing(row);
    }

    @Test
    void forwardedByTheDialplan() {
        Call call = anna.call(FORWARDED_TO_CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(anna, cleo);
        untold(call.awaitAnswered(), atCleo);
        nothing(NoTransferRow.FORWARDED);
    }

    @Test
    void forwardedByThePhone() {
        Call call = anna.call(BEN);
        ben.awaitIncoming().forward(CLEO);

        Call atCleo = cleo.awaitIncoming().ring().answer();

        stage.awaitTogether(anna, cleo);
        untold(call.awaitAnswered(), atCleo);
        nothing(NoTransferRow.FORWARDED_BY_PHONE);
    }

    @Test
    void conference() {
        untold(
                anna.call(CONFERENCE).awaitAnswered(),
                ben.call(CONFERENCE).awaitAnswered(),
                cleo.call(CONFERENCE).awaitAnswered());

        stage.awaitTogether(anna, ben);
        stage.awaitTogether(anna, cleo);
        nothing(NoTransferRow.CONFERENCE);
    }

    // ---- INVITE with Replaces (RFC 3891), which Dora's phone sends on its own accord

    @Test
    void ringingLegIsReplaced() {
        Call call = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        Audience audience = untold(atCleo);

        audience.join(dora.takeOver(atCleo, CLEO).awaitAnswered());

        stage.awaitTogether(anna, dora);
        audience.join(call.awaitAnswered());
        nothing(NoTransferRow.REPLACES_RINGING);
    }

    @Test
    void legOfTheCalledOneIsReplaced() {
        Talk talk = annaTalksToBen();
        Audience audience = untold(talk.caller(), talk.ben());

        audience.join(dora.takeOver(talk.ben(), BEN).awaitAnswered());

        stage.awaitTogether(anna, dora);
        talk.ben().awaitEnded();
        nothing(NoTransferRow.REPLACES_CALLEE);
    }

    @Test
    void legOfTheCallerIsReplaced() {
        Talk talk = annaTalksToBen();
        Audience audience = untold(talk.caller(), talk.ben());

        audience.join(dora.takeOver(talk.caller(), ANNA).awaitAnswered());

        stage.awaitTogether(ben, dora);
        talk.caller().awaitEnded();
        nothing(NoTransferRow.REPLACES_CALLER);
    }
}
