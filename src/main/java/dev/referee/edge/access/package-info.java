/**
 * Who may see what: what somebody proves by a dialog or a token, which transfers are found by that,
 * and which of their fields are seen in which part. Must not know how a question came or how the
 * answer goes out, nor the words in which it is refused.
 */
@NullMarked
package dev.referee.edge.access;

import org.jspecify.annotations.NullMarked;
