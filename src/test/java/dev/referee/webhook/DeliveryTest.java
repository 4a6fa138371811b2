package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog;
import dev.referee.log.ForgetfulLog;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.Order;
import dev.referee.log.Ledger.Standing;
import dev.referee.log.MemoryLedger;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.EndpointPattern;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What a receiver gets, however it behaves. */
class DeliveryTest {
    private final Hooks hooks = new Hooks();
    private final EventLog log = new MemoryLog(100_000, Duration.ofDays(10), hooks.time::now);
    private final Ledger ledger = new MemoryLedger();
    private Receiver receiver;

    @BeforeEach
    void open() throws Exception {
        receiver = new Receiver(hooks.vertx);
    }

    @AfterEach
    void close() {
        hooks.close();
    }

    private void start() {
        start(Hooks.to(receiver.url()));
    }

    private void start(Subscription... subscriptions) {
        hooks.start(log, ledger, subscriptions);
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().size()
                        == subscriptions.length,
                () -> "not started");
    }

    private void tell(String id, int sequence, State state) {
        log.append(Transfers.of(id, sequence, state, "a", "b", "c"));
    }

    private void tellWhole(String id) {
        tell(id, 1, State.REQUESTED);
        tell(id, 2, State.RINGING);
        tell(id, 3, State.FAILED);
    }

    private List<DeadLetter> deadLetters() {
        return ledger
                .deadLetters(null, Long.MAX_VALUE, 10)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .stream()
                .map(Ledger.KeptLetter::letter)
                .toList();
    }

    @Test
    void whatIsToldArrivesSignedSoThatThePublicLibraryTakesItWithEitherSecret() throws Exception {
        start();
        tell("t1", 1, State.FAILED);
        hooks.awaitTaken(1);

        Receiver.Got message = receiver.got.getFirst();
        Receiver.verify(message, Hooks.SECRET);
        Receiver.verify(message, Hooks.OLD_SECRET);
        assertEquals("/hook?from=referee", message.path());
        assertEquals("t1_1", message.id());
        assertEquals("Bearer hush", message.headers().get("authorization"));
        assertEquals("application/cloudevents+json", message.headers().get("content-type"));
        assertEquals(receiver.url().getAuthority(), message.headers().get("host"));
        assertTrue(message.body().contains("dev.referee.transfer.failed"), message.body());
    }

    @Test
    void whatFailsIsSentAgainUnderTheSameIdAndNothingOfItsTransferOvertakesIt() {
        AtomicInteger failures = new AtomicInteger(3);
        receiver.answers = message -> message.id().equals("t1_1") && failures.getAndDecrement() > 0
                ? Receiver.Answer.FAIL
                : Receiver.Answer.TAKE;
        start();
        tellWhole("t1");
        tellWhole("t2");
        hooks.awaitTaken(3);
        hooks.awaitFailed(1);
        assertEquals(
                List.of("t2_1", "t2_2", "t2_3"),
                receiver.ids().stream().filter(id -> id.startsWith("t2")).toList());
        assertFalse(receiver.ids().contains("t1_2"));

        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == 6);
        assertEquals(
                List.of("t1_1", "t1_1", "t1_1", "t1_1", "t1_2", "t1_3"),
                receiver.ids().stream().filter(id -> id.startsWith("t1")).toList());
    }

    @Test
    void oneThatHangsClosesOrAnswersWithoutEndLosesNothing() {
        List<Receiver.Answer> bad =
                List.of(Receiver.Answer.HANG, Receiver.Answer.CLOSE, Receiver.Answer.FAIL);
        AtomicInteger turn = new AtomicInteger();
        receiver.answers = message ->
                turn.get() < bad.size() ? bad.get(turn.getAndIncrement()) : Receiver.Answer.TAKE;
        start(Hooks.to("crm", receiver.url(), true, Hooks.SHORT));
        tellWhole("t1");
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == 3);
        assertEquals(List.of("t1_1", "t1_1", "t1_1", "t1_1"), receiver.ids().subList(0, 4));
        assertEquals(
                List.of("t1_1", "t1_2", "t1_3"),
                receiver.ids().stream().distinct().toList());
    }

    @Test
    void aStatusThatCameInTimeCountsThoughTheBodyNeverEnds() {
        receiver.answers = message -> Receiver.Answer.HANG_AFTER_STATUS;
        start(Hooks.to("crm", receiver.url(), true, Duration.ofSeconds(3)));
        tell("t1", 1, State.FAILED);
        hooks.awaitTaken(1);
        assertEquals(1, receiver.got.size());
    }

    @Test
    void aReceiverThatIsBrokenForAnHourGetsAllInOrderAfterwards() {
        receiver.answers = message -> Receiver.Answer.FAIL;
        start();
        IntStream.range(0, 30).forEach(i -> tellWhole("t" + i));
        var until = hooks.time.now().plus(Duration.ofHours(1));
        hooks.passUntil(() -> !hooks.time.now().isBefore(until));
        assertEquals(0, hooks.webhooks.count(DeliveryResult.TAKEN));
        receiver.got.clear();
        receiver.answers = message -> Receiver.Answer.TAKE;
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == 90);

        assertEquals(90, new HashSet<>(receiver.ids()).size());
        for (int i = 0; i < 30; i++) {
            String id = "t" + i + "_";
            assertEquals(
                    List.of(id + 1, id + 2, id + 3),
                    receiver.ids().stream()
                            .filter(one -> one.startsWith(id))
                            .distinct()
                            .toList());
        }
        assertEquals(List.of(), deadLetters());
    }

    @Test
    void aDeadReceiverCostsAnotherNothing() throws Exception {
        try (Receiver healthy = new Receiver(hooks.vertx)) {
            receiver.answers = message -> Receiver.Answer.HANG;
            start(
                    Hooks.to("crm", receiver.url(), true, Hooks.SHORT),
                    Hooks.to("other", healthy.url(), true));
            IntStream.range(0, 200).forEach(i -> tell("t" + i, 1, State.FAILED));
            hooks.awaitTaken(200);
            assertEquals(200, healthy.got.size());
            assertEquals(0, hooks.webhooks.count(DeliveryResult.DEAD));
        }
    }

    @Test
    void aReceiverThatFailedIsLeftAloneForAWhile() throws Exception {
        hooks.rest = Duration.ofHours(1);
        try (Receiver healthy = new Receiver(hooks.vertx)) {
            receiver.answers = message -> Receiver.Answer.FAIL;
            start(Hooks.to(receiver.url()), Hooks.to("other", healthy.url(), true));
            IntStream.range(0, 200).forEach(i -> tell("t" + i, 1, State.FAILED));
            hooks.awaitTaken(200);
            assertTrue(
                    receiver.got.size() < 3 * Courier.MOST_AT_ONCE,
                    () -> "was sent " + receiver.got.size());
        }
    }

    @Test
    void whatIsNotTakenForADayIsKeptAsADeadLetterAndTheNextOfItsTransferGoes() {
        receiver.answers = message ->
                message.id().equals("t1_1") ? Receiver.Answer.FAIL : Receiver.Answer.TAKE;
        start();
        tellWhole("t1");
        hooks.awaitFailed(1);
        Hooks.await(() -> hooks.time.waiting() > 0, () -> "no next attempt waits");
        hooks.time.pass(Duration.ofDays(1));
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == 2);
        Hooks.await(() -> !deadLetters().isEmpty(), () -> "no dead letter");

        DeadLetter letter = deadLetters().getFirst();
        assertEquals("crm", letter.webhook());
        assertEquals("t1.1", letter.event());
        assertTrue(letter.attempts() >= 2, letter::toString);
        assertTrue(String.valueOf(letter.request()).contains("\"id\":\"t1.1\""));
        assertEquals("HTTP 500\nIt is broken.", letter.answer());
        assertTrue(letter.reason().contains("24 hours"), letter::reason);
    }

    @Test
    void oneThatIsGoneGetsNothingMoreAlsoAfterARestart() {
        receiver.answers = message -> Receiver.Answer.GONE;
        start();
        tell("t1", 1, State.FAILED);
        hooks.awaitFailed(1);
        receiver.answers = message -> Receiver.Answer.TAKE;
        tell("t2", 1, State.FAILED);
        hooks.time.pass(Duration.ofHours(1));
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().values().stream()
                        .allMatch(standing -> standing.refused() != null),
                () -> "not kept");
        hooks.webhooks.stop();
        start();
        tell("t3", 1, State.FAILED);
        assertEquals(1, receiver.got.size());

        // Under another address it begins where it stood.
        hooks.webhooks.stop();
        start(Hooks.to(URI.create(receiver.url() + "&again")));
        hooks.awaitTaken(3);
        assertEquals(
                List.of("t1_1", "t1_1", "t2_1", "t3_1"),
                receiver.ids().stream().sorted().toList());
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (Receiver inside = new Receiver(hooks.vertx)) {
            receiver.location = inside.url().toString();
            receiver.answers = message -> Receiver.Answer.REDIRECT;
            start();
            tell("t1", 1, State.FAILED);
            hooks.awaitFailed(1);
            hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.FAILED) >= 3);
            assertEquals(0, inside.got.size());
        }
    }

    @Test
    void aPrivateAddressIsSentNothingUnlessThatIsAllowed() {
        start(Hooks.to("crm", receiver.url(), false));
        tell("t1", 1, State.FAILED);
        hooks.awaitFailed(1);
        assertEquals(0, receiver.got.size());
    }

    @Test
    void aNameThatMeansAnotherAddressEachTimeIsConnectedToTheOneThatWasChecked() {
        AtomicInteger asked = new AtomicInteger();
        hooks.resolver = host -> {
            asked.incrementAndGet();
            return List.of(
                    InetAddress.getLoopbackAddress(),
                    InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));
        };
        start(Hooks.to("crm", receiver.url(), false));
        tell("t1", 1, State.FAILED);
        hooks.awaitFailed(1);
        assertEquals(1, asked.get(), "an attempt asks once, and connects to what it was told");
        assertEquals(0, receiver.got.size());
    }

    @Test
    void aReceiverThatAsksToBeLeftAloneIsSentNothingUntilThen() {
        receiver.retryAfter = "1800";
        receiver.answers = message -> Receiver.Answer.OVERLOADED;
        start();
        tell("t1", 1, State.FAILED);
        hooks.awaitFailed(1);
        receiver.answers = message -> Receiver.Answer.TAKE;
        tell("t2", 1, State.FAILED);
        awaitStanding(2, List.of(1L, 2L));
        hooks.time.pass(Duration.ofMinutes(29));
        awaitStanding(2, List.of(1L, 2L));
        assertEquals(List.of("t1_1"), receiver.ids());
        hooks.time.pass(Duration.ofMinutes(2));
        hooks.awaitTaken(2);
    }

    private void awaitStanding(long read, List<Long> open) {
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().values().stream()
                        .allMatch(standing ->
                                standing.open().equals(open) && standing.read().offset() == read),
                () -> ledger.load().toCompletableFuture().join().toString());
    }

    @Test
    void aNameThatMeansAPublicAddressFirstAndThisMachineThenLeadsNowhere() throws Exception {
        // 3ffe::/16 was given back (RFC 3701): public by its form, and nobody's.
        InetAddress nobody = InetAddress.getByName("3ffe::1");
        AtomicInteger asked = new AtomicInteger();
        hooks.resolver = host -> List.of(
                asked.getAndIncrement() % 2 == 0 ? nobody : InetAddress.getLoopbackAddress());
        start(Hooks.to("crm", receiver.url(), false, Hooks.SHORT));
        tell("t1", 1, State.FAILED);
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.FAILED) >= 4);
        assertTrue(asked.get() >= 4, "each attempt asks anew");
        assertEquals(0, receiver.got.size());
    }

    @Test
    void aReadThatFailsOnceLosesNothing() {
        AtomicInteger failures = new AtomicInteger(Delivery.MOST_MISSES - 1);
        EventLog shaky = new ForgetfulLog(
                log, () -> failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0);
        ledger.save("crm", new Ledger.Standing(log.newest(), List.of(), null), List.of());
        tellWhole("t1");
        hooks.start(shaky, ledger, Hooks.to(receiver.url()));
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == 3);
        assertEquals(0, failures.get());
        assertEquals(List.of("t1_1", "t1_2", "t1_3"), receiver.ids());
        assertEquals(List.of(), deadLetters());
    }

    @Test
    void aRestartGoesOnWhereItStoodAndSendsAgainWhatWasNotTaken() {
        receiver.answers = message ->
                message.id().startsWith("t1_") ? Receiver.Answer.FAIL : Receiver.Answer.TAKE;
        start();
        tellWhole("t1");
        tellWhole("t2");
        hooks.awaitTaken(3);
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().values().stream()
                        .allMatch(standing -> standing.open().equals(List.of(1L, 2L, 3L))
                                && standing.read().offset() == 6),
                () -> ledger.load().toCompletableFuture().join().toString());
        hooks.webhooks.stop();
        tellWhole("t3");
        receiver.got.clear();
        receiver.answers = message -> Receiver.Answer.TAKE;
        start();
        hooks.awaitTaken(6);
        assertEquals(
                List.of("t1_1", "t1_2", "t1_3", "t3_1", "t3_2", "t3_3"),
                receiver.ids().stream().sorted().toList());
    }

    @Test
    void howMuchIsUnreadIsToldWhereTheLogCanCountItAndElseNot() {
        tell("t1", 1, State.FAILED);
        EventLog.Position read = log.newest();
        tell("t2", 1, State.FAILED);
        keepPaused("crm", read);
        keepPaused("other", new EventLog.Position("earlier", 0));
        start(Hooks.to(receiver.url()), Hooks.to("other", receiver.url(), true));
        Hooks.await(this::isReady, () -> "not ready");
        assertEquals(1L, unread("crm"));
        assertNull(unread("other"));
    }

    private boolean isReady() {
        return hooks.webhooks
                .administration()
                .list()
                .map(true)
                .otherwise(false)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void keepPaused(String id, EventLog.Position read) {
        ledger.save(id, new Standing(read, List.of(), null), List.of());
        ledger.order(id, new Order(null, true));
    }

    private @Nullable Long unread(String id) {
        return hooks.webhooks
                .administration()
                .find(id)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .unread();
    }

    @Test
    void onlyWhatIsSubscribedToIsSent() {
        Subscription all = Hooks.to(receiver.url());
        start(new Subscription(
                all.id(),
                all.url(),
                all.secrets(),
                java.util.Set.of(State.FAILED),
                List.of(new EndpointPattern("PJSIP/bo*")),
                "main",
                all.format(),
                all.headers(),
                all.timeout(),
                true,
                null));
        tellWhole("t1");
        log.append(Transfers.on("branch", "t2"));
        log.append(Transfers.ended("t3", 1, dev.referee.model.Transfer.Reason.BUSY));
        tellWhole("t4");
        hooks.awaitTaken(2);
        assertEquals(List.of("t1_3", "t4_3"), receiver.ids().stream().sorted().toList());
    }

    @Test
    void noMoreIsHeldThanTheLimitAndNothingOfTheRestIsLost() {
        receiver.answers = message -> Receiver.Answer.FAIL;
        start();
        int count = Delivery.MOST_OPEN + 500;
        IntStream.range(0, count).forEach(i -> tell("t" + i, 1, State.FAILED));
        Hooks.await(
                () -> ledger.load().toCompletableFuture().join().orElseThrow().values().stream()
                        .allMatch(standing -> standing.open().size() == Delivery.MOST_OPEN
                                && standing.read().offset() == Delivery.MOST_OPEN),
                () -> ledger.load().toCompletableFuture().join().toString());
        receiver.answers = message -> Receiver.Answer.TAKE;
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == count);
        assertEquals(count, new HashSet<>(receiver.ids()).size());
    }

    @Test
    void whatTheLogHasForgottenIsSaidAndWhatItStillKnowsIsSent() throws Exception {
        EventLog small = new MemoryLog(2, Duration.ofDays(10), hooks.time::now);
        ledger.save("crm", new Ledger.Standing(small.newest(), List.of(), null), List.of());
        IntStream.range(0, 5)
                .forEach(i -> small.append(Transfers.of("t" + i, 1, State.FAILED, "a", "b", "c")));
        hooks.start(small, ledger, Hooks.to(receiver.url()));
        hooks.passUntil(() -> hooks.webhooks.count(DeliveryResult.TAKEN) == 2);
        assertEquals(List.of("t3_1", "t4_1"), receiver.ids().stream().sorted().toList());
        Hooks.await(() -> !deadLetters().isEmpty(), () -> "nothing is said");
        assertTrue(deadLetters().getFirst().reason().contains("deleted from the log"));
    }
}
