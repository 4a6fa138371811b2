/** Intake from the Asterisk REST Interface, through ari4java on Vert.x. The only package that knows that library. */
@NullMarked
package dev.referee.intake.ari;

import org.jspecify.annotations.NullMarked;
