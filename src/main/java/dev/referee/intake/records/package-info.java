/**
 * Asterisk's own records of calls, CEL and CDRs, as it writes them to files and databases and sends
 * them over AMI. Knows the model only. Reading blocks.
 */
@NullMarked
package dev.referee.intake.records;

import org.jspecify.annotations.NullMarked;
