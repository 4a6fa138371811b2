/**
 * The site's own rules, applied to transfers on their way into the log. It marks, and
 * gives the site's own codes; it never changes what a transfer is or how it ended, and it hinders
 * nobody. Knows the model and nothing else of Referee.
 */
@NullMarked
package dev.referee.policy;

import org.jspecify.annotations.NullMarked;
