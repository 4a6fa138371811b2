package dev.referee.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.intake.Notifier;
import dev.referee.intake.Notifier.Answer;
import dev.referee.log.EventLog;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.EndpointPattern;
import dev.referee.model.Transfer.State;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What is sent to phones, what is not, and that each is counted once. */
class PushTest {
    private static final Instant AT =
            Transfers.of("t", 1, State.FAILED, "a", "b", "c").at();

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final EventLog log = new MemoryLog(100_000, Duration.ofDays(1), () -> AT);
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile Instant now = AT;
    private volatile Supplier<Future<Answer>> pbx = () -> Future.succeededFuture(Answer.SENT);
    private Push push;

    @BeforeEach
    void start() {
        push = pushTo("PJSIP/*");
    }

    private Push pushTo(String receivers) {
        Notifier notifier = (endpoint, event, type, content) -> {
            sent.add(endpoint + content.replaceAll(".*&id=", " ").replaceAll("&.*", ""));
            return pbx.get();
        };
        Push made = new Push(
                log, context, List.of(new EndpointPattern(receivers)), notifier, () -> now);
        made.start();
        return made;
    }

    @AfterEach
    void stop() throws Exception {
        push.stop();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private void end(String id) {
        log.append(Transfers.of(id, 1, State.FAILED, "a", "b", "c"));
    }

    private void await(Fate fate, long count) {
        await(() -> push.count(fate) == count, () -> fate + " " + push.count(fate) + " " + sent);
    }

    private static void await(BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, complaint);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void eachPartyIsSentTheEndOnce() {
        log.append(Transfers.of("t1", 1, State.RINGING, "a", "b", "c"));
        log.append(Transfers.of("t1", 2, State.FAILED, "a", "b", "c"));
        log.append(Transfers.of("t1", 2, State.FAILED, "a", "b", "c"));
        await(Fate.SENT, 3);
        end("t2");
        await(Fate.SENT, 6);

        assertEquals(
                List.of(
                        "PJSIP/alice t1",
                        "PJSIP/bob t1",
                        "PJSIP/carol t1",
                        "PJSIP/alice t2",
                        "PJSIP/bob t2",
                        "PJSIP/carol t2"),
                sent);
    }

    @Test
    void onlyThoseAreSentAnythingWhoAreNamed() {
        push.stop();
        push = pushTo("PJSIP/bo*");
        end("t1");
        await(Fate.SENT, 1);

        assertEquals(List.of("PJSIP/bob t1"), sent);
    }

    @Test
    void whatEndedBeforeTheStartIsNotSentAgain() {
        end("t1");
        await(Fate.SENT, 3);
        push.stop();
        sent.clear();

        push = pushTo("PJSIP/alice");
        end("t2");
        await(Fate.SENT, 1);

        assertEquals(List.of("PJSIP/alice t2"), sent);
    }

    @Test
    void endWaitsForAPbxThatIsSoonBack() {
        pbx = () -> Future.succeededFuture(Answer.AWAY);
        end("t1");
        await(() -> sent.size() >= 2, () -> "not tried again: " + sent);
        pbx = () -> Future.succeededFuture(Answer.SENT);

        await(Fate.SENT, 3);
        assertEquals(0, push.count(Fate.LATE));
    }

    @Test
    void endIsNotSentWhenNobodyWaitsForItAnyMore() {
        pbx = () -> Future.succeededFuture(Answer.AWAY);
        end("t1");
        await(() -> sent.size() >= 2, () -> "not tried: " + sent);
        now = AT.plus(Push.FRESH).plusMillis(1);
        await(Fate.LATE, 3);

        pbx = () -> Future.succeededFuture(Answer.SENT);
        now = AT.plus(Push.FRESH);
        end("t2");
        await(Fate.SENT, 3);
        assertEquals(3, push.count(Fate.LATE));
    }

    @Test
    void refusedEndIsCountedAndNotTriedAgain() {
        pbx = () -> Future.succeededFuture(Answer.FAILED);
        end("t1");
        await(Fate.FAILED, 3);

        assertEquals(3, sent.size());
    }

    @Test
    void queueHasALimitAndWhatIsBeyondItIsCounted() {
        Promise<Answer> first = Promise.promise();
        pbx = first::future;
        int tooMany = 2;
        int transfers = (Push.MOST_WAITING + tooMany) / 3;
        for (int n = 0; n < transfers; n++) {
            end("t" + n);
        }
        long beyond = 3L * transfers - Push.MOST_WAITING;
        assertEquals(beyond, push.count(Fate.DROPPED));
        await(() -> !sent.isEmpty(), () -> "nothing was sent");

        now = AT.plus(Push.FRESH).plusMillis(1);
        first.complete(Answer.SENT);
        await(Fate.LATE, Push.MOST_WAITING - 1);
        assertEquals(1, push.count(Fate.SENT));
        assertEquals(beyond, push.count(Fate.DROPPED));
    }

    @Test
    void onlyOneIsOnItsWayToThePbxAtATime() {
        Promise<Answer> first = Promise.promise();
        pbx = first::future;
        end("t1");
        end("t2");
        await(() -> !sent.isEmpty(), () -> "nothing was sent");
        pbx = () -> Future.succeededFuture(Answer.SENT);
        assertEquals(1, sent.size());

        first.complete(Answer.SENT);
        await(Fate.SENT, 6);
    }
}
