package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.phone.Call;

import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;

/**
 * The parties of one transfer, each with a socket of its own that is subscribed by its own leg's
 * dialog. All must be told the same, single end.
 */
public final class Audience implements AutoCloseable {
    private final Stage stage;
    private final List<Party> parties = new ArrayList<>();

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
        for (Party party : parties) {
            JsonObject end = party.awaitEnd();
            assertEquals(
                    state + ": " + reason,
                    end.getString("state") + ": " + end.getString("reason"),
                    party::toString);
        }
        return awaitAnyEnd();
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
        for (Party party : parties) {
            assertEquals(1, party.ends().size(), party::toString);
            assertEquals(party.ends(), List.of(party.told().getLast()), party::toString);
        }
        assertEquals(
                1,
                parties.stream()
                        .map(party -> party.ends().getFirst().getString("id"))
                        .distinct()
                        .count(),
                parties::toString);
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
