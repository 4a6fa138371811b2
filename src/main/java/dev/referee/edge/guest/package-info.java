/**
 * Who is connected or waits for an answer, how many of them there may be, how often each may do
 * something within a minute, and why one is asked to leave. Must not know what they ask for, what
 * they may see, nor HTTP.
 */
@NullMarked
package dev.referee.edge.guest;

import org.jspecify.annotations.NullMarked;
