/**
 * The handing out of the log: to each subscription how its transfers stand, what it has missed, and
 * then what happens. Must not know who was allowed to subscribe and why, nor HTTP and sockets.
 */
@NullMarked
package dev.referee.edge.feed;

import org.jspecify.annotations.NullMarked;
