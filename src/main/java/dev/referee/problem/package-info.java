/**
 * Why a request is refused, in one list from administration to HTTP. Must not know anything else of
 * ours but the model.
 */
@NullMarked
package dev.referee.problem;

import org.jspecify.annotations.NullMarked;
