package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.lab.Audience;
import dev.referee.lab.Party;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Several transfers, one after the other or at once. */
class SeveralIT extends MatrixFixture {
    private static final int MOST_TRIES = 20;

    SeveralIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
    }

    @Test
    void goodTransferAfterARefusedOneInTheSameDialog() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.caller())) {
            Refer refused = talk.caller().referBlind(NOBODY);
            note(SeveralRow.REFUSED_FIRST, refused, party.awaitEnd());
            refused.awaitFinalNotify();
            stage.awaitTogether(anna, ben);

            Refer good = talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, cleo);
            List<JsonObject> ends = party.awaitEnds(2);
            note(SeveralRow.GOOD_SECOND, good, ends.get(1));
            assertAreTransfers(2, party);
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
            assertAreTransfers(2, party);
        }
    }

    @Test
    void transferredCallerIsTransferredBack() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.ben())) {
            Refer first = talk.caller().referBlind(CLEO);
            Call atCleo = cleo.awaitIncoming().ring().answer();
            stage.awaitTogether(ben, cleo);
            note(SeveralRow.BACK_FIRST, first, party.awaitEnd());

            Refer second = atCleo.referBlind(ANNA);
            anna.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, anna);
            note(SeveralRow.BACK_SECOND, second, party.awaitEnds(2).get(1));
            assertAreTransfers(2, party);
        }
    }

    @Test
    void twoCallsAreTransferredAtOnce() {
        Phone nora = stage.phones().register("nora");
        Talk annas = annaTalksToBen();
        Call emils = emil.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        emils.awaitAnswered();
        stage.awaitTogether(emil, cleo);
        Audience annasAudience = audience(annas);
        Audience emilsAudience = audience(emils, atCleo);

        Refer byAnna = annas.caller().referBlind(DORA);
        Refer byEmil = emils.referBlind("7005");

        Call atDora = dora.awaitIncoming().ring();
        nora.awaitIncoming().ring().refuse(BUSY_HERE);
        atDora.answer();
        stage.awaitTogether(ben, dora);
        annasAudience.join(atDora);
        end(SeveralRow.TWO_CALLS_ANNA, byAnna, annasAudience);
        end(SeveralRow.TWO_CALLS_EMIL, byEmil, emilsAudience);
    }

    /**
     * Asterisk works on the two legs at the same time, whoever was first. Sometimes it takes both REFERs
     * before it has carried out one, and hangs up the channels of both as transferors (seen on 16.28.0
     * and 22.10.1): then no phone is called, or only the first one's. Referee says of both or of one
     * that it does not know, or that Asterisk failed if AMI says so; the row is about the other cases,
     * so it is tried again.
     */
    @Test
    void bothOfOneCallTransferEachOtherAtOnce() {
        int tries = 1;
        while (!bothTransferEachOther()) {
            assertTrue(tries++ < MOST_TRIES, "Asterisk never took one before the other");
            stage.hangUpAll();
        }
    }

    /** False when Asterisk carried out neither of the two as such. */
    private boolean bothTransferEachOther() {
        Talk talk = annaTalksToBen();
        try (Party annas = stage.party(talk.caller());
                Party bens = stage.party(talk.ben())) {
            Refer byAnna = talk.caller().referBlind(CLEO);
            Refer byBen = talk.ben().referBlind(EMIL);
            Optional<Phone> called = cleo.firstCalled(emil, byAnna, byBen);
            if (called.isEmpty()) {
                assertTrue(
                        annas.awaitEnds(2).stream()
                                .noneMatch(end -> "completed".equals(end.getString("state"))),
                        annas::toString);
                return false;
            }
            Phone target = called.get();
            boolean annaWasFirst = target == cleo;
            Phone moved = annaWasFirst ? ben : anna;

            target.awaitIncoming().ring().answer();

            stage.awaitTogether(moved, target);
            // Nobody is left whom the second could concern but the one who asked for it.
            List<JsonObject> ends = (annaWasFirst ? bens : annas).awaitEnds(2);
            if (ends.stream().anyMatch(SeveralIT::isOfTheMeeting)) {
                return false;
            }
            note(
                    SeveralRow.BOTH_FIRST,
                    annaWasFirst ? byAnna : byBen,
                    endOf(annaWasFirst ? anna : ben, ends));
            note(
                    SeveralRow.BOTH_SECOND,
                    annaWasFirst ? byBen : byAnna,
                    endOf(annaWasFirst ? ben : anna, ends));
            // The other one is told of the second only if Asterisk still names it as a transferee.
            assertAreTransfers(2, annaWasFirst ? bens : annas);
            return true;
        }
    }

    private static boolean isOfTheMeeting(JsonObject end) {
        return Set.of("observer-lost", "internal-error").contains(end.getString("reason"));
    }

    @Test
    void tenRefersInOneDialogAreTenTransfers() {
        Talk talk = annaTalksToBen();
        try (Party party = stage.party(talk.caller())) {
            List<Refer> refused = Stream.generate(() -> talk.caller().referBlind(NOBODY))
                    .limit(9)
                    .toList();
            Refer good = talk.caller().referBlind(CLEO);

            cleo.awaitIncoming().ring().answer();

            stage.awaitTogether(ben, cleo);
            List<JsonObject> ends = party.awaitEnds(10);
            List<JsonObject> toNobody =
                    ends.stream().filter(end -> isTo(NOBODY, end)).toList();
            List<JsonObject> toCleo =
                    ends.stream().filter(end -> isTo(CLEO, end)).toList();
            assertEquals(9, toNobody.size(), party::toString);
            assertEquals(1, toCleo.size(), party::toString);
            for (int i = 0; i < 9; i++) {
                note(SeveralRow.TEN_REFUSED, refused.get(i), toNobody.get(i));
            }
            note(SeveralRow.TEN_GOOD, good, toCleo.getFirst());
            assertAreTransfers(10, party);
        }
    }

    private static boolean isTo(String extension, JsonObject transfer) {
        return extension.equals(transfer.getJsonObject("target").getString("extension"));
    }

    private static JsonObject endOf(Phone transferor, List<JsonObject> ends) {
        return ends.stream()
                .filter(end -> transferor
                        .endpoint()
                        .equals(end.getJsonObject("transferor", new JsonObject())
                                .getString("endpoint")))
                .findFirst()
                .orElseThrow();
    }

    /** So many, and nothing was told of any after its end. */
    private void assertAreTransfers(int count, Party party) {
        stage.hangUpAll();
        List<JsonObject> ends = party.ends();
        assertEquals(count, ends.size(), party::toString);
        assertEquals(
                count,
                ends.stream().map(end -> end.getString("id")).distinct().count(),
                party::toString);
        for (JsonObject end : ends) {
            JsonObject last = party.told().stream()
                    .filter(told -> told.getString("id").equals(end.getString("id")))
                    .reduce((one, next) -> next)
                    .orElseThrow();
            assertEquals(end, last, party::toString);
        }
    }
}
