/**
 * Compares, while Referee runs, what Asterisk writes down with what is reported; keeps what it finds,
 * and makes the ends that are told late. The comparison itself is {@code reconcile}'s.
 */
@NullMarked
package dev.referee.audit;

import org.jspecify.annotations.NullMarked;
