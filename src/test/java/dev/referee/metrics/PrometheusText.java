package dev.referee.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format 0.0.4: lines end in LF, every family has one HELP and
 * one TYPE before its samples and stands in one piece, and no sample comes twice.
 */
public final class PrometheusText {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL =
            "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") \\S.*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(\\{" + LABEL + "(?:,"
            + LABEL + ")*\\})? ([+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)");

    private PrometheusText() {}

    /**
     * All samples by name and labels as they stand there.
     *
     * @throws AssertionError naming the first line that is not of the format
     */
    public static Map<String, Double> parse(String text) {
        if (!text.endsWith("\n") || text.contains("\r")) {
            throw new AssertionError("lines must end in LF alone");
        }
        Map<String, Double> samples = new LinkedHashMap<>();
        Set<String> families = new HashSet<>();
        String helped = "";
        String typed = "";
        for (String line : text.lines().toList()) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches() && families.add(help.group(1))) {
                helped = help.group(1);
            } else if (type.matches() && type.group(1).equals(helped) && !typed.equals(helped)) {
                typed = helped;
            } else if (!sample.matches()
                    || !sample.group(1).equals(typed)
                    || samples.put(
                                    line.substring(0, line.lastIndexOf(' ')),
                                    Double.valueOf(sample.group(3)))
                            != null) {
                throw new AssertionError("not a line of the format here: " + line);
            }
        }
        return samples;
    }
}
