@NullMarked
package dev.referee.doctor;

import org.jspecify.annotations.NullMarked;
