package dev.referee.lab;

import dev.referee.phone.Call;

/**
 * Somebody, Anna unless it is said, talks with Ben.
 *
 * @param caller the caller's leg
 * @param ben Ben's leg
 */
public record Talk(Call caller, Call ben) {}
