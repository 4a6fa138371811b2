package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    /**
     * A status of a target's phone, the cause that Asterisk makes of it ({@code
     * ast_sip_hangup_sip2cause}, res_pjsip.c of 22; the same in 16), and what Dial then says ({@code
     * ast_hangup_cause_to_dial_status}, dial.c). One reason, whichever of the two numbers is known.
     */
    @ParameterizedTest
    @CsvSource({
        "300, 16, NOANSWER, NO_ANSWER, NO_ANSWER",
        "400, 127, NOANSWER, REFUSED, REFUSED",
        "401, 21, NOANSWER, DECLINED, DECLINED",
        "403, 21, NOANSWER, DECLINED, DECLINED",
        "404, 1, NOANSWER, UNREACHABLE, UNREACHABLE",
        "405, 127, NOANSWER, REFUSED, REFUSED",
        "407, 21, NOANSWER, DECLINED, DECLINED",
        "408, 18, NOANSWER, UNREACHABLE, NO_ANSWER",
        "409, 41, NOANSWER, CONGESTION, CONGESTION",
        "410, 22, NOANSWER, UNREACHABLE, UNREACHABLE",
        "411, 127, NOANSWER, REFUSED, REFUSED",
        "413, 127, NOANSWER, REFUSED, REFUSED",
        "414, 127, NOANSWER, REFUSED, REFUSED",
        "415, 127, NOANSWER, REFUSED, REFUSED",
        "420, 3, CHANUNAVAIL, UNREACHABLE, UNREACHABLE",
        "480, 19, NOANSWER, UNREACHABLE, NO_ANSWER",
        "481, 127, NOANSWER, REFUSED, REFUSED",
        "482, 127, NOANSWER, REFUSED, REFUSED",
        "483, 19, NOANSWER, UNREACHABLE, NO_ANSWER",
        "484, 28, NOANSWER, REFUSED, REFUSED",
        "485, 1, NOANSWER, UNREACHABLE, UNREACHABLE",
        "486, 17, BUSY, BUSY, BUSY",
        "488, 58, NOANSWER, REFUSED, REFUSED",
        "491, 127, NOANSWER, REFUSED, REFUSED",
        "493, 127, NOANSWER, REFUSED, REFUSED",
        "500, 38, NOANSWER, CONGESTION, CONGESTION",
        "501, 29, NOANSWER, REFUSED, REFUSED",
        "502, 27, NOANSWER, UNREACHABLE, UNREACHABLE",
        "503, 34, CONGESTION, CONGESTION, CONGESTION",
        "504, 102, NOANSWER, CONGESTION, CONGESTION",
        "505, 127, NOANSWER, REFUSED, REFUSED",
        "580, 34, CONGESTION, CONGESTION, CONGESTION",
        "600, 17, BUSY, BUSY, BUSY",
        "603, 21, NOANSWER, DECLINED, DECLINED",
        "604, 1, NOANSWER, UNREACHABLE, UNREACHABLE",
        "606, 58, NOANSWER, REFUSED, REFUSED",
        "607, 127, NOANSWER, REFUSED, REFUSED",
    })
    void reasonIsTheSameWithAndWithoutTheSipStatus(
            int status, int cause, String dialStatus, Reason unrung, Reason rung) {
        for (boolean rang : new boolean[] {false, true}) {
            Reason expected = rang ? rung : unrung;
            assertEquals(expected, reason(null, cause, dialStatus, rang), "cause alone");
            assertEquals(expected, reason(status, cause, dialStatus, rang), "both");
            assertEquals(expected, reason(status, null, dialStatus, rang), "status alone");
        }
    }

    /** Seen on 22.10.1: the one who is called gets the cause of the caller who gave up. */
    @ParameterizedTest
    @CsvSource({"127, 500", "17, 486"})
    void cancelledCallIsNoWordOfTheTarget(int cause, int status) {
        assertEquals(Reason.NO_ANSWER, reason(status, cause, "CANCEL", true));
    }

    private static Reason reason(
            @Nullable Integer status, @Nullable Integer cause, String dialStatus, boolean rang) {
        Leg target = new Leg("target");
        target.end.learn(cause, status, java.time.Instant.EPOCH);
        Attempt attempt = new Attempt(target);
        attempt.ringing = rang;
        attempt.end(dialStatus, 1);
        return Failure.of(attempt).reason();
    }
}
