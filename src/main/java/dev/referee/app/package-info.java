/**
 * The program: command line, configuration, wiring and {@code main}. The only package that knows
 * all the others.
 */
@NullMarked
package dev.referee.app;

import org.jspecify.annotations.NullMarked;
