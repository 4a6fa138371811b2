/**
 * Scripted SIP phones for tests and the demonstration: {@link dev.referee.phone.Phones} is the door.
 * Knows SIP and nothing of Referee beyond the identity of a dialog. JAIN-SIP stays in here.
 */
@NullMarked
package dev.referee.phone;

import org.jspecify.annotations.NullMarked;
