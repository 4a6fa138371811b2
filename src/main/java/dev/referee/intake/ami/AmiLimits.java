package dev.referee.intake.ami;

import java.time.Duration;

/**
 * What an AMI connection waits for and holds at most.
 *
 * @param connectTimeout for the TCP connection and the TLS handshake
 * @param answerTimeout for the greeting and for each answer. A refused login is answered after one
 *     second (Asterisk 16 and 22)
 * @param snapshotTimeout for the whole list of channels
 * @param firstDelay before the first attempt to connect again
 * @param maxDelay between two attempts
 * @param queuedFrames the most frames that were read and not told yet; beyond it the connection is
 *     given up and made anew
 * @param queuedChars the most characters in these frames
 * @param frameBytes the longest frame; a longer one ends the connection
 */
record AmiLimits(
        Duration connectTimeout,
        Duration answerTimeout,
        Duration snapshotTimeout,
        Duration firstDelay,
        Duration maxDelay,
        int queuedFrames,
        long queuedChars,
        int frameBytes) {

    static final AmiLimits DEFAULT = new AmiLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            50_000,
            64_000_000,
            1_000_000);
}
