package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.Ladders;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Leg;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Role;
import dev.referee.ladder.Ladder.Step;
import dev.referee.log.Transfers;
import dev.referee.model.EnumWord;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;

import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who is shown which ladder, and what of it. */
class LadderTest {
    static final Ladders LADDERS =
            transfer -> Future.succeededFuture(Optional.of(ladder(transfer)));

    private static final String PATH = "/v1/transfers/t1/ladder";

    private static Ladder ladder(String transfer) {
        return new Ladder(
                transfer,
                "failed",
                "busy",
                "Carol is busy.",
                List.of(
                        party(Role.TRANSFEROR, "alice"),
                        new Party(Ladder.PBX, Role.PBX, null, List.of()),
                        party(Role.TRANSFEREE, "bob"),
                        party(Role.OTHER, "dora")),
                List.of(
                        step("transferor", "pbx", Kind.REFER, "secret-of-alice", null),
                        step("pbx", "transferor", Kind.REFER_ANSWER, null, "Accepted only."),
                        step("pbx", "transferee", Kind.APPLICATION, "secret-of-bob", null),
                        step("pbx", "other", Kind.DIAL, "secret-of-dora", null)),
                false);
    }

    private static Party party(Role role, String name) {
        return new Party(
                EnumWord.of(role),
                role,
                "PJSIP/" + name,
                List.of(new Leg("PJSIP/" + name + "-1", "leg-of-" + name, "call-of-" + name)));
    }

    private static Step step(
            String from,
            String to,
            Kind kind,
            @Nullable String detail,
            @Nullable String misleading) {
        return new Step(
                Instant.EPOCH,
                from,
                to,
                kind,
                EnumWord.of(kind),
                detail,
                List.of("ami"),
                misleading);
    }

    private static String[] token(String... endpoints) {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        return Asker.token(
                endpoints.length == 0
                        ? SignedTokens.forAdministrator(later)
                        : SignedTokens.forEndpoints(later, endpoints));
    }

    private static EdgeFixture server(Ladders ladders) {
        EdgeFixture server = new EdgeFixture(
                EdgeFixture.normal().withTokens(SignedTokens.bySecret()).withLadders(ladders));
        server.log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        return server;
    }

    @Test
    void anAdministratorSeesAllOfIt() {
        try (EdgeFixture server = server(LADDERS);
                Asker asker = new Asker()) {
            JsonNode ladder = asker.expect(server, PATH, token());
            assertEquals(4, ladder.get("steps").size());
            assertTrue(ladder.toString().contains("secret-of-dora"));
            assertEquals("Accepted only.", ladder.at("/steps/1/misleading").asText());
        }
    }

    @Test
    void aPartySeesItsOwnLegAndOfTheOthersOnlyTheSteps() {
        try (EdgeFixture server = server(LADDERS);
                Asker asker = new Asker()) {
            String ladder = asker.expect(server, PATH, token("PJSIP/alice")).toString();
            for (String own : List.of("secret-of-alice", "leg-of-alice", "call-of-alice")) {
                assertTrue(ladder.contains(own), ladder);
            }
            for (String foreign : List.of(
                    "secret-of-bob",
                    "leg-of-bob",
                    "call-of-bob",
                    "application",
                    "secret-of-dora",
                    "dora")) {
                assertFalse(ladder.contains(foreign), foreign + " in " + ladder);
            }
            assertTrue(ladder.contains("PJSIP/bob"), ladder);
        }
    }

    @Test
    void aStrangerGetsTheSameAnswerAsForATransferThatIsNotThere() {
        try (EdgeFixture server = server(LADDERS);
                Asker asker = new Asker()) {
            HttpResponse<String> foreign = asker.get(server, PATH, token("PJSIP/zoe"));
            HttpResponse<String> missing =
                    asker.get(server, "/v1/transfers/t2/ladder", token("PJSIP/zoe"));
            assertEquals(404, foreign.statusCode());
            assertEquals(missing.body(), foreign.body());
        }
    }

    @Test
    void aTransferWithoutALadderSaysWhy() {
        try (EdgeFixture server = server(Ladders.none());
                Asker asker = new Asker()) {
            HttpResponse<String> answer = asker.get(server, PATH, token());
            assertEquals(404, answer.statusCode());
            assertTrue(answer.body().contains("limits.trace_transfers"), answer.body());
        }
    }

    @Test
    void laddersThatCannotBeReadNowAreUnavailable() {
        try (EdgeFixture server = server(transfer -> Future.failedFuture("the disk"));
                Asker asker = new Asker()) {
            assertEquals(503, asker.get(server, PATH, token()).statusCode());
        }
    }
}
