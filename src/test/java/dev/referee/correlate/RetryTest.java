package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;

/** What docs/OUTGOING.md says of asking again. */
class RetryTest {
    private static final int DAY = 86_400;
    private static final String ID = "main-1795248637.3-1";

    private static @Nullable Retry retry(@Nullable Ruling end) {
        return Retry.of(end, Whereabouts.WAITING, ID);
    }

    private static Retry refused(int status, @Nullable Integer retryAfter, String id) {
        Duration wait = retryAfter == null ? null : Duration.ofSeconds(retryAfter);
        return Objects.requireNonNull(
                Retry.of(Ruling.ofStatus(status, false, wait, "x"), Whereabouts.WAITING, id));
    }

    private static int afterMs(Retry retry) {
        assertTrue(retry.isAdvised(), retry::toString);
        return Objects.requireNonNull(retry.afterMs());
    }

    private static void assertBetween(int least, int most, int actual) {
        assertTrue(actual >= least && actual < most, () -> actual + " ms");
    }

    @ParameterizedTest
    @CsvSource({
        "491, 2100, 3150",
        "500, 5000, 7500",
        "503, 5000, 7500",
        "504, 5000, 7500",
        "408, 30000, 40000",
        "480, 30000, 40000",
        "486, 30000, 40000"
    })
    void whatPassesIsAskedForAgainAfterAWhile(int status, int least, int most) {
        assertBetween(least, most, afterMs(refused(status, null, ID)));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                300, 302, 400, 401, 403, 404, 405, 407, 410, 413, 420, 429, 481, 484, 487, 488, 501,
                502, 505, 600, 603, 604, 606
            })
    void whatStaysIsNotAskedForAgain(int status) {
        assertEquals(new Retry(false, null), refused(status, null, ID));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 408, 413, 480, 486, 491, 500, 503, 504, 600, 603})
    void theFarEndsRetryAfterCounts(int status) {
        assertBetween(120_000, 130_000, afterMs(refused(status, 120, ID)));
    }

    /** RFC 3261 section 20.33 gives it no meaning there. */
    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 405, 410, 481, 484, 501, 604})
    void retryAfterMakesNoOtherStatusOneThatPasses(int status) {
        assertFalse(refused(status, 1, ID).isAdvised());
    }

    @Test
    void retryAfterIsBounded() {
        assertBetween(1_000, 1_500, afterMs(refused(503, 0, ID)));
        assertBetween(DAY * 1_000, DAY * 1_000 + 10_000, afterMs(refused(503, DAY, ID)));
        assertFalse(refused(503, DAY + 1, ID).isAdvised());
        Duration endless = Duration.ofSeconds(999_999_999_999_999_999L);
        assertEquals(
                new Retry(false, null), retry(Ruling.ofStatus(503, false, endless, "too long")));
    }

    @Test
    void manyThatFailAtOnceComeBackSpreadOut() {
        int[] tenths = new int[10];
        IntStream.range(0, 1_000)
                .map(call -> afterMs(refused(503, null, "main-1795248637." + call + "-1")))
                .forEach(afterMs -> tenths[(afterMs - 5_000) / 250]++);
        for (int count : tenths) {
            assertTrue(count > 50 && count < 200, () -> java.util.Arrays.toString(tenths));
        }
    }

    @Test
    void theSameTransferIsAdvisedTheSame() {
        assertEquals(refused(503, null, ID), refused(503, null, ID));
    }

    @Test
    void whoIsGoneCannotBeAskedAgain() {
        Ruling busy = Ruling.ofStatus(486, false, null, "x");
        assertEquals(new Retry(false, null), Retry.of(busy, Whereabouts.GONE, ID));
    }

    /** It may have worked: asking again could call twice. */
    @ParameterizedTest
    @EnumSource
    void onlyWhatTheFarEndRefusedMayBeAskedForAgain(Reason reason) {
        Retry retry = retry(Ruling.stated(reason, "x"));
        if (reason.state() == State.COMPLETED) {
            assertNull(retry);
        } else {
            assertEquals(new Retry(false, null), retry);
        }
    }

    @Test
    void beforeTheEndAndOfASuccessNothingIsAdvised() {
        assertNull(retry(null));
        assertNull(retry(Ruling.ofStatus(200, true, Duration.ofSeconds(1), "x")));
    }
}
