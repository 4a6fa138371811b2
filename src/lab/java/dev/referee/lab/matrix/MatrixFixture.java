package dev.referee.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.referee.lab.Ami;
import dev.referee.lab.Audience;
import dev.referee.lab.Audiences;
import dev.referee.lab.Stage;
import dev.referee.lab.StageExtension;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/**
 * The people of the matrix and their calls. Its subclasses play a family of rows each: the phones
 * make the truth, Asterisk confirms it, and Referee has to say it to all.
 */
@ExtendWith({StageExtension.class, MatrixExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MatrixFixture {
    static final String ANNA = "7000";
    static final String BEN = "7001";
    static final String CLEO = "7002";
    static final String DORA = "7003"; // eight seconds, then Dial gives up
    static final String EMIL = "7004";
    static final String ECHO = "6005";
    static final String NOBODY = "9999"; // no such extension

    static final int BUSY_HERE = 486;
    static final int DECLINE = 603;

    private static final int SIXTEEN = 16;

    final Stage stage;
    final Phone anna;
    final Phone ben;
    final Phone cleo;
    final Phone dora;
    final Phone emil;

    /** A connection beside Referee's, to ask for what Asterisk does on its own accord. */
    final Ami ami;

    private final Matrix matrix;
    private final int release;

    @RegisterExtension
    final Audiences audiences;

    MatrixFixture(Stage stage, Matrix matrix) {
        this.stage = stage;
        this.matrix = matrix;
        audiences = new Audiences(stage);
        release = matrix.playOn(stage.asteriskVersion());
        ami = Ami.connect(stage.asterisk().address());
        anna = stage.phones().register("anna");
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
        dora = stage.phones().register("dora");
        emil = stage.phones().register("emil");
    }

    @BeforeEach
    void forgetEarlierTransfers() {
        ami.transfers();
    }

    @AfterEach
    void hangUpAll() {
        stage.hangUpAll();
    }

    /** Late events of any of the calls above would have come by now. */
    @AfterAll
    void nobodyIsToldAnythingLater() {
        try {
            audiences.check();
        } finally {
            audiences.close();
            ami.close();
        }
    }

    /** Whether this is an Asterisk 16, which does some things otherwise. */
    boolean on16() {
        return release == SIXTEEN;
    }

    // ---- calls

    Talk annaTalksToBen() {
        return talk(anna, BEN);
    }

    /** A call that Ben answers. */
    Talk talk(Phone caller, String extension) {
        return stage.talk(caller, extension, ben);
    }

    /** Anna holds Ben and talks with Cleo, who joins the audience. */
    Call annaConsultsCleo(Talk talk, Audience audience) {
        talk.caller().hold();
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        audience.join(atCleo);
        return consultation;
    }

    // ---- what Referee tells

    /** Both of a call listen. They must be told one end, and nothing after it. */
    Audience audience(Talk talk) {
        return audience(talk.caller(), talk.ben());
    }

    /** These listen. They must be told one end, and nothing after it. */
    Audience audience(Call... legs) {
        return audiences.told(legs);
    }

    /** These listen and must never be told anything. */
    Audience untold(Call... legs) {
        return audiences.untold(legs);
    }

    /** Waits until all were told the row's end, and notes the row. */
    JsonObject end(Row row, Refer refer, Audience audience) {
        JsonObject end = awaitEnd(row, audience);
        note(row, refer, end);
        return end;
    }

    /** As above, of a transfer that no phone asked for by REFER. */
    JsonObject end(Row row, Audience audience) {
        JsonObject end = awaitEnd(row, audience);
        note(row, "no REFER", claimed(end), end);
        return end;
    }

    /** Waits until all were told the row's end, without noting anything. */
    JsonObject awaitEnd(Row row, Audience audience) {
        String[] verdict = row.line().on(release).verdict().split(": ", 2);
        return audience.awaitEnd(verdict[0], verdict[1]);
    }

    /** As above, of a transfer whose listeners are told of more than one. */
    void note(Row row, Refer refer, JsonObject end) {
        note(row, Matrix.claim(refer), claimed(end), end);
    }

    /** As above, where the test itself knows what SIP and AMI claimed. */
    void note(Row row, String sip, List<String> ami, JsonObject end) {
        matrix.add(row, sip, ami, end);
        assertFalse(end.getString("message").isEmpty());
    }

    /** What AMI claimed of this very transfer. */
    private List<String> claimed(JsonObject end) {
        // Where the PBX asked, AMI has no such event.
        return ami.transfers(
                end.getJsonObject("transferor", new JsonObject()).getString("uniqueid", ""),
                end.getJsonObject("target", new JsonObject()).getString("extension", ""));
    }

    /**
     * Notes a row of which nothing may be told. Call it when the story is over; that the audience is
     * untold is asserted after the last test.
     */
    void nothing(Row row) {
        matrix.addNothing(row, "no REFER", ami.transfers());
    }

    /** Notes a row that this version of Asterisk cannot play. */
    void leaveOut(Row row) {
        matrix.leaveOut(row);
    }

    static void assertIsNotWithTarget(JsonObject end) {
        assertNotEquals("with-target", end.getJsonObject("transferee").getString("whereabouts"));
    }
}
