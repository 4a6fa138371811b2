package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.phone.Call;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The parties of one transfer, each with a socket of its own that is subscribed by its own leg's
 * dialog. All must be told the same, single end. Used by the test's thread only.
 */
public final class Audience implements AutoCloseable {
    private final Stage stage;
    private final List<Party> parties = new ArrayList<>();

    /** The end that all must be told; null while the test has named none. */
    private @Nullable String expected;

    public Audience(Stage stage, Call... legs) {
        this.stage = stage;
        for (Call leg : legs) {
            join(leg);
        }
    }

    /** Another leg's party listens too. */
    public void join(Call leg) {
        parties.add(stage.party(leg));
    }

    /** Waits until every party was told a state that is no end. */
    public void awaitState(String state) {
        parties.forEach(party -> party.awaitState(state));
    }

    /**
     * Waits until every party was told the end, which must be this one.
     *
     * @return the transfer as the first party was told it
     */
    public JsonObject awaitEnd(String state, String reason) {
        expected = state + ": " + reason;
        for (Party party : parties) {
            assertEquals(expected, verdict(party.awaitEnd()), party::toString);
        }
        return awaitAnyEnd();
    }

    private static String verdict(JsonObject end) {
        return end.getString("state") + ": " + end.getString("reason");
    }

    /** Waits until every party was told an end, whichever it is. */
    public JsonObject awaitAnyEnd() {
        parties.forEach(Party::awaitEnd);
        return parties.getFirst().awaitEnd();
    }

    /**
     * Every party was told one end, all of the same transfer, and nothing after it. Call it when all
     * is over.
     */
    public void assertOneEndAndNothingAfterIt() {
        parties.forEach(party -> assertFalse(party.ends().isEmpty(), party::toString));
        assertNoOtherEnd();
    }

    /**
     * No party was told a second end, another one than the test expected, that of another transfer
     * than the other parties, or anything after it. A party may lack its end: the test has failed
     * for that, or went no further. Call it when all is over.
     */
    public void assertNoOtherEnd() {
        List<Party> told =
                parties.stream().filter(party -> !party.ends().isEmpty()).toList();
        for (Party party : told) {
            assertEquals(party.ends(), List.of(party.told().getLast()), party::toString);
            if (expected != null) {
                assertEquals(expected, verdict(party.ends().getFirst()), party::toString);
            }
        }
        long transfers = told.stream()
                .map(party -> party.ends().getFirst().getString("id"))
                .distinct()
                .count();
        assertTrue(transfers <= 1, parties::toString);
    }

    /** Nobody was told anything. Call it when all is over. */
    public void assertNobodyWasToldAnything() {
        parties.forEach(party -> assertEquals(List.of(), party.told(), party::toString));
    }

    @Override
    public void close() {
        parties.forEach(Party::close);
    }
}
