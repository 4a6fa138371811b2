/**
 * The server itself, which puts the edge together: its port, its certificate, its start and its end.
 * Must not know what anything is that it serves.
 */
@NullMarked
package dev.referee.edge.server;

import org.jspecify.annotations.NullMarked;
