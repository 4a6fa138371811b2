package dev.referee.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Lines of Asterisk's own configuration files, read with the dialplan's function AST_CONFIG, which
 * AMI's Getvar (class reporting) answers where func_config.so is loaded (seen on 22.10.1). Only
 * lines that are needed are asked for, none of which is a secret.
 *
 * @param values by {@code file,section,key}; empty where nothing could be read
 */
record AsteriskConf(Map<String, List<String>> values) {
    /** The most lines of one key; the recommended account has 11 eventfilters. */
    private static final int MOST_LINES = 64;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

    AsteriskConf {
        values = Map.copyOf(values);
    }

    /** Where nothing can be read. */
    static final AsteriskConf UNREADABLE = new AsteriskConf(Map.of());

    /** Gets the value of a variable or function; empty for none. */
    @FunctionalInterface
    interface Getvar {
        String of(String name) throws IOException;
    }

    /** Reads what the checks need; {@link #UNREADABLE} where there is no such function. */
    static AsteriskConf read(Getvar getvar, String amiUser, String ariUser) throws IOException {
        // AMI answers, so this line is there: no value means that there is no such function.
        if (getvar.of("AST_CONFIG(manager.conf,general,enabled)").isEmpty()) {
            return UNREADABLE;
        }
        Map<String, List<String>> values = new TreeMap<>();
        List<String> keys = new ArrayList<>(List.of(
                "manager.conf,general,enabled",
                "http.conf,general,sessionlimit",
                "ari.conf,general,websocket_write_timeout",
                "hep.conf,general,enabled",
                "hep.conf,general,capture_address",
                "hep.conf,general,uuid_type",
                "cel.conf,general,enable",
                "cel.conf,general,events",
                "cel.conf,manager,enabled",
                "cdr_manager.conf,general,enabled"));
        if (PLAIN.matcher(amiUser).matches()) {
            for (String key :
                    List.of("read", "write", "writetimeout", "permit", "acl", "eventfilter")) {
                keys.add("manager.conf," + amiUser + "," + key);
            }
        }
        if (PLAIN.matcher(ariUser).matches()) {
            keys.add("ari.conf," + ariUser + ",type");
        }
        for (String key : keys) {
            values.put(key, lines(getvar, key));
        }
        return new AsteriskConf(values);
    }

    private static List<String> lines(Getvar getvar, String key) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < MOST_LINES) {
            String line = getvar.of("AST_CONFIG(" + key + "," + lines.size() + ")");
            if (line.isEmpty()) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }

    boolean isReadable() {
        return !values.isEmpty();
    }

    /** Whether this section of the file was found. */
    boolean has(String file, String section) {
        return values.entrySet().stream()
                .anyMatch(entry -> entry.getKey().startsWith(file + "," + section + ",")
                        && !entry.getValue().isEmpty());
    }

    List<String> all(String file, String section, String key) {
        return values.getOrDefault(file + "," + section + "," + key, List.of());
    }

    /** The line that counts: Asterisk lets a later one replace those of the section's templates. */
    Optional<String> last(String file, String section, String key) {
        return all(file, section, key).stream().reduce((earlier, later) -> later);
    }

    /** Whether a line says yes, as Asterisk reads it. */
    boolean isOn(String file, String section, String key) {
        return last(file, section, key)
                .map(value -> List.of("yes", "true", "y", "t", "1", "on")
                        .contains(value.toLowerCase(java.util.Locale.ROOT)))
                .orElse(false);
    }
}
