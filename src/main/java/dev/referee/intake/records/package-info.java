/**
 * Asterisk's own records of calls, as it writes them to files and sends them over AMI. Knows the model
 * only.
 */
@NullMarked
package dev.referee.intake.records;

import org.jspecify.annotations.NullMarked;
