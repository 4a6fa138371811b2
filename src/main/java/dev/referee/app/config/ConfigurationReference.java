package dev.referee.app.config;

import java.util.ArrayList;
import java.util.List;

/** Every key explained, for people, from the one table of keys. */
public final class ConfigurationReference {
    private static final int COLUMNS = 96;

    private ConfigurationReference() {}

    /**
     * A configuration file in which every key stands explained and commented out with its default:
     * as it is it sets nothing.
     */
    public static String yaml() {
        StringBuilder yaml = new StringBuilder("""
                # The configuration of Referee, with all keys; "#key: value" shows the default. An
                # environment variable overrides a key: REFEREE_ and the path in upper case with
                # underscores, for example REFEREE_PBX_AMI_HOST for host below.
                """);
        List<String> open = List.of();
        for (Key<?> key : Keys.ALL) {
            List<String> sections =
                    key.section().isEmpty() ? List.of() : List.of(key.section().split("\\.", -1));
            if (!sections.equals(open)) {
                yaml.append('\n');
                openSections(yaml, open, sections);
                open = sections;
            }
            String indent = "  ".repeat(sections.size());
            String about = key.meaning() + " " + capital(key.expected()) + ".";
            for (String line : wrap(about, COLUMNS - indent.length())) {
                yaml.append(indent).append("# ").append(line).append('\n');
            }
            yaml.append(indent).append('#').append(key.name()).append(':');
            yaml.append(key.initial() == null ? "" : " " + key.initial()).append('\n');
        }
        return yaml.toString();
    }

    /** The page docs/CONFIGURATION.md. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                <!-- Made from the table of keys: mvn test -Dtest=ConfigurationReferenceTest -Ddocs.apply=true -->

                Referee reads one YAML file: the file that `--config` names; otherwise the file that
                `REFEREE_CONFIG` names; otherwise `referee.yaml` in the working folder, if it exists. Environment
                variables override the file. `referee config` prints a file with all keys and comments,
                `referee config --check` checks yours.

                - **Unknown keys and unknown `REFEREE_` variables stop the start**, so a typing error cannot
                  silently disable a setting. The other variables of Referee are `REFEREE_CONFIG`,
                  `REFEREE_LOG_LEVEL` (`ERROR`, `WARN`, `INFO`, `DEBUG`, `TRACE`), `REFEREE_JAVA_HOME`, and
                  `REFEREE_URL` and `REFEREE_TOKEN` for the commands that talk to a running Referee.
                - Referee ignores an empty environment variable.
                - **Secrets** are in the configuration file, in a file of their own (`secret_file`,
                  `password_file`), or in the environment. A secret in the environment replaces both others.
                  Referee never prints secrets. A secret's file has one line; Referee ignores the line break at
                  its end. A relative path in the configuration file is relative to that file's folder, one in
                  the environment to the working folder. Referee warns about secret files that every user of
                  the machine may read.
                - `wrap_up_codes` and `webhooks` are lists: each item begins with a dash. `<n>` is the item's
                  number, counted from 1: `REFEREE_WEBHOOKS_2_SECRET` is the secret of the second.
                - Referee rejects YAML anchors, aliases and tags, and duplicate keys.

                """);
        String section = "-";
        for (Key<?> key : Keys.ALL) {
            if (!key.section().equals(section)) {
                section = key.section();
                page.append(
                        section.isEmpty()
                                ? "## Top level\n\n"
                                : "## " + section.replace("<", "&lt;") + "\n\n");
                page.append("| key | default | value | meaning |\n|---|---|---|---|\n");
            }
            String initial = key.initial();
            page.append("| `").append(key.path()).append("`<br>`").append(key.variable());
            page.append("` | ").append(initial == null ? "none" : "`" + initial + "`");
            page.append(" | ").append(key.expected().replace("|", "\\|"));
            page.append(" | ").append(key.meaning().replace("<", "&lt;")).append(" |\n");
            if (isLastOfSection(key)) {
                page.append('\n');
            }
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static boolean isLastOfSection(Key<?> key) {
        int next = Keys.ALL.indexOf(key) + 1;
        return next < Keys.ALL.size() && !Keys.ALL.get(next).section().equals(key.section());
    }

    private static void openSections(StringBuilder yaml, List<String> open, List<String> sections) {
        int depth = 0;
        while (depth < Math.min(open.size(), sections.size())
                && open.get(depth).equals(sections.get(depth))) {
            depth++;
        }
        for (; depth < sections.size(); depth++) {
            yaml.append("  ".repeat(depth));
            yaml.append(
                    sections.get(depth).equals(Key.ITEM)
                            ? "- # up to " + Key.MOST_ITEMS + " items\n"
                            : sections.get(depth) + ":\n");
        }
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > columns - 2) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
