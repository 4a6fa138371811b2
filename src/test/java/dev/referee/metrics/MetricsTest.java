package dev.referee.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Direction;
import dev.referee.model.Transfer.Reason;
import dev.referee.policy.Referrer;
import dev.referee.policy.Referrers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What Prometheus reads. */
class MetricsTest {
    private static final String SOURCE_UP = "referee_source_up{source=\"ami\"}";

    private final MemoryLog log =
            new MemoryLog(1_000, Duration.ofMinutes(1), InstantSource.system());
    private final Metrics metrics = new Metrics(log);

    @Test
    void everySeriesIsThereFromTheStart() {
        Map<String, Double> samples = PrometheusText.parse(metrics.scrape());
        for (Direction direction : Direction.values()) {
            for (Reason reason : Reason.values()) {
                assertEquals(
                        reason.isOf(direction) ? 0.0 : null,
                        samples.get(ended(direction, reason)),
                        ended(direction, reason));
            }
        }
        assertEquals(0.0, samples.get("referee_notify_misleading_total"));
        assertEquals(0.0, samples.get("referee_referrer_not_allowed_total"));
    }

    @Test
    void endIsCountedOnceByItsStateAndReason() {
        log.append(Transfers.requested("t1"));
        log.append(Transfers.ended("t1", 2, Reason.BUSY));
        log.append(Transfers.ended("t1", 2, Reason.BUSY));
        log.append(Transfers.ended("t2", 1, Reason.BUSY));
        log.append(Transfers.ended("t3", 1, Reason.ANSWERED));

        Map<String, Double> samples = PrometheusText.parse(metrics.scrape());
        assertEquals(2.0, samples.get(ended(Reason.BUSY)));
        assertEquals(1.0, samples.get(ended(Reason.ANSWERED)));
        assertEquals(0.0, samples.get(ended(Reason.DECLINED)));
        assertEquals(0.0, samples.get("referee_referrer_not_allowed_total"));
    }

    @Test
    void whoeverMayNotTransferIsCountedWithoutAName() {
        Referrers onlyBob = new Referrers(List.of(Referrer.of("PJSIP/bob").orElseThrow()));
        log.append(onlyBob.mark(Transfers.ended("t1", 1, Reason.ANSWERED)));

        String scraped = metrics.scrape();
        assertEquals(1.0, PrometheusText.parse(scraped).get("referee_referrer_not_allowed_total"));
        assertFalse(scraped.contains("alice"), scraped);
    }

    @Test
    void misleadingNotifyIsCounted() {
        log.append(Transfers.misled(Transfers.ended("t1", 1, Reason.BUSY)));
        assertEquals(
                1.0, PrometheusText.parse(metrics.scrape()).get("referee_notify_misleading_total"));
    }

    @Test
    void gaugesAreReadWhenTheyAreAskedFor() {
        boolean[] up = {false};
        int[] browsers = {0};
        metrics.addSource(Source.AMI, () -> up[0]);
        metrics.addBrowsers(() -> browsers[0]);
        assertEquals(0.0, PrometheusText.parse(metrics.scrape()).get(SOURCE_UP));
        up[0] = true;
        browsers[0] = 3;
        Map<String, Double> samples = PrometheusText.parse(metrics.scrape());
        assertEquals(1.0, samples.get(SOURCE_UP));
        assertEquals(3.0, samples.get("referee_browser_connections"));
    }

    @Test
    void pushesAreCountedByTheirFate() {
        long[] sent = {0};
        metrics.addPushes("sent", () -> sent[0]);
        assertEquals(
                0.0,
                PrometheusText.parse(metrics.scrape()).get("referee_pushes_total{fate=\"sent\"}"));
        sent[0] = 7;
        System.gc(); // what nobody holds is gone, and counted as nothing
        assertEquals(
                7.0,
                PrometheusText.parse(metrics.scrape()).get("referee_pushes_total{fate=\"sent\"}"));
    }

    private static String ended(Reason reason) {
        return ended(Direction.INCOMING, reason);
    }

    private static String ended(Direction direction, Reason reason) {
        return "referee_transfers_ended_total{direction=\"" + word(direction) + "\",reason=\""
                + word(reason) + "\",state=\"" + word(reason.state()) + "\"}";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The number of series is known beforehand, whatever happens in the calls. */
    @Test
    void seriesDoNotGrowWithTheCalls() {
        int before = PrometheusText.parse(metrics.scrape()).size();
        for (Reason reason : Reason.values()) {
            for (int i = 0; i < 10; i++) {
                log.append(Transfers.ended(reason + "-" + i, 1, reason));
            }
        }
        assertEquals(before, PrometheusText.parse(metrics.scrape()).size());
    }
}
