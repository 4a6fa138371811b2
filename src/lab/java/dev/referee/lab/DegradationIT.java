package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.asterisk.Asterisk;
import dev.referee.model.Source;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A Referee with fewer sources than there can be, or one that loses some in the middle of a
 * transfer, tells the truth or that it does not know, and who saw it.
 */
@ExtendWith(StageExtension.class)
class DegradationIT {
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;

    /** Longer than Referee waits for a source to come back. */
    private static final Duration GIVES_UP = Duration.ofSeconds(50);

    private final Stage stage;
    private final Phone anna;
    private final Phone ben;
    private final Phone cleo;
    private final TcpRelay ami;
    private final TcpRelay ari;
    private final int hepPort = RefereeProcess.freeUdpPort();

    private @Nullable RefereeProcess running;
    private @Nullable Party listening;

    DegradationIT(Stage stage) {
        this.stage = stage;
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
        Asterisk.Address asterisk = stage.asterisk().address();
        ami = new TcpRelay(stage.vertx(), asterisk.host(), asterisk.amiPort());
        ari = new TcpRelay(stage.vertx(), asterisk.host(), asterisk.httpPort());
        stage.hep().mend(hepPort);
    }

    @AfterEach
    void end() {
        stage.hangUpAll();
        if (listening != null) {
            listening.close();
        }
        if (running != null) {
            running.close();
        }
        stage.hep().cut(hepPort);
        ami.close();
        ari.close();
    }

    @Test
    void amiAloneIsEnough() {
        watch(Source.AMI);
        assertState(Source.ARI, "not-configured");
        assertState(Source.HEP, "not-configured");
        assertBusy("ami");
    }

    @Test
    void ariAloneIsEnough() {
        watch(Source.ARI);
        assertState(Source.AMI, "not-configured");
        assertBusy("ari");
    }

    @ParameterizedTest
    @EnumSource(names = {"AMI", "ARI"})
    void eitherReadsTheDialogsByWhichPhonesSubscribe(Source only) {
        watch(only);
        Talk talk = stage.annaTalksToBen();
        try (Party transferee = Party.connect(stage.vertx(), "ben", referee().url())
                .subscribe(talk.ben().dialog())) {
            talk.caller().referBlind(CLEO);
            cleo.awaitIncoming().ring().answer();

            assertEquals("answered", transferee.awaitEnd().getString("reason"));
        }
    }

    @Test
    void amiAndAriStandBehindTheVerdictTogether() {
        watch(Source.AMI, Source.ARI);
        assertState(Source.HEP, "not-configured");
        JsonObject end = assertBusy("ami", "ari");
        assertNull(end.getJsonObject("sip").getInteger("notifyStatus"));
    }

    @Test
    void hepAddsDetailAndDecidesNothing() {
        watch(Source.AMI, Source.ARI, Source.HEP);
        assertState(Source.HEP, "listening");
        JsonObject end = assertBusy("ami", "ari");
        assertNotNull(end.getJsonObject("sip").getInteger("referStatus"));
    }

    /** Asterisk tells nobody of it but the phone. */
    @Test
    void hepAloneStandsBehindWhatOnlySipShows() {
        watch(Source.AMI, Source.ARI, Source.HEP);
        stage.annaTalksToBen().caller().referBlind("9999");
        JsonObject end = party().awaitEnd();
        assertEnd(end, "failed", "no-such-extension", "hep");
        JsonArray kept = referee().notifies(end.getString("id"));
        assertEquals(1, kept.size(), kept::encode);
        assertEquals("SIP/2.0 404 Not Found\r\n", kept.getJsonObject(0).getString("body"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AMI", "ARI"})
    void whatIsLostWhileTheTargetRingsIsNoWitness(Source lost) {
        watch(Source.AMI, Source.ARI);
        Call atCleo = ringing();
        lose(lost);

        atCleo.answer();

        assertEnd(party().awaitEnd(), "completed", "answered", word(other(lost)));
        bringBack(lost);
    }

    @ParameterizedTest
    @EnumSource(names = {"AMI", "ARI"})
    void whatIsBackBeforeTheAnswerMaySeeIt(Source lost) {
        watch(Source.AMI, Source.ARI);
        Call atCleo = ringing();
        lose(lost);
        bringBack(lost);

        atCleo.answer();

        JsonObject end = party().awaitEnd();
        assertEquals("answered", end.getString("reason"), end::encode);
        assertTrue(end.getJsonArray("sources").contains(word(other(lost))), end::encode);
    }

    @Test
    void hepIsLostAndBackWithoutHarm() {
        watch(Source.AMI, Source.ARI, Source.HEP);
        Call atCleo = ringing();
        String before = referee().source(Source.HEP).getString("lastHeard");
        assertNotNull(before);
        stage.hep().cut(hepPort);

        atCleo.answer();

        assertEnd(party().awaitEnd(), "completed", "answered", "ami", "ari");
        Instant atTheCut = lastHeard();
        stage.hep().mend(hepPort);
        stage.hangUpAll();
        awaitHeardAfter(atTheCut);
    }

    /** The only source there is sees on its return that the two are talking, or cannot know. */
    @ParameterizedTest
    @EnumSource(names = {"AMI", "ARI"})
    void onlySourceThatIsBackAfterTheAnswerSaysNothingFalse(Source only) {
        watch(only);
        Call atCleo = ringing();
        lose(only);
        atCleo.answer();
        stage.awaitTogether(ben, cleo);

        bringBack(only);
        stage.hangUpAll();

        JsonObject end = party().awaitEnd(GIVES_UP);
        if (end.getString("state").equals("unknown")) {
            assertEnd(end, "unknown", "observer-lost");
        } else {
            assertEnd(end, "completed", "answered", word(only));
        }
    }

    @Test
    void whenNobodyIsLeftTheEndIsUnknownAndHasNoWitness() {
        watch(Source.AMI, Source.ARI, Source.HEP);
        Call atCleo = ringing();
        lose(Source.AMI);
        lose(Source.ARI);
        stage.hep().cut(hepPort);
        atCleo.refuse(BUSY_HERE);

        assertEnd(party().awaitEnd(GIVES_UP), "unknown", "observer-lost");
        bringBack(Source.AMI);
        bringBack(Source.ARI);
    }

    private void watch(Source... sources) {
        Set<Source> all = EnumSet.noneOf(Source.class);
        all.addAll(List.of(sources));
        Asterisk.Address relayed = new Asterisk.Address(
                "127.0.0.1", stage.asterisk().address().sipPort(), ami.port(), ari.port(), hepPort);
        // Seen on 22.10.1: after event sockets that were cut, Asterisk did not answer for 30 s to
        // another process that asked for one of the same name.
        running = RefereeProcess.start(relayed, "degradation-" + hepPort, all);
        listening = Party.connect(stage.vertx(), "anna", running.url()).subscribe(anna.endpoint());
    }

    private RefereeProcess referee() {
        return Objects.requireNonNull(running);
    }

    private Party party() {
        return Objects.requireNonNull(listening);
    }

    /** A blind transfer whose target rings. */
    private Call ringing() {
        stage.annaTalksToBen().caller().referBlind(CLEO);
        Call atCleo = cleo.awaitIncoming().ring();
        party().awaitState("ringing");
        return atCleo;
    }

    private JsonObject assertBusy(String... sources) {
        ringing().refuse(BUSY_HERE);
        JsonObject end = party().awaitEnd();
        assertEnd(end, "failed", "busy", sources);
        return end;
    }

    private void assertEnd(JsonObject end, String state, String reason, String... sources) {
        assertEquals(state, end.getString("state"), end::encode);
        assertEquals(reason, end.getString("reason"), end::encode);
        assertEquals(new JsonArray(List.of(sources)), end.getJsonArray("sources"), end::encode);
        stage.hangUpAll();
        assertEquals(1, party().ends().size(), () -> party().toString());
        assertEquals(end, party().told().getLast(), () -> party().toString());
    }

    private void assertState(Source source, String state) {
        assertEquals(state, referee().source(source).getString("state"));
    }

    private void lose(Source source) {
        relay(source).cut();
        JsonObject lost = referee().awaitSource(source, "lost");
        assertFalse(lost.getBoolean("up"), lost::encode);
        assertFalse(Instant.parse(lost.getString("since")).isAfter(Instant.now()), lost::encode);
    }

    private void bringBack(Source source) {
        relay(source).mend();
        JsonObject back = referee().awaitSource(source, "connected");
        assertTrue(back.getBoolean("up"), back::encode);
    }

    private TcpRelay relay(Source source) {
        return source == Source.AMI ? ami : ari;
    }

    private Instant lastHeard() {
        return Instant.parse(referee().source(Source.HEP).getString("lastHeard"));
    }

    private void awaitHeardAfter(Instant before) {
        long deadline = System.nanoTime() + RefereeProcess.PATIENCE.toNanos();
        while (!lastHeard().isAfter(before)) {
            assertTrue(System.nanoTime() < deadline, "HEP was not heard again");
            stage.phones().register("cleo");
        }
    }

    private static Source other(Source source) {
        return source == Source.AMI ? Source.ARI : Source.AMI;
    }

    private static String word(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
