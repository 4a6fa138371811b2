package dev.referee.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damages real messages at random, so that parsers can be shown to withstand it. */
public final class Damage {
    /** Longer than any value that a parser may let through. */
    private static final int HUGE = 100_000;

    /** Almost as deep as JSON may be nested at all (Jackson's own limit is 1,000). */
    private static final int DEEPEST = 900;

    private static final String[] SPICE = {
        "",
        " ",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        ":",
        ": ",
        "\\",
        "\\n",
        "\\\\",
        "\\\"",
        "\\0",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        "null",
        "<unknown>",
        "<null>",
        "-1",
        "0",
        "1e9999",
        "4294967313",
        "-9223372036854775809",
        "NaN",
        "0x11",
        " 17 ",
        "\0",
        "\u0007",
        "\ufffd",
        "\ud83d",
        "\u00fc\u202e",
        "%n%s%x",
        "Event: Hangup\r\n",
        "Response: Success\r\n",
        "ActionID: referee",
        "Uniqueid",
        ";1",
        "Local/x@y-1;2"
    };

    private final Random random;

    /** Damages as this generator says. */
    public Damage(Random random) {
        this.random = random;
    }

    /** One of these. */
    public <T> T oneOf(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** The same text with some places replaced, filled in or cut out. */
    public String text(String whole) {
        StringBuilder damaged = new StringBuilder(whole);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(6));
            damaged.replace(at, end, value());
        }
        return damaged.toString();
    }

    /** The same bytes, some of them others or missing. */
    public byte[] bytes(byte[] whole) {
        byte[] damaged = whole.clone();
        for (int i = random.nextInt(6); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1))
                : damaged;
    }

    /** The same frame of lines {@code Key: Value}, some of them other, doubled, swapped or gone. */
    public String frame(String whole) {
        List<String> lines = new ArrayList<>(List.of(whole.split("\r\n", -1)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            int colon = line.indexOf(':');
            String key = colon < 0 ? line : line.substring(0, colon);
            switch (random.nextInt(5)) {
                case 0 -> lines.set(at, key + ": " + value());
                case 1 -> lines.set(at, text(line));
                case 2 -> lines.add(at, key + ": " + value());
                case 3 -> lines.add(lines.remove(random.nextInt(lines.size())));
                default -> {
                    if (lines.size() > 1) {
                        lines.remove(at);
                    }
                }
            }
        }
        return String.join("\r\n", lines);
    }

    /** The same JSON with some values of another type, of another size, or gone. Changes it. */
    public JsonNode json(JsonNode whole) {
        JsonNode damaged = whole;
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    private JsonNode once(JsonNode node) {
        if (node instanceof ObjectNode object && !object.isEmpty() && random.nextInt(8) != 0) {
            Map.Entry<String, JsonNode> field = oneOf(List.copyOf(object.properties()));
            switch (random.nextInt(6)) {
                case 0 -> object.remove(field.getKey());
                case 1 -> object.set(value(), field.getValue());
                default -> object.set(field.getKey(), once(field.getValue()));
            }
            return object;
        }
        if (node instanceof ArrayNode array && !array.isEmpty() && random.nextInt(8) != 0) {
            int at = random.nextInt(array.size());
            array.set(at, once(array.get(at)));
            return array;
        }
        return another();
    }

    private JsonNode another() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(10)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(-2, 700));
            case 3 -> nodes.numberNode(random.nextLong());
            case 4 -> nodes.numberNode(random.nextDouble() * 1e300);
            case 5 -> nodes.objectNode();
            case 6 -> nodes.arrayNode().add(value()).addNull().add(17);
            case 7 -> random.nextInt(20) == 0 ? nested() : nodes.arrayNode();
            default -> nodes.textNode(value());
        };
    }

    private JsonNode nested() {
        JsonNode inner = JsonNodeFactory.instance.textNode("deep");
        for (int i = random.nextInt(DEEPEST); i >= 0; i--) {
            inner = JsonNodeFactory.instance.objectNode().set("channel", inner);
        }
        return inner;
    }

    private String value() {
        return switch (random.nextInt(40)) {
            case 0 -> "x".repeat(random.nextInt(HUGE));
            case 1 -> "\\".repeat(random.nextInt(HUGE));
            case 2 -> binary();
            default -> SPICE[random.nextInt(SPICE.length)];
        };
    }

    private String binary() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i >= 0; i--) {
            text.append((char) random.nextInt(0x300));
        }
        return text.toString();
    }
}
