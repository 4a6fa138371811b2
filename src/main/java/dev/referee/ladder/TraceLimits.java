package dev.referee.ladder;

import java.time.Duration;

/**
 * How much is traced.
 *
 * @param steps the most steps of one ladder, and of one channel or dialog; at least 20
 * @param transfers the most transfers whose ladders are drawn at one time; beyond it the oldest is
 *     drawn no further
 * @param channels the most channels, and the most SIP dialogs, whose beginnings are remembered
 * @param memory for how long after its end a transfer's ladder still takes in steps
 */
public record TraceLimits(int steps, int transfers, int channels, Duration memory) {}
