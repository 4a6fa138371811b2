@NullMarked
package dev.referee.ladder;

import org.jspecify.annotations.NullMarked;
