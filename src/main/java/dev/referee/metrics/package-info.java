/**
 * Numbers for Prometheus. A reader of the log, and of a few gauges that others hand it. Labels have
 * few and known values; nothing of a call stands in them. Must not know how a transfer is decided or
 * who is told.
 */
@NullMarked
package dev.referee.metrics;

import org.jspecify.annotations.NullMarked;
