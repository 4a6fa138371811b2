/**
 * The benchmarks behind {@code ./lab bench}: {@link dev.referee.bench.Bench} is the door. Every
 * figure is a ratio to something known that is measured in the same run, turn by turn. Knows Referee
 * by what a site runs: its AMI intake and its correlator, and whole as a process of its own.
 */
@NullMarked
package dev.referee.bench;

import org.jspecify.annotations.NullMarked;
