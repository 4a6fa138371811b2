package dev.referee.intake.ari;

import java.time.Duration;
import java.util.List;

/**
 * How much the ARI intake takes and how long it waits.
 *
 * @param messageBytes the largest event; a larger one cuts the connection
 * @param bodyBytes the largest answer to a read: the list of all channels, about 700 bytes each
 * @param pendingReads the most transferees watched at once; beyond it a transferee's first
 *     application may stay unknown
 * @param waitingDialogs the most legs that wait for their SIP dialog to be read, one after the
 *     other; beyond it a leg is let be until it is told of again
 * @param request how long a connect or a silence within a read may last
 * @param firstRetry the wait before the first reconnection; doubles with every failure
 * @param longestRetry the longest wait between reconnections
 * @param replacedRetry the wait after another program took the application name; doubles each time
 * @param longestReplacedRetry the longest such wait
 * @param steady how long a connection must have been up before the waits start small again
 * @param transfereeReads when to read a transferee, counted from the transfer
 */
record AriLimits(
        int messageBytes,
        int bodyBytes,
        int pendingReads,
        int waitingDialogs,
        Duration request,
        Duration firstRetry,
        Duration longestRetry,
        Duration replacedRetry,
        Duration longestReplacedRetry,
        Duration steady,
        List<Duration> transfereeReads) {

    static final AriLimits DEFAULT = new AriLimits(
            4 * 1024 * 1024,
            64 * 1024 * 1024,
            1_000,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            List.of(Duration.ofMillis(300), Duration.ofMillis(1500)));
}
