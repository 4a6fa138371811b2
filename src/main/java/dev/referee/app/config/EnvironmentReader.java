package dev.referee.app.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the settings that environment variables make. */
final class EnvironmentReader {
    /** Ours, but read by the launcher, the logging and the command line. */
    private static final Set<String> OTHERS = Set.of(
            "REFEREE_CONFIG",
            "REFEREE_LOG_LEVEL",
            "REFEREE_JAVA_HOME",
            "REFEREE_TOKEN",
            "REFEREE_URL");

    private static final Pattern LOG_LEVEL = Pattern.compile("(?i)ERROR|WARN|INFO|DEBUG|TRACE|");

    private EnvironmentReader() {}

    /**
     * The settings by the path of their key.
     *
     * @param problems gets a line for every variable that is not known
     */
    static Map<String, Setting> read(Map<String, String> environment, List<String> problems) {
        Map<String, Key<?>> byVariable =
                Keys.EVERY.stream().collect(Collectors.toMap(Key::variable, Function.identity()));
        String level = environment.getOrDefault("REFEREE_LOG_LEVEL", "");
        if (!LOG_LEVEL.matcher(level).matches()) {
            // Logback would take it for DEBUG, which prints callers' numbers.
            problems.add("REFEREE_LOG_LEVEL is " + ValueType.text().shown(level)
                    + ": it must be ERROR, WARN, INFO, DEBUG or TRACE.");
        }
        Map<String, Setting> settings = new HashMap<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            // Compose and systemd files hand on variables that nobody set as empty ones.
            if (!variable.startsWith(Key.VARIABLE_PREFIX)
                    || OTHERS.contains(variable)
                    || value.isEmpty()) {
                return;
            }
            Key<?> key = byVariable.get(variable);
            if (key == null) {
                problems.add("unknown environment variable " + variable + "."
                        + Suggestion.among(byVariable.keySet(), variable));
            } else if (key.isList()) {
                int number = 0;
                for (String one : value.strip().split("\\s+", key.most() + 1)) {
                    number++;
                    settings.put(key.entry(number), new Setting(one, variable, null));
                }
            } else {
                settings.put(key.path(), new Setting(value, variable, null));
            }
        });
        return settings;
    }
}
