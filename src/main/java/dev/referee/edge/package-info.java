/**
 * The edge towards browsers: the WebSocket, the pages, and the health answers. A reader of the log;
 * it never sees the correlator or the PBX.
 */
@NullMarked
package dev.referee.edge;

import org.jspecify.annotations.NullMarked;
