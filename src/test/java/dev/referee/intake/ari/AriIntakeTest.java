package dev.referee.intake.ari;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.Fact;
import dev.referee.model.Source;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The connection, against {@link FakeAri}. */
class AriIntakeTest {
    /** Never comes: a busy machine must not look like a dead peer. */
    private static final Duration PING = Duration.ofMinutes(5);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Fact> facts = new LinkedBlockingQueue<>();
    private final List<Fact> told = new ArrayList<>();
    private final BlockingQueue<String> recorded = new LinkedBlockingQueue<>();
    private final List<AriIntake> intakes = new ArrayList<>();
    private FakeAri ari = new FakeAri(vertx, null);
    private boolean readsDialogs;
    private @Nullable String sessionHeader;

    @AfterEach
    void close() {
        intakes.forEach(intake -> FakeAri.wait(intake.stop()));
        ari.close();
        FakeAri.wait(vertx.close());
    }

    @Test
    void callsThatWereUpBeforeAreKnownAfterTheConnect() throws Exception {
        ari.channels.put("1.1", "{\"id\":\"1.1\",\"protocol_id\":\"call\",\"tomorrow\":{}}");
        ari.bridges = "[{\"id\":\"b\",\"technology\":\"simple_bridge\",\"channels\":[\"1.1\"]}]";

        AriIntake intake = start(LIMITS);

        assertEquals(new Fact.Connected(Source.ARI, null), next());
        assertEquals(new Fact.Connected(Source.ARI, ari.startupTime), next());
        Fact.Snapshot snapshot = assertInstanceOf(Fact.Snapshot.class, next());
        Fact.PresentChannel present = snapshot.channels().get(0);
        assertEquals("call", present.channel().callId());
        assertEquals("b", assertNotNullAnd(present.bridge()).id());
        until(() -> intake.status().up());
        assertTrue(intake.status().detail().contains("Asterisk 23.1.0 (ARI 11.0.0)"));
    }

    @Test
    void everythingIsListenedToButOnlyWhatMattersIsSent() throws Exception {
        start(LIMITS);
        connected();

        String upgrade = ari.upgrades.remove();
        assertTrue(upgrade.contains("app=referee") && upgrade.contains("subscribeAll=true"));
        JsonNode filter = new ObjectMapper().readTree(ari.filters.remove());
        assertTrue(filter.path("allowed").isArray(), "at the top level, or Asterisk ignores it");
        List<String> allowed = filter.path("allowed").findValuesAsText("type");
        assertTrue(allowed.containsAll(AriFacts.EVENTS));
        assertTrue(allowed.contains("ApplicationReplaced"), "or a second Referee goes unnoticed");
    }

    @ParameterizedTest
    @CsvSource({"403", "404", "405", "501"})
    void accountThatMayNotFilterWorksWithAllEvents(int status) throws Exception {
        ari.statusOfFilter = status;

        AriIntake intake = start(LIMITS);

        connected();
        until(() -> intake.status().up());
        assertTrue(intake.status().detail().contains("cannot filter"));
        ari.tell(created("1.7"));
        assertEquals("1.7", seen(next()));
    }

    @Test
    void eventsDuringTheSnapshotAreToldAtOnceAndInOrder() throws Exception {
        Promise<Void> gate = FakeAri.gate();
        ari.channelsGate = gate.future();
        start(LIMITS);
        until(() -> !ari.filters.isEmpty());
        ari.tell(created("1.1"));
        ari.tell(created("1.2"));
        ari.tell("{\"type\":\"ChannelDestroyed\",\"channel\":{\"id\":\"1.1\"}}");

        assertEquals(new Fact.Connected(Source.ARI, null), next());
        assertEquals("1.1", seen(next()));
        assertEquals("1.2", seen(next()));
        assertInstanceOf(Fact.ChannelGone.class, next());
        gate.complete();
        assertEquals(new Fact.Connected(Source.ARI, ari.startupTime), next());
        assertInstanceOf(Fact.Snapshot.class, next());
        ari.tell(created("1.3"));
        assertEquals("1.3", seen(next()));
    }

    @Test
    void aDefectOfOursIsNoFaultOfAsterisk() throws Exception {
        AriIntake intake = intake(settings(url()), LIMITS, fact -> {
            if (fact instanceof Fact.Snapshot) {
                throw new IllegalStateException("expected by this test");
            }
            facts.add(fact);
        });
        intake.start();

        // When the socket opens, and again with the life that the snapshot names.
        assertInstanceOf(Fact.Connected.class, next());
        assertInstanceOf(Fact.Connected.class, next());
        until(() -> intake.status().up());
        ari.tell(created("1.1"));
        assertEquals("1.1", seen(next()));
        assertEquals(1, ari.upgrades.size(), "connected again");
    }

    @Test
    void hiddenApplicationIsAlsoReadWhenTheTransferCameBeforeTheSnapshot() throws Exception {
        Promise<Void> gate = FakeAri.gate();
        ari.channelsGate = gate.future();
        start(LIMITS);
        until(() -> !ari.filters.isEmpty());
        ari.channels.put("1.2", channel("1.2", "Queue"));

        ari.tell(blindTransfer("1.2"));

        next();
        assertInstanceOf(Fact.BlindTransferred.class, next());
        assertEquals("1.2", seen(next()));
        gate.complete();
    }

    @Test
    void connectionThatIsLostDuringTheSnapshotIsTold() throws Exception {
        ari.channelsGate = FakeAri.gate().future();
        start(LIMITS);
        until(() -> !ari.filters.isEmpty());
        ari.cut();

        assertEquals(new Fact.Connected(Source.ARI, null), next());
        assertEquals(new Fact.Disconnected(Source.ARI), next());
    }

    @Test
    void wrongPasswordIsCalledOne() {
        ari.statusOfAll = 401;
        assertStatus(start(LIMITS), "HTTP 401");
    }

    @Test
    void switchedOffAriIsNotTakenForAWrongPassword() {
        ari.statusOfAll = 404;
        assertStatus(start(LIMITS), "HTTP 404");
    }

    @Test
    void refusedUpgradeIsNotSwallowed() {
        ari.statusOfUpgrade = 401;
        assertStatus(start(LIMITS), "HTTP 401");
    }

    @Test
    void accessListThatForbidsIsNamed() {
        ari.statusOfAll = 403;
        assertStatus(start(LIMITS), "acl");
    }

    @Test
    void deadHostIsToldFromAWrongPassword() {
        int port = ari.port();
        ari.close();
        ari = new FakeAri(vertx, null);
        assertStatus(
                start(settings("http://127.0.0.1:" + port), LIMITS), "check that Asterisk runs");
    }

    @Test
    void hostWithoutAnAddressIsNamed() {
        assertStatus(start(settings("http://no-such-host.invalid:8088"), LIMITS), "has no address");
    }

    @Test
    void otherServerIsNotTakenForAsterisk() {
        ari.version = "<html>";
        assertStatus(start(LIMITS), "does not speak ARI");
    }

    @Test
    void correctedPasswordConnectsWithoutARestart() throws Exception {
        ari.statusOfAll = 401;
        AriIntake intake = start(LIMITS);
        assertStatus(intake, "HTTP 401");

        ari.statusOfAll = 0;

        connected();
        until(() -> intake.status().up());
    }

    @Test
    void passwordIsNeverInTheStatus() {
        ari.statusOfAll = 401;
        URI url = URI.create("http://someone:" + FakeAri.PASSWORD + "@127.0.0.1:" + ari.port());
        AriIntake intake = start(
                new AriSettings(url, FakeAri.USER, FakeAri.PASSWORD, "referee", PING), LIMITS);

        assertStatus(intake, "HTTP 401");
        assertFalse(intake.status().detail().contains(FakeAri.PASSWORD));
    }

    @Test
    void prefixOfHttpConfIsKept() throws Exception {
        ari.prefix = "/asterisk";
        start(settings("http://127.0.0.1:" + ari.port() + "/asterisk/"), LIMITS);
        connected();
    }

    @Test
    void urlThatIsNoneOfAnHttpServerIsRefusedAtOnce() {
        AriSettings settings = settings("ws://127.0.0.1:8088");
        assertThrows(IllegalArgumentException.class, () -> intake(settings, LIMITS));
    }

    @Test
    void restartedAsteriskIsANewLife() throws Exception {
        AriIntake intake = start(LIMITS);
        connected();
        until(() -> intake.status().up());
        ari.startupTime = "2026-11-20T23:00:00.000+0000";
        ari.cut();

        assertEquals(new Fact.Disconnected(Source.ARI), next());
        assertEquals(new Fact.Connected(Source.ARI, null), next());
        assertEquals(new Fact.Connected(Source.ARI, "2026-11-20T23:00:00.000+0000"), next());
        assertInstanceOf(Fact.Snapshot.class, next());
        until(() -> intake.status().up());
    }

    @Test
    void peerThatFallsSilentIsNoticed() throws Exception {
        AriIntake intake = start(
                settings(url(), Duration.ofMillis(200)),
                limits(1 << 20, 10, Duration.ofMillis(500)));
        connected();
        until(() -> intake.status().up());

        ari.silent = true;

        assertEquals(new Fact.Disconnected(Source.ARI), next());
        until(() -> !intake.status().up());
        ari.silent = false;
        connected();
    }

    @Test
    void healthyButQuietPeerStaysConnected() throws Exception {
        start(settings(url(), Duration.ofSeconds(1)), LIMITS);
        connected();
        Promise<Void> threePings = FakeAri.gate();
        vertx.setTimer(3_500, timer -> threePings.complete());
        FakeAri.wait(threePings.future());

        ari.tell(created("1.1"));

        assertEquals("1.1", seen(next()), "and no disconnect before it");
        assertEquals(1, ari.sockets.size());
    }

    @Test
    void twoOfTheSameNameDoNotFightAtFullSpeed() throws Exception {
        AriIntake loser = start(LIMITS);
        connected();
        until(() -> loser.status().up());
        ari.tell("{\"type\":\"ApplicationReplaced\",\"application\":\"referee\"}");
        assertEquals(new Fact.Disconnected(Source.ARI), next());
        until(() -> loser.status().detail().contains("only one can"));

        // Another one's reconnections are the clock: at full speed the loser would be back by then.
        int before = ari.upgrades.size();
        ari.statusOfUpgrade = 503;
        AriIntake other = intake(settings(url()), LIMITS);
        other.start();
        until(() -> ari.upgrades.size() >= before + 20);
        FakeAri.wait(other.stop());
        ari.statusOfUpgrade = 0;

        assertTrue(loser.status().detail().contains("only one can"));
        assertEquals(1, ari.sockets.size());
    }

    @Test
    void nothingIsLostOrReorderedInAFlood() throws Exception {
        start(LIMITS);
        connected();
        int events = 20_000;
        vertx.runOnContext(now -> {
            for (int i = 0; i < events; i++) {
                ari.tell(created("1." + i));
            }
        });

        for (int i = 0; i < events; i++) {
            assertEquals("1." + i, seen(next()));
        }
    }

    @Test
    void largeEventArrivesWhole() throws Exception {
        start(limits(1 << 20, 10));
        connected();

        ari.tell(
                "{\"type\":\"ChannelVarset\",\"of_tomorrow\":\"" + "x".repeat(1_000_000)
                        + "\",\"variable\":\"DIALSTATUS\",\"value\":\"BUSY\",\"channel\":{\"id\":\"1.1\"}}");

        assertEquals("BUSY", assertInstanceOf(Fact.VariableSet.class, next()).value());
    }

    @Test
    void eventOverTheLimitBeginsAnewInsteadOfGoingMissing() throws Exception {
        start(limits(1 << 20, 10));
        connected();

        ari.tell("{\"type\":\"ChannelVarset\",\"value\":\"" + "x".repeat(1 << 20) + "\"}");

        assertEquals(new Fact.Disconnected(Source.ARI), next());
        connected();
    }

    @Test
    void eventsThatAreUnknownOrBrokenHarmNothing() throws Exception {
        start(LIMITS);
        connected();

        ari.tell("{\"type\":\"OfAsterisk99\",\"channel\":[]}");
        ari.tell("no JSON");
        ari.tell("{\"type\":\"ChannelCreated\"}");
        ari.tell(created("1.1"));

        assertEquals("1.1", seen(next()));
        assertTrue(recorded.contains("no JSON"), "a recording has what was said, as it was said");
    }

    @Test
    void hiddenApplicationOfATransfereeIsReadSoonAfterTheTransfer() throws Exception {
        start(LIMITS);
        connected();
        ari.channels.put("1.2", channel("1.2", "Queue"));

        ari.tell(blindTransfer("1.2"));

        assertInstanceOf(Fact.BlindTransferred.class, next());
        Fact.ChannelSeen seen = assertInstanceOf(Fact.ChannelSeen.class, next());
        assertEquals("Queue", seen.channel().application());
        // The second answer may overtake the first, which is then none any more.
        until(() -> ari.channelReads.size() == 2);
    }

    @Test
    void transfereeThatHasGoneIsNotRaisedFromTheDeadByALateRead() throws Exception {
        Promise<Void> gate = FakeAri.gate();
        ari.channelGate = gate.future();
        start(LIMITS);
        connected();
        ari.channels.put("1.2", channel("1.2", "Queue"));
        ari.tell(blindTransfer("1.2"));
        assertInstanceOf(Fact.BlindTransferred.class, next());
        until(() -> !ari.channelReads.isEmpty());

        ari.tell("{\"type\":\"ChannelDestroyed\",\"channel\":{\"id\":\"1.2\"}}");
        assertInstanceOf(Fact.ChannelGone.class, next());
        gate.complete();
        // A second transfer's read comes after the first's in every respect.
        ari.channels.put("1.4", channel("1.4", "Echo"));
        ari.tell(blindTransfer("1.4"));

        assertInstanceOf(Fact.BlindTransferred.class, next());
        assertEquals("1.4", seen(next()));
    }

    @Test
    void readsOfTransfereesAreBounded() throws Exception {
        // Without an answer a transferee keeps its place until it is gone, however long that takes.
        ari.channelGate = FakeAri.gate().future();
        start(limits(1 << 20, 1));
        connected();
        for (String id : List.of("1.1", "1.2")) {
            ari.tell(blindTransfer(id));
            assertInstanceOf(Fact.BlindTransferred.class, next());
        }
        ari.tell("{\"type\":\"ChannelDestroyed\",\"channel\":{\"id\":\"1.1\"}}");
        assertInstanceOf(Fact.ChannelGone.class, next());
        ari.tell(blindTransfer("1.3"));
        assertInstanceOf(Fact.BlindTransferred.class, next());

        // Its timers are the last to fire.
        until(() -> Collections.frequency(ari.channelReads, "1.3") == 2);
        assertFalse(ari.channelReads.contains("1.2"));
    }

    @Test
    void dialogsOfPhonesAreReadSoThatTheyCanSubscribe() throws Exception {
        readsDialogs = true;
        start(LIMITS);
        connected();

        ari.tell(phone("1.1", "Ringing"));
        next();
        assertEquals(
                new Fact.DialogRead(
                        Source.ARI,
                        "1.1",
                        "CHANNEL(pjsip,call-id) of 1.1",
                        "CHANNEL(pjsip,local_tag) of 1.1",
                        "CHANNEL(pjsip,remote_tag) of 1.1"),
                next());
        ari.tell(phone("1.1", "Ringing"));
        ari.tell(phone("1.1", "Up"));
        next();
        next();
        assertEquals("1.1", assertInstanceOf(Fact.DialogRead.class, next()).uniqueid());
    }

    @Test
    void headerThatTheSiteNamesIsReadWithTheDialog() throws Exception {
        readsDialogs = true;
        sessionHeader = "Session-ID";
        start(LIMITS);
        connected();

        // Who was called has no headers of an INVITE.
        ari.emptyVariables.add("PJSIP_HEADER(read,Session-ID) of 1.2");
        ari.tell(phone("1.1", "Up"));
        next();
        assertEquals("PJSIP_HEADER(read,Session-ID) of 1.1", readSession());
        ari.tell(phone("1.2", "Up"));
        next();
        assertEquals("PJSIP_RESPONSE_HEADER(read,Session-ID) of 1.2", readSession());
    }

    private @Nullable String readSession() throws InterruptedException {
        return assertInstanceOf(Fact.DialogRead.class, next()).sessionId();
    }

    @Test
    void legsWhoseDialogIsReadAreBounded() throws Exception {
        readsDialogs = true;
        Promise<Void> gate = FakeAri.gate();
        ari.channelGate = gate.future();
        start(LIMITS);
        connected();
        // One is being read, two may wait; the fourth may ask again later.
        for (int leg = 1; leg <= 4; leg++) {
            ari.tell(phone("1." + leg, "Up"));
            next();
        }
        gate.complete();

        for (int leg = 1; leg <= 3; leg++) {
            assertEquals(
                    "1." + leg, assertInstanceOf(Fact.DialogRead.class, next()).uniqueid());
        }
        ari.tell(phone("1.4", "Up"));
        next();
        assertEquals("1.4", assertInstanceOf(Fact.DialogRead.class, next()).uniqueid());
    }

    @Test
    void legThatIsGoneBeforeItsDialogIsReadIsLetBe() throws Exception {
        readsDialogs = true;
        ari.withoutVariables.add("1.1");
        start(LIMITS);
        connected();
        ari.tell(phone("1.1", "Up"));
        ari.tell(phone("1.2", "Up"));
        next();
        next();
        assertEquals("1.2", assertInstanceOf(Fact.DialogRead.class, next()).uniqueid());
    }

    private static String phone(String id, String state) {
        return "{\"type\":\"ChannelStateChange\",\"channel\":{\"id\":\"" + id
                + "\",\"name\":\"PJSIP/a-1\",\"state\":\"" + state + "\"}}";
    }

    @Test
    void recordingReplaysToTheSameFacts() throws Exception {
        ari.channels.put("1.2", channel("1.2", "Queue"));
        AriIntake intake = start(LIMITS);
        connected();
        until(() -> intake.status().up());
        ari.tell(blindTransfer("1.2"));
        assertInstanceOf(Fact.BlindTransferred.class, next());
        assertInstanceOf(Fact.ChannelSeen.class, next());
        ari.cut();
        // The transferee is read twice: perhaps it was before the cut.
        while (!(next() instanceof Fact.Disconnected)) {}
        connected();

        AriFacts replay = new AriFacts();
        List<Fact> again =
                recorded.stream().flatMap(json -> replay.of(json).stream()).toList();
        assertEquals(told, again);
    }

    @Test
    void stoppedIntakeSaysNothingMore() throws Exception {
        AriIntake intake = start(LIMITS);
        connected();

        FakeAri.wait(intake.stop());
        ari.tell(created("1.1"));
        ari.statusOfAll = 401;
        AriIntake other = intake(settings(url()), LIMITS);
        other.start();
        assertStatus(other, "HTTP 401");

        assertTrue(facts.isEmpty());
        assertEquals("Stopped", intake.status().detail());
    }

    @Test
    void certificateThatNobodySignedIsRefused(@TempDir Path folder) throws Exception {
        String keystore = folder.resolve("key.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore,
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0);
        ari.close();
        ari = new FakeAri(
                vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keystore).setPassword("changeit")));

        assertStatus(
                start(settings("https://localhost:" + ari.port()), LIMITS), "certification path");
    }

    private static final AriLimits LIMITS = limits(1 << 20, 10);

    private static AriLimits limits(int message, int reads) {
        return limits(message, reads, Duration.ofMinutes(5));
    }

    private static AriLimits limits(int message, int reads, Duration request) {
        return new AriLimits(
                message,
                1 << 20,
                reads,
                2,
                request,
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofMillis(50),
                List.of(Duration.ofMillis(20), Duration.ofMillis(40)));
    }

    private String url() {
        return "http://127.0.0.1:" + ari.port();
    }

    private AriSettings settings(String url) {
        return settings(url, PING);
    }

    private AriSettings settings(String url, Duration ping) {
        return new AriSettings(
                URI.create(url), FakeAri.USER, FakeAri.PASSWORD, "referee", ping, sessionHeader);
    }

    private AriIntake start(AriLimits limits) {
        return start(settings(url()), limits);
    }

    private AriIntake start(AriSettings settings, AriLimits limits) {
        AriIntake intake = intake(settings, limits);
        intake.start();
        return intake;
    }

    private AriIntake intake(AriSettings settings, AriLimits limits) {
        return intake(settings, limits, facts::add);
    }

    private AriIntake intake(AriSettings settings, AriLimits limits, Consumer<Fact> hearer) {
        AriIntake intake = new AriIntake(
                vertx,
                settings,
                limits,
                readsDialogs,
                hearer,
                (source, raw) -> recorded.add(raw),
                new Random(1));
        intakes.add(intake);
        return intake;
    }

    private Fact next() throws InterruptedException {
        Fact fact = facts.poll(60, TimeUnit.SECONDS);
        assertNotNull(fact, "no further fact came");
        told.add(fact);
        return fact;
    }

    private void connected() throws InterruptedException {
        assertEquals(new Fact.Connected(Source.ARI, null), next());
        assertInstanceOf(Fact.Connected.class, next());
        assertInstanceOf(Fact.Snapshot.class, next());
    }

    private static String seen(Fact fact) {
        return assertInstanceOf(Fact.ChannelSeen.class, fact).channel().uniqueid();
    }

    private static void assertStatus(AriIntake intake, String words) {
        until(() -> intake.status().detail().contains(words));
        assertFalse(intake.status().up());
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it did not come to pass");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static <T> T assertNotNullAnd(@Nullable T value) {
        assertNotNull(value);
        return value;
    }

    private static String created(String id) {
        return "{\"type\":\"ChannelCreated\",\"channel\":{\"id\":\"" + id + "\"}}";
    }

    private static String channel(String id, String application) {
        return "{\"id\":\"" + id + "\",\"dialplan\":{\"app_name\":\"" + application + "\"}}";
    }

    private static String blindTransfer(String transferee) {
        return "{\"type\":\"BridgeBlindTransfer\",\"result\":\"Success\",\"channel\":{\"id\":\"1.1\"},"
                + "\"transferee\":{\"id\":\"" + transferee + "\"}}";
    }
}
