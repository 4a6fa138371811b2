/**
 * A real Asterisk with the lab's configuration, for tests: {@link dev.referee.asterisk.Asterisk} is
 * the door, {@link dev.referee.asterisk.AsteriskExtension} hands it to JUnit tests. Knows ./lab and
 * Docker, and nothing of Referee.
 */
@NullMarked
package dev.referee.asterisk;

import org.jspecify.annotations.NullMarked;
