/**
 * Real calls on a real Asterisk, recorded with Referee's own {@code record}, each with its truth:
 * {@link dev.referee.lab.record.RecordCalls} is the door. The truth is what the phones did, and
 * Asterisk's own answers confirm it; what Referee says of the call is not asked.
 */
@NullMarked
package dev.referee.lab.record;

import org.jspecify.annotations.NullMarked;
