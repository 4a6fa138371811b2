/**
 * Sends the end of a transfer to its parties' phones in SIP itself, through the PBX. A reader of
 * the log, switched on by {@code push.endpoints}. Must not know how a transfer is decided, what
 * browsers subscribe to, or how a PBX is spoken to.
 */
@NullMarked
package dev.referee.push;

import org.jspecify.annotations.NullMarked;
