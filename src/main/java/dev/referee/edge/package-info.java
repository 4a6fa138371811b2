/**
 * The edge towards browsers and back ends: a reader of the log, which never sees the correlator or
 * the PBX. Here is what others agree with it: its settings, what administrators may ask of whom
 * ({@link dev.referee.edge.AdminApi}), and how the sources stand. It knows none of its packages.
 *
 * <p>A line of the edge is in {@code guest} (who is connected, and how many may be), {@code access}
 * (who may see what), {@code feed} (the handing out of the log), {@code http} (pages, REST and
 * streams), {@code socket} (WebSockets) or {@code server} (start and stop). Each knows only those that
 * stand before it.
 */
@NullMarked
package dev.referee.edge;

import org.jspecify.annotations.NullMarked;
