package dev.referee.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.Transfers;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Who is told what of an end. */
class NoticeTest {
    private static final TransferEvent END =
            Transfers.of("t1", 4, State.FAILED, "alice-call", "bob-call", "carol-call");

    @Test
    void allThreePartiesAreToldTheEnd() {
        List<Notice> notices = Notice.of(END);

        assertEquals(
                List.of("PJSIP/alice", "PJSIP/bob", "PJSIP/carol"),
                notices.stream().map(Notice::endpoint).toList());
        assertEquals(
                "state=failed&reason=busy&role=transferor&kind=attended&whereabouts=waiting"
                        + "&message=A+sentence.&id=t1&callId=alice-call",
                notices.getFirst().content());
        assertEquals(END.at(), notices.getFirst().at());
    }

    @Test
    void nobodyIsToldTheIdentifiersOfAnothersCall() {
        List<String> calls = List.of("alice-call", "bob-call", "carol-call");
        List<Notice> notices = Notice.of(END);
        for (int party = 0; party < calls.size(); party++) {
            String content = notices.get(party).content();
            for (int call = 0; call < calls.size(); call++) {
                assertEquals(call == party, content.contains(calls.get(call)), content);
            }
        }
    }

    @Test
    void theTransferorAloneIsToldTheSitesCode() {
        List<String> contents = Notice.of(Transfers.complete("t1", 4, State.FAILED)).stream()
                .map(Notice::content)
                .toList();
        assertEquals(
                List.of(true, false, false),
                contents.stream().map(one -> one.endsWith("&wrapUpCode=code-7")).toList());
        assertFalse(contents.get(1).contains("code-7"));
        assertFalse(contents.get(2).contains("code-7"));
    }

    @Test
    void anEndThatIsToldLateIsAsOldAsTheCall() {
        TransferEvent late = Transfers.complete("t1", 4, State.FAILED);
        assertEquals(late.transfer().times().ended(), Notice.of(late).getFirst().at());
    }

    @Test
    void nobodyIsToldAnythingBeforeTheEnd() {
        for (State state : State.values()) {
            TransferEvent event = Transfers.of("t1", 1, state, "a", "b", "c");
            assertEquals(state.isEnd() ? 3 : 0, Notice.of(event).size(), state::name);
        }
    }

    @Test
    void whoIsNotKnownIsToldNothing() {
        List<Notice> notices = Notice.of(Transfers.of("t1", 2, State.FAILED, null, null, null));

        assertEquals(1, notices.size());
        assertFalse(notices.getFirst().content().contains("callId"));
    }

    @Test
    void endlessCallIdOfACallerKeepsTheEndFromNobody() {
        TransferEvent event =
                Transfers.of("t1", 2, State.FAILED, "a", "\r\n,\"".repeat(5_000), "c");
        String toTheTransferee = Notice.of(event).get(1).content();

        assertTrue(toTheTransferee.startsWith("state=failed&reason=busy"), toTheTransferee);
        assertTrue(toTheTransferee.endsWith("id=t1"), toTheTransferee);
    }
}
