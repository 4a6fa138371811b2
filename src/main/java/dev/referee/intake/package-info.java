/**
 * The edges towards the PBX: each package below this one turns what it hears into {@link
 * dev.referee.model.Fact facts}. Here lives only what they share.
 */
@NullMarked
package dev.referee.intake;

import org.jspecify.annotations.NullMarked;
