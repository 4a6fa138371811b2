/**
 * The sequence diagram of one transfer: parties and PBX, and the steps between them in the order in
 * which Referee heard of them. {@link dev.referee.ladder.Tracer} stands beside the correlator, sees
 * the same facts and decides nothing; {@link dev.referee.ladder.Ladder} is what it makes of them. Must
 * not know how a transfer is decided, how a ladder is kept, or who may see it.
 */
@NullMarked
package dev.referee.ladder;

import org.jspecify.annotations.NullMarked;
