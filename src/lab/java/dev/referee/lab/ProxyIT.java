package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.referee.asterisk.Kamailio;
import dev.referee.asterisk.Kamailio.Mode;
import dev.referee.model.Dialog;
import dev.referee.model.Source;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Phones;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Phones behind a real Kamailio, with Referee configured as docs/PROTOCOL.md says for each: Petra calls
 * Pavel and transfers him to Paula. Each party's browser knows its phone's own view of its dialog.
 */
@ExtendWith(StageExtension.class)
class ProxyIT {
    private static final String PAVEL = "7031";
    private static final String PAULA = "7032";
    private static final int ACCEPTED = 202;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String ANSWERED = "completed: answered";
    private static final String BRIDGED = "completed: bridged";

    private final Stage stage;

    ProxyIT(Stage stage) {
        this.stage = stage;
        String obstacle = Kamailio.obstacle(stage.asterisk());
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    /** A proxy in one mode, phones behind it, and a Referee with its own configuration. */
    private final class Site implements AutoCloseable {
        private final Kamailio proxy;
        private final Phones phones;
        private final RefereeProcess referee;
        private final int hepPort = RefereeProcess.freeUdpPort();
        final Phone petra;
        final Phone pavel;
        final Phone paula;

        Site(Mode mode, String dialogs) {
            this(mode, dialogs, EnumSet.allOf(Source.class));
        }

        Site(Mode mode, String dialogs, Set<Source> sources) {
            proxy = Kamailio.start(stage.asterisk(), mode);
            phones = Phones.behindProxy(
                    stage.asterisk().address().host(),
                    stage.asterisk().address().sipPort(),
                    proxy.port());
            petra = phones.register("petra");
            pavel = phones.register("pavel");
            paula = phones.register("paula");
            stage.hep().mend(hepPort);
            referee = RefereeProcess.startBehindProxy(
                    stage.asterisk().address().withHepPort(hepPort), sources, dialogs);
        }

        Talk talk() {
            return stage.talk(petra, PAVEL, pavel);
        }

        Party party(String name) {
            return Party.connect(stage.vertx(), name, referee.url());
        }

        Party subscribed(Call leg) {
            return party(leg.phone().name()).subscribe(leg.dialog());
        }

        @Override
        public void close() {
            stage.hep().cut(hepPort);
            referee.close();
            phones.close();
            proxy.close();
        }
    }

    private static String documentedSetting(Mode mode) {
        return switch (mode) {
            case RECORD_ROUTE, TOPOS -> "";
            case TOPOH -> "by_tags: true";
        };
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void blindTransferIsToldToAllThreeAndToNoStranger(Mode mode) {
        try (Site site = new Site(mode, documentedSetting(mode))) {
            Talk talk = site.talk();
            try (Party petra = site.subscribed(talk.caller());
                    Party pavel = site.subscribed(talk.ben());
                    Party stranger = site.party("stranger")) {
                assertGetsNothingWithOneWrongTag(stranger, talk.caller().dialog());

                assertEquals(ACCEPTED, talk.caller().referBlind(PAULA).awaitAnswer());
                Call paulas = site.paula.awaitIncoming().ring().answer();

                try (Party paula = site.subscribed(paulas)) {
                    assertEnd(ANSWERED, "transferor", talk.caller(), petra.awaitEnd());
                    assertEnd(ANSWERED, "transferee", talk.ben(), pavel.awaitEnd());
                    assertEnd(ANSWERED, "target", paulas, paula.awaitEnd());
                }
                assertEquals(List.of(), stranger.told());
            }
        }
    }

    private static void assertGetsNothingWithOneWrongTag(Party stranger, Dialog known) {
        assertEquals(
                List.of("unknown-dialog", "unknown-dialog"),
                stranger.refusals(
                        new Dialog(known.callId(), "wrong", known.remoteTag()),
                        new Dialog(known.callId(), known.localTag(), "wrong")));
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"RECORD_ROUTE", "TOPOS"})
    void attendedTransferIsToldToAllThree(Mode mode) {
        try (Site site = new Site(mode, documentedSetting(mode))) {
            Talk talk = site.talk();
            Call consultation = site.petra.call(PAULA);
            Call paulas = site.paula.awaitIncoming().ring().answer();
            consultation.awaitAnswered();
            try (Party petra = site.subscribed(talk.caller());
                    Party pavel = site.subscribed(talk.ben());
                    Party paula = site.subscribed(paulas)) {
                Refer refer = talk.caller().referAttended(consultation, PAULA);

                assertEquals(OK, refer.awaitFinalNotify());
                assertEnd(BRIDGED, "transferor", talk.caller(), petra.awaitEnd());
                assertEnd(BRIDGED, "transferee", talk.ben(), pavel.awaitEnd());
                assertEnd(BRIDGED, "target", paulas, paula.awaitEnd());
            }
        }
    }

    /** Kamailio hands on the Call-ID in the Replaces as the phone knows it: no call of Asterisk's. */
    @Test
    void attendedTransferThatTheProxySpoilsIsExplained() {
        try (Site site = new Site(Mode.TOPOH, documentedSetting(Mode.TOPOH))) {
            Talk talk = site.talk();
            Call consultation = site.petra.call(PAULA);
            site.paula.awaitIncoming().ring().answer();
            consultation.awaitAnswered();
            try (Party petra = site.subscribed(talk.caller());
                    // Its dialog is known to Referee then.
                    Party onConsultation = site.subscribed(consultation)) {
                Refer refer = talk.caller().referAttended(consultation, PAULA);

                assertEquals(NOT_FOUND, refer.awaitFinalNotify());
                JsonObject end = petra.awaitEnd();
                assertEnd("failed: dialog-not-found", "transferor", talk.caller(), end);
                assertEquals(
                        "replaces-call-id-rewritten",
                        end.getJsonArray("diagnosis").getJsonObject(0).getString("code"),
                        end::encode);
                assertEquals(List.of(), onConsultation.ends());
            }
        }
    }

    private static void assertEnd(String verdict, String role, Call leg, JsonObject end) {
        assertEquals(verdict, end.getString("state") + ": " + end.getString("reason"), end::encode);
        assertEquals(
                leg.dialog().callId(),
                end.getJsonObject(role).getString("callId"),
                () -> role + " is shown its own Call-ID: " + end.encode());
    }

    @Test
    void tagsAloneProveNothingUnlessTheSiteSaysSo() {
        try (Site site = new Site(Mode.TOPOH, "")) {
            Talk talk = site.talk();
            try (Party petra = site.party("petra")) {
                assertEquals("unknown-dialog", petra.refusal(talk.caller().dialog()));
            }
        }
    }

    /**
     * As behind a B2BUA, where a phone shares nothing with Asterisk but the header that is passed on.
     * With both sources AMI reads it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"AMI,ARI", "ARI"})
    void phoneIsRecognizedByItsSessionId(String sources) {
        Set<Source> listening =
                Stream.of(sources.split(",", -1)).map(Source::valueOf).collect(Collectors.toSet());
        try (Site site = new Site(Mode.TOPOH, "session_header: Session-ID", listening)) {
            Talk talk = site.talk();
            try (Party petra = site.party("petra").subscribe(behindB2bua(talk.caller()));
                    Party pavel = site.party("pavel").subscribe(behindB2bua(talk.ben()));
                    Party stranger = site.party("stranger")) {
                Dialog guess = new Dialog("own", "a", "b", "0123456789abcdef0123456789abcdef");
                assertEquals("unknown-dialog", stranger.refusal(guess));

                talk.caller().referBlind(PAULA);
                Call paulas = site.paula.awaitIncoming().ring().answer();

                try (Party paula = site.party("paula").subscribe(behindB2bua(paulas))) {
                    assertSeesOwnCallId("transferor", petra);
                    assertSeesOwnCallId("transferee", pavel);
                    assertSeesOwnCallId("target", paula);
                }
            }
        }
    }

    private static void assertSeesOwnCallId(String role, Party party) {
        JsonObject end = party.awaitEnd();
        assertEquals("answered", end.getString("reason"), party::toString);
        assertEquals(
                "own-" + party.name(),
                end.getJsonObject(role).getString("callId"),
                party::toString);
    }

    private static Dialog behindB2bua(Call leg) {
        return new Dialog("own-" + leg.phone().name(), "own-tag", "own-other-tag", leg.sessionId());
    }
}
