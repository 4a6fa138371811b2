/**
 * Looks for what is wrong with the configured accounts, with Asterisk's configuration and on this
 * machine, and says which line to change. It asks first ({@code AmiQuestions}, {@code AriQuestions},
 * {@code LocalQuestions}), all of it read-only and bounded in time; then each {@code Check} judges
 * the answers ({@code Examination}) without asking anything. Makes no call. Must not know how a
 * transfer is decided, and nothing of a Referee that runs but its {@code /readyz}.
 */
@NullMarked
package dev.referee.doctor;

import org.jspecify.annotations.NullMarked;
