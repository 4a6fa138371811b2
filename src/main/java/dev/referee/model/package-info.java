/**
 * What is said and what is concluded: {@link dev.referee.model.Fact facts} in, {@link
 * dev.referee.model.Transfer transfers} out. Immutable values without behaviour beyond their own
 * consistency. Imports nothing else of Referee.
 */
@NullMarked
package dev.referee.model;

import org.jspecify.annotations.NullMarked;
