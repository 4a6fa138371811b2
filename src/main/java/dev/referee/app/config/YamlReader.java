package dev.referee.app.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

import org.jspecify.annotations.Nullable;
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
 * Reads the settings of one YAML file, or of an item in JSON, with the line of each. It follows the
 * parser's events and builds no tree: aliases are never resolved, so no small file can become a large
 * one.
 */
final class YamlReader {
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<String> SECTIONS = Keys.sections();
    private static final Map<String, Key<?>> KEYS =
            Keys.EVERY.stream().collect(Collectors.toMap(Key::path, key -> key));
    private static final List<String> KNOWN =
            Stream.concat(Keys.EVERY.stream().map(Key::path), SECTIONS.stream()).toList();

    private final String place;
    private final @Nullable Path file;
    private final List<String> problems;
    private final Map<String, Setting> settings = new HashMap<>();
    private final Map<String, Integer> lineOf = new HashMap<>();

    /**
     * Creates one.
     *
     * @param place how messages call what is read
     * @param file from whose folder file names count; null for none
     */
    private YamlReader(String place, @Nullable Path file, List<String> problems) {
        this.place = place;
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
        YamlReader reader = new YamlReader(file.toString(), file, problems);
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

    /**
     * The settings of one item of a list of sections, given as a JSON object whose names are the keys
     * in camelCase. Those of the keys themselves count too: kept ones were sent so.
     *
     * @param item the path of the item
     * @param problems gets a line for everything that is wrong
     */
    static Map<String, Setting> readItem(
            String json, String place, String item, List<String> problems) {
        YamlReader reader = new YamlReader(place, null, problems);
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                problems.add(place + ": it must be a JSON object.");
                return Map.of();
            }
            reader.readSection(parser, item);
            if (parser.nextToken() != null) {
                problems.add(place + ": there is text after the object.");
            }
        } catch (IOException e) {
            // The parser's own message quotes the text, in which a secret may stand.
            problems.add(place + ": this is not JSON.");
        }
        return reader.settings;
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

    private void readSection(JsonParser parser, String section) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = file == null ? keyOf(parser.currentName()) : parser.currentName();
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
                        path + " uses a YAML anchor, alias or tag, which Referee does not"
                                + " accept. A value that begins with &, * or ! needs quotes.");
                parser.skipChildren();
            } else if (key != null) {
                readValue(parser, token, key);
            } else {
                readSectionValue(parser, token, path);
            }
        }
    }

    /** {@code timeout_ms} for the {@code timeoutMs} of JSON. */
    private static String keyOf(String name) {
        return name.matches("[a-z]+([A-Z][a-z]+)+")
                ? PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(name)
                : name;
    }

    private static boolean isMoreThanText(JsonParser parser) throws IOException {
        return (parser instanceof YAMLParser yaml && yaml.isCurrentAlias())
                || parser.getObjectId() != null
                || parser.getTypeId() != null;
    }

    private static String unknown(String name, String path) {
        if (name.contains(".") && KNOWN.contains(path)) {
            return path + " must be nested sections, each on its own line and indented by two"
                    + " more spaces than the one before.";
        }
        return "unknown key " + path.replaceAll("\\p{Cntrl}", "?") + "."
                + Suggestion.among(KNOWN, path);
    }

    private void readSectionValue(JsonParser parser, JsonToken token, String path)
            throws IOException {
        if (SECTIONS.contains(path + "." + Key.ITEM)) {
            readItems(parser, token, path);
        } else if (token == JsonToken.START_OBJECT) {
            readSection(parser, path);
        } else if (token != JsonToken.VALUE_NULL) {
            complain(
                    parser,
                    path + " is a section: write its keys below it, indented by two spaces.");
            parser.skipChildren();
        }
    }

    private void readItems(JsonParser parser, JsonToken token, String path) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            if (token != JsonToken.VALUE_NULL) {
                complain(
                        parser,
                        path + " is a list: begin each item with a dash, and write its keys"
                                + " below one another.");
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

    private void readValue(JsonParser parser, JsonToken token, Key<?> key) throws IOException {
        String path = key.path();
        if (token == JsonToken.VALUE_NULL) {
            complain(parser, path + " has no value. Add a value or remove the line.");
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

    private void readList(JsonParser parser, Key<?> key) throws IOException {
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

    private Setting setting(JsonParser parser) throws IOException {
        String where = place + ":" + parser.currentTokenLocation().getLineNr();
        return new Setting(parser.getText(), where, file);
    }

    private void complain(JsonParser parser, String problem) {
        complain(parser.currentTokenLocation().getLineNr(), problem);
    }

    private void complain(int line, String problem) {
        problems.add(place + ":" + line + ": " + problem);
    }

    /** The parser's own message quotes the line, in which a secret may stand: it is not told. */
    private String notYaml(JsonProcessingException e) {
        String advice = ". Indent with spaces, and quote values with special characters.";
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return place + ":" + (marked.getProblemMark().getLine() + 1) + ": this is not YAML: "
                    + marked.getProblem() + advice;
        }
        JsonLocation at = e.getLocation();
        return (at == null ? place : place + ":" + at.getLineNr())
                + ": Referee does not read this kind of YAML" + advice;
    }
}
