/**
 * Decides how transfers ended: a pure, single-threaded state machine over facts and time. Knows no
 * Vert.x, no JSON, no logging, no threads and no clock.
 */
@NullMarked
package dev.referee.correlate;

import org.jspecify.annotations.NullMarked;
