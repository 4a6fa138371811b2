/**
 * Delivers what the log tells to back ends by HTTP, where {@code webhooks} names them: at least once,
 * in order per transfer, signed. A reader of the log. Must not know how a transfer is decided, what
 * browsers subscribe to, or how the log keeps what it keeps.
 */
@NullMarked
package dev.referee.webhook;

import org.jspecify.annotations.NullMarked;
