package dev.referee.audit;

import dev.referee.reconcile.Finding;

/**
 * A finding with its number.
 *
 * @param number from 1 on since Referee was started, in the order in which they were found
 */
public record Numbered(long number, Finding finding) {}
