/**
 * WebSockets, from the handshake on: the conversation with a browser ({@code referee.v1}), and the
 * sockets that carry nothing but events ({@code cloudevents.json}). Must not know how the server is
 * set up, nor the pages.
 */
@NullMarked
package dev.referee.edge.socket;

import org.jspecify.annotations.NullMarked;
