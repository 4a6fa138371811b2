/**
 * The edge towards browsers and back ends: it reads the log and never sees the correlator or the PBX.
 * This package holds what other packages share with the edge: its settings, the operations of
 * administrators ({@link dev.referee.edge.AdminApi}) and the state of the sources. It knows none of
 * its subpackages.
 *
 * <p>The subpackages are {@code client} (connection and rate limits), {@code access} (who may see
 * what), {@code feed} (delivery of the log to subscriptions), {@code http} (pages, REST and streams),
 * {@code socket} (WebSockets) and {@code server} (start and stop). Each knows only those that stand
 * before it.
 */
@NullMarked
package dev.referee.edge;

import org.jspecify.annotations.NullMarked;
