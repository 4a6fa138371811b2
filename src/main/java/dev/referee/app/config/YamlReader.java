package dev.referee.app.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

import org.yaml.snakeyaml.error.MarkedYAMLException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the settings of one YAML file with the line of each. It follows the parser's events and
 * builds no tree: aliases are never resolved, so no small file can become a large one.
 */
final class YamlReader {
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<String> SECTIONS = Keys.sections();
    private static final Map<String, Key<?>> KEYS =
            Keys.EVERY.stream().collect(Collectors.toMap(Key::path, key -> key));
    private static final List<String> KNOWN =
            Stream.concat(Keys.EVERY.stream().map(Key::path), SECTIONS.stream()).toList();

    private final Path file;
    private final List<String> problems;
    private final Map<String, Setting> settings = new HashMap<>();
    private final Map<String, Integer> lineOf = new HashMap<>();

    private YamlReader(Path file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * The settings by the path of their key; an empty file has none.
     *
     * @param problems gets a line for everything that is wrong
     * @throws ConfigurationException with the problems when the file could not be read to its end:
     *     what else is wrong cannot be told then
     */
    static Map<String, Setting> read(Path file, List<String> problems)
            throws ConfigurationException {
        YamlReader reader = new YamlReader(file, problems);
        try {
            reader.readDocument(text(file));
            return reader.settings;
        } catch (JsonProcessingException e) {
            problems.add(reader.notYaml(e));
        } catch (NoSuchFileException e) {
            problems.add(file + ": there is no such file.");
        } catch (AccessDeniedException e) {
            problems.add(file + ": this user may not read it.");
        } catch (CharacterCodingException e) {
            problems.add(file + ": it must be text in UTF-8.");
        } catch (IOException e) {
            problems.add(file + ": it cannot be read: " + e.getMessage());
        }
        throw new ConfigurationException(problems);
    }

    private static String text(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder.");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it is larger than " + MOST_BYTES + " bytes.");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private void readDocument(String text) throws IOException {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.VALUE_NULL) {
                return;
            }
            if (token != JsonToken.START_OBJECT) {
                complain(parser, "here must be a key with a colon, like \"listen:\".");
                return;
            }
            readSection(parser, "");
            if (parser.nextToken() != null) {
                complain(parser, "a second document begins here: one file is one document.");
            }
        }
    }

    private void readSection(YAMLParser parser, String section) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String path = section.isEmpty() ? name : section + "." + name;
            int line = parser.currentTokenLocation().getLineNr();
            Integer first = lineOf.putIfAbsent(path, line);
            if (first != null) {
                complain(parser, path + " is given twice, first in line " + first + ".");
            }
            JsonToken token = parser.nextToken();
            Key<?> key = KEYS.get(path);
            if (name.contains(".") || (key == null && !SECTIONS.contains(path))) {
                complain(line, unknown(name, path));
                parser.skipChildren();
            } else if (isMoreThanText(parser)) {
                complain(
                        parser,
                        path + " uses an anchor, alias or tag of YAML, which Referee does not take."
                                + " A value that begins with &, * or ! needs quotes.");
                parser.skipChildren();
            } else if (key != null) {
                readValue(parser, token, key);
            } else {
                readSectionValue(parser, token, path);
            }
        }
    }

    private static boolean isMoreThanText(YAMLParser parser) throws IOException {
        return parser.isCurrentAlias()
                || parser.getObjectId() != null
                || parser.getTypeId() != null;
    }

    private static String unknown(String name, String path) {
        if (name.contains(".") && KNOWN.contains(path)) {
            return path + " must be written as nested sections, each on a line of its own and"
                    + " indented by two spaces more than the one before.";
        }
        return "unknown key " + path.replaceAll("\\p{Cntrl}", "?") + "."
                + Suggestion.among(KNOWN, path);
    }

    private void readSectionValue(YAMLParser parser, JsonToken token, String path)
            throws IOException {
        if (SECTIONS.contains(path + "." + Key.ITEM)) {
            readItems(parser, token, path);
        } else if (token == JsonToken.START_OBJECT) {
            readSection(parser, path);
        } else if (token != JsonToken.VALUE_NULL) {
            complain(
                    parser,
                    path + " is a section: its keys stand below it, indented by two spaces.");
            parser.skipChildren();
        }
    }

    private void readItems(YAMLParser parser, JsonToken token, String path) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            if (token != JsonToken.VALUE_NULL) {
                complain(
                        parser,
                        path + " is a list: each item begins with a dash, and its keys stand below"
                                + " one another.");
                parser.skipChildren();
            }
            return;
        }
        int number = 0;
        for (JsonToken item = parser.nextToken();
                item != JsonToken.END_ARRAY;
                item = parser.nextToken()) {
            number++;
            if (number > Key.MOST_ITEMS) {
                complain(parser, path + " has more than " + Key.MOST_ITEMS + " items.");
                parser.skipChildren();
            } else if (item == JsonToken.START_OBJECT && !isMoreThanText(parser)) {
                readSection(parser, path + "." + number);
            } else if (item != JsonToken.VALUE_NULL) {
                complain(parser, path + " item " + number + " must have keys, like \"id:\".");
                parser.skipChildren();
            }
        }
    }

    private void readValue(YAMLParser parser, JsonToken token, Key<?> key) throws IOException {
        String path = key.path();
        if (token == JsonToken.VALUE_NULL) {
            complain(parser, path + " has no value. Give it one or take the line out.");
        } else if (isOneValue(token)) {
            settings.put(key.isList() ? key.entry(1) : path, setting(parser));
        } else if (key.isList() && token == JsonToken.START_ARRAY) {
            readList(parser, key);
        } else {
            String given = key.isList()
                    ? " is a section: it must be "
                    : " is a list or a section: it must be ";
            complain(parser, path + given + key.expected() + ".");
            parser.skipChildren();
        }
    }

    private void readList(YAMLParser parser, Key<?> key) throws IOException {
        int number = 0;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            number++;
            if (isMoreThanText(parser) || !isOneValue(token)) {
                complain(
                        parser,
                        key.entry(number) + " must be " + key.type().expected()
                                + ". A value that begins with * or & needs quotes.");
                parser.skipChildren();
            } else if (number <= key.most() + 1) {
                settings.put(key.entry(number), setting(parser));
            }
        }
    }

    private static boolean isOneValue(JsonToken token) {
        return token.isScalarValue()
                && token != JsonToken.VALUE_EMBEDDED_OBJECT
                && token != JsonToken.VALUE_NULL;
    }

    private Setting setting(YAMLParser parser) throws IOException {
        String where = file + ":" + parser.currentTokenLocation().getLineNr();
        return new Setting(parser.getText(), where, file);
    }

    private void complain(YAMLParser parser, String problem) {
        complain(parser.currentTokenLocation().getLineNr(), problem);
    }

    private void complain(int line, String problem) {
        problems.add(file + ":" + line + ": " + problem);
    }

    /** The parser's own message quotes the line, in which a secret may stand: it is not told. */
    private String notYaml(JsonProcessingException e) {
        String advice = ". Indent with spaces, and quote values with special characters.";
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return file + ":" + (marked.getProblemMark().getLine() + 1) + ": this is not YAML: "
                    + marked.getProblem() + advice;
        }
        JsonLocation at = e.getLocation();
        return (at == null ? file : file + ":" + at.getLineNr())
                + ": Referee does not read this kind of YAML" + advice;
    }
}
