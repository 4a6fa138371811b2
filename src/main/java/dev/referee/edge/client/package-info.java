/**
 * Connected clients: connection limits, rate limits and close codes. Must not know what clients
 * request, what they may see, or HTTP.
 */
@NullMarked
package dev.referee.edge.client;

import org.jspecify.annotations.NullMarked;
