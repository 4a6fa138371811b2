/**
 * What has happened, in order, for those who deliver it: the events of all transfers with epoch and
 * offset, the dialogs by which a phone proves that a call is its own, and NOTIFYs for administrators.
 */
@NullMarked
package dev.referee.log;

import org.jspecify.annotations.NullMarked;
