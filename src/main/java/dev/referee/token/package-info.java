/**
 * Tokens by which somebody shows what may be seen: JWTs. Knows nothing of calls, nor of how a token travels.
 */
@NullMarked
package dev.referee.token;

import org.jspecify.annotations.NullMarked;
