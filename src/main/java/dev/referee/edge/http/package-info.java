/**
 * What is asked and answered by plain HTTP: the pages, transfers, streams of server-sent events, and
 * the part for administrators; and who asks with one request. Must not know sockets, but for their
 * address.
 */
@NullMarked
package dev.referee.edge.http;

import org.jspecify.annotations.NullMarked;
