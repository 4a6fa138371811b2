package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.lab.Audience;
import dev.referee.lab.Stage;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** Anna and Dora have the same endpoint, {@code proxy}. Who answers may be either of them. */
class SharedEndpointIT extends MatrixFixture {
    private static final String PROXY = "proxy";
    private static final String DORA_BEHIND_IT = "7341";
    private static final String CLEO_OR_DORA = "7342";
    private static final String CLEO_OR_ANNA = "7343";

    private final Phone proxyAnna;
    private final Phone proxyDora;

    SharedEndpointIT(Stage stage, Matrix matrix) {
        super(stage, matrix);
        proxyAnna = stage.phones().registerBehind(PROXY, "proxy-anna");
        proxyDora = stage.phones().registerBehind(PROXY, "proxy-dora");
    }

    @Test
    void failover() {
        Talk talk = talk(proxyAnna, BEN);
        Audience audience = audience(talk);
        Refer refer = cleoDoesNotAnswer(talk, CLEO_OR_DORA);

        Call atDora = proxyDora.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, proxyDora);
        audience.join(atDora);
        assertWhereabouts("with-target", end(SharedEndpointRow.FAILOVER, refer, audience));
    }

    private Refer cleoDoesNotAnswer(Talk talk, String extension) {
        Refer refer = talk.caller().referBlind(extension);
        cleo.awaitIncoming().ring().awaitEnded();
        return refer;
    }

    private static void assertWhereabouts(String whereabouts, JsonObject end) {
        assertEquals(whereabouts, end.getJsonObject("transferee").getString("whereabouts"));
    }

    @Test
    void failoverIsBusy() {
        Talk talk = talk(proxyAnna, BEN);
        Audience audience = audience(talk);
        Refer refer = cleoDoesNotAnswer(talk, CLEO_OR_DORA);

        proxyDora.awaitIncoming().ring().refuse(BUSY_HERE);

        assertIsNotWithTarget(end(SharedEndpointRow.FAILOVER_BUSY, refer, audience));
    }

    @Test
    void calledBack() {
        Talk talk = talk(proxyAnna, BEN);
        Audience audience = audience(talk);
        Refer refer = cleoDoesNotAnswer(talk, CLEO_OR_ANNA);

        proxyAnna.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, proxyAnna);
        assertWhereabouts("with-transferor", end(SharedEndpointRow.CALLED_BACK, refer, audience));
    }

    @Test
    void answered() {
        Talk talk = talk(proxyAnna, BEN);
        Audience audience = audience(talk);
        Refer refer = talk.caller().referBlind(DORA_BEHIND_IT);

        Call atDora = proxyDora.awaitIncoming().ring().answer();

        stage.awaitTogether(ben, proxyDora);
        audience.join(atDora);
        end(SharedEndpointRow.ANSWERED, refer, audience);
    }
}
