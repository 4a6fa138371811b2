/**
 * Tokens by which somebody shows what may be seen: JWTs. Knows how endpoints are named, and nothing
 * else of calls, nor how a token travels.
 */
@NullMarked
package dev.referee.token;

import org.jspecify.annotations.NullMarked;
