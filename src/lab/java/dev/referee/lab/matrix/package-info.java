/**
 * The matrix, docs/MATRIX.md: transfers of every kind on a real Asterisk, a family of rows in each IT
 * class. A new row is a constant of its family's enum and a test in its family's class; a new family
 * is named in {@link dev.referee.lab.matrix.Row#ALL} too.
 */
@NullMarked
package dev.referee.lab.matrix;

import org.jspecify.annotations.NullMarked;
