package dev.referee.app.config;

/** What a line of what Referee logs looks like. */
public enum LogFormat {
    /** Time, level, logger and message, for people. */
    TEXT,
    /** A JSON object, for programs. */
    JSON
}
