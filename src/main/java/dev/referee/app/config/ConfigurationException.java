package dev.referee.app.config;

import java.util.List;

/** The configuration cannot be used: all that is wrong with it, for the person who wrote it. */
public final class ConfigurationException extends Exception {
    private final List<String> problems;

    ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence or two for each problem, at least one. No secret is in them. */
    public List<String> problems() {
        return problems;
    }
}
