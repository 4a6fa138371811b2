/**
 * Compares what was reported of transfers with what Asterisk itself wrote down of the calls: pure,
 * single-threaded, without a clock. Knows the model only; who reads records and reports is elsewhere.
 *
 * <p>{@code Reconciliation} is the door. {@code Proofs} follows the records and says what each transfer
 * in them came to ({@code Proof}), {@code Reports} holds what was told, and a {@code Finding} is where
 * the two cannot both be true. {@code DetailReconciliation} is a second door, for CDRs, which say nothing
 * of a transfer but how a reported one ended ({@code Details}). docs/RECONCILE.md says what follows from
 * which record.
 */
@NullMarked
package dev.referee.reconcile;

import org.jspecify.annotations.NullMarked;
