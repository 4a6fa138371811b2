package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.DialogBook;
import dev.referee.log.MemoryNotifies;
import dev.referee.log.Notifies;
import dev.referee.log.Notifies.Kept;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Dialog;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which NOTIFYs an administrator finds, and what is said of them. */
class NotifyKeeperTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String ACTIVE = "active;expires=599";
    private static final String OVER = "terminated;reason=noresource";
    private static final Notifies.Filter ALL = new Notifies.Filter(null, null, null, null);

    private final Notifies notifies =
            new MemoryNotifies(1_000, 1 << 20, Duration.ofDays(1), () -> NOW);
    private final DialogBook dialogs = new DialogBook(10);
    private final Map<SipRequest, String> transfers = new HashMap<>();
    private final NotifyKeeper keeper = new NotifyKeeper("main", notifies, dialogs, transfers::get);

    private static SipRequest request(long cseq) {
        return new SipRequest("call-1", "pbx", cseq);
    }

    private static Fact.NotifySeen notify(long cseq, @Nullable Integer status, String state) {
        return new Fact.NotifySeen(
                Source.HEP,
                request(cseq),
                "phone",
                null,
                status,
                null,
                state,
                state.startsWith("terminated"),
                false,
                new Fact.Body("message/sipfrag", "SIP/2.0 " + status, false));
    }

    private void hear(Fact fact) {
        keeper.keep(fact, NOW);
    }

    private void answer(long cseq, int status) {
        hear(new Fact.NotifyAnswered(Source.HEP, request(cseq), status));
    }

    /** The newest first. */
    private List<Notify> kept() {
        return notifies
                .find(ALL, Long.MAX_VALUE, 1_000)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .stream()
                .map(Kept::message)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "100, active, false",
        "180, active, false",
        "200, active, false",
        "299, active, false",
        "300, active, true",
        "486, active, true",
        ", active, true",
        "100, terminated;reason=timeout, true",
        "200, terminated;reason=noresource, true",
        "503, terminated;reason=noresource, true",
    })
    void failuresEndsAndWhatCannotBeReadAreKept(
            @Nullable Integer status, String state, boolean isKept) {
        hear(notify(1, status, state));
        assertEquals(isKept ? 1 : 0, kept().size());
    }

    @Test
    void allThatWasHeardOfItIsKept() {
        Fact.NotifySeen heard = notify(1, 503, OVER);
        hear(heard);
        answer(1, 481);
        assertEquals(
                List.of(new Notify(
                        "main",
                        NOW,
                        false,
                        request(1),
                        "phone",
                        503,
                        OVER,
                        heard.body(),
                        481,
                        null)),
                kept());
    }

    @Test
    void notifyThatAPhoneRefusedIsKeptWhateverItSaid() {
        hear(notify(1, 100, ACTIVE));
        hear(notify(2, 180, ACTIVE));
        answer(1, 200);
        assertEquals(List.of(), kept());
        answer(2, 481);
        assertEquals(List.of(481), kept().stream().map(Notify::answer).toList());
        answer(2, 200);
        assertEquals(481, kept().getFirst().answer());
    }

    @Test
    void notifyThatIsSentAgainIsKeptOnce() {
        hear(notify(1, 503, OVER));
        answer(1, 200);
        hear(notify(1, 503, OVER));
        answer(1, 481);
        assertEquals(1, kept().size());
        assertEquals(200, kept().getFirst().answer());
    }

    @Test
    void answersToOtherNotifysAreNoneOfItsBusiness() {
        hear(new Fact.NotifyAnswered(Source.HEP, new SipRequest("mwi", "pbx", 7), 481));
        assertEquals(List.of(), kept());
    }

    @Test
    void transferIsNamedAsSoonAsItIsKnown() {
        hear(notify(1, 404, OVER));
        keeper.transfersWereTold();
        assertNull(kept().getFirst().transfer());
        transfers.put(request(1), "main-1.1-1");
        keeper.transfersWereTold();
        assertEquals("main-1.1-1", kept().getFirst().transfer());
        transfers.put(request(2), "main-1.1-2");
        hear(notify(2, 404, OVER));
        assertEquals("main-1.1-2", kept().getFirst().transfer());
    }

    @Test
    void notifyThatIsRefusedLaterKnowsItsTransferToo() {
        hear(notify(1, 100, ACTIVE));
        transfers.put(request(1), "main-1.1-1");
        keeper.transfersWereTold();
        transfers.clear();
        answer(1, 481);
        assertEquals("main-1.1-1", kept().getFirst().transfer());
    }

    @Test
    void tagsOfAKnownDialogTellBetterThanThePacketWhoSentIt() {
        Fact.NotifySeen fromPbx = notify(1, 503, OVER);
        Fact.NotifySeen fromPhone = new Fact.NotifySeen(
                Source.HEP,
                new SipRequest("call-1", "phone", 1),
                "pbx",
                null,
                503,
                null,
                OVER,
                true,
                true,
                fromPbx.body());
        hear(fromPbx);
        hear(fromPhone);
        assertTrue(kept().getFirst().fromPhone());
        assertFalse(kept().getLast().fromPhone());

        dialogs.learn("1.1", new Dialog("call-2", "phone", "pbx"));
        hear(fromPbxTakenForAPhones());
        assertFalse(kept().getFirst().fromPhone());
    }

    private static Fact.NotifySeen fromPbxTakenForAPhones() {
        Fact.NotifySeen heard = notify(1, 503, OVER);
        return new Fact.NotifySeen(
                Source.HEP,
                new SipRequest("call-2", "pbx", 1),
                "phone",
                null,
                503,
                null,
                OVER,
                true,
                true,
                heard.body());
    }

    @Test
    void onlyTheNewestAreAwaited() {
        for (int cseq = 0; cseq <= NotifyKeeper.MOST_AWAITING; cseq++) {
            hear(notify(cseq, 100, ACTIVE));
        }
        answer(0, 481);
        assertEquals(List.of(), kept());
        answer(1, 481);
        assertEquals(1, kept().size());
    }
}
