package dev.referee.webhook;

/**
 * What administrators may make while Referee runs.
 *
 * @param most receivers besides those of the configuration, 0 for none
 * @param isPrivateAllowed whether their addresses may be ones that are not public
 * @param definitions reads what describes one
 */
public record Rules(int most, boolean isPrivateAllowed, Definitions definitions) {}
