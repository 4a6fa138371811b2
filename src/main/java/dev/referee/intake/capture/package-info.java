/** Recorded calls in the capture format: reading, writing, and turning them into facts as live traffic is. */
@NullMarked
package dev.referee.intake.capture;

import org.jspecify.annotations.NullMarked;
