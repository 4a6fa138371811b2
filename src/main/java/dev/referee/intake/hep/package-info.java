/**
 * Intake of the SIP messages themselves, which {@code res_hep_pjsip} mirrors over UDP (HEPv3). The
 * only package that knows HEP and SIP's text. It adds detail and must never be the only truth:
 * packets get lost, and nobody notices.
 */
@NullMarked
package dev.referee.intake.hep;

import org.jspecify.annotations.NullMarked;
