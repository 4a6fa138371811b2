/**
 * What has happened, in order, for those who deliver it: the events of all transfers with epoch and
 * offset, and the dialogs by which a phone proves that a call is its own.
 */
@NullMarked
package dev.referee.log;

import org.jspecify.annotations.NullMarked;
