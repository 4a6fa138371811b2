package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.referee.lab.Party;
import dev.referee.lab.Stage;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Transfers one after the other in one call. */
class SeveralIT extends MatrixFixture {
    SeveralIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void goodTransferAfterARefusedOneInTheSameDialog() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.caller())) {
            Refer refused = talk.caller().referBlind("9999");
            note(SeveralRow.REFUSED_FIRST, refused, party.awaitEnd());
            refused.awaitFinalNotify();
            stage.awaitTogether(anna, ben);

            Refer good = talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, cleo);
            List<JsonObject> ends = party.awaitEnds(2);
            note(SeveralRow.GOOD_SECOND, good, ends.get(1));
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
            note(SeveralRow.CHAIN_FIRST, first, party.awaitEnd());

            Refer second = atCleo.referBlind(DORA);
            dora.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, dora);
            note(SeveralRow.CHAIN_SECOND, second, party.awaitEnds(2).get(1));
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
}
