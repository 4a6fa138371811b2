/** Tests of the verdicts: by recorded calls, by hand-made facts, and by simulation. */
@NullMarked
package dev.referee.correlate;

import org.jspecify.annotations.NullMarked;
