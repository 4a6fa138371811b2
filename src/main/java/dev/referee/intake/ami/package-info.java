/** Intake from the Asterisk Manager Interface, through asterisk-java. The only package that knows that library. */
@NullMarked
package dev.referee.intake.ami;

import org.jspecify.annotations.NullMarked;
