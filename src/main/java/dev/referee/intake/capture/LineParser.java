package dev.referee.intake.capture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;

import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;

/** Parses one line of a capture. The JSON of an ARI event is cut out of the line as it stands. */
final class LineParser {
    /** No capture is longer than this: a larger t is a mistake, and dates cannot overflow. */
    static final long LONGEST_MILLIS = Duration.ofDays(366).toMillis();

    private static final int LONGEST_REASON = 160;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private @Nullable Long t;
    private @Nullable String source;
    private @Nullable JsonToken dataToken;
    private String data = "";

    private LineParser() {}

    /** What is wrong with a line, to follow its number. */
    static final class BadLine extends Exception {
        BadLine(String message) {
            super(message);
        }
    }

    /**
     * A parsed line.
     *
     * @param message null when the line is only a note
     */
    record Parsed(long t, @Nullable CaptureLine message) {}

    static Parsed parse(String line) throws BadLine {
        LineParser parser = new LineParser();
        try (JsonParser json = JSON.createParser(line)) {
            parser.readObject(json, line);
        } catch (JsonProcessingException e) {
            throw new BadLine(notJson(e));
        } catch (IOException e) {
            throw new BadLine("not JSON: " + printable(String.valueOf(e.getMessage())));
        }
        return parser.result();
    }

    private static String notJson(JsonProcessingException e) {
        String reason = String.valueOf(e.getOriginalMessage());
        // Jackson has an exception of its own for this, but does not throw it everywhere.
        if (e instanceof JsonEOFException || reason.startsWith("Unexpected end-of-input")) {
            return "the line ends in the middle of its JSON. The recording was probably cut off"
                    + " here: take the line out to use what comes before.";
        }
        JsonLocation at = e.getLocation();
        return "not JSON" + (at == null ? "" : " in column " + at.getColumnNr()) + ": "
                + printable(reason);
    }

    private void readObject(JsonParser json, String line) throws IOException, BadLine {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new BadLine("a line must be a JSON object with t, source and data.");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "t" -> t = millis(json, value);
                case "source" -> source = value == JsonToken.VALUE_STRING ? json.getText() : null;
                case "data" -> readData(json, value, line);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new BadLine("more follows after the JSON object: each needs a line of its own.");
        }
    }

    private static @Nullable Long millis(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            json.skipChildren();
            return null;
        }
        return json.getLongValue();
    }

    private void readData(JsonParser json, JsonToken value, String line) throws IOException {
        dataToken = value;
        if (value == JsonToken.START_OBJECT) {
            int begin = (int) json.currentTokenLocation().getCharOffset();
            json.skipChildren();
            data = line.substring(begin, (int) json.currentLocation().getCharOffset());
        } else if (value == JsonToken.VALUE_STRING) {
            data = json.getText();
        } else {
            json.skipChildren();
        }
    }

    private Parsed result() throws BadLine {
        if (t == null || t < 0 || t > LONGEST_MILLIS) {
            throw new BadLine(
                    "t must be a whole number of milliseconds from 0 to " + LONGEST_MILLIS + ".");
        }
        if (source == null) {
            throw new BadLine("source is missing: it must be ami, ari, hep or note.");
        }
        return switch (source) {
            case "ami" -> message(Source.AMI, JsonToken.VALUE_STRING, "a string, the AMI frame");
            case "ari" -> message(Source.ARI, JsonToken.START_OBJECT, "the event's JSON object");
            case "hep" -> message(Source.HEP, JsonToken.VALUE_STRING, "a string in base64");
            case "note" -> new Parsed(t, null);
            default ->
                throw new BadLine("unknown source \"" + printable(source)
                        + "\": it must be ami, ari, hep or note.");
        };
    }

    private Parsed message(Source from, JsonToken needed, String expected) throws BadLine {
        if (t == null || dataToken != needed || (from == Source.HEP && !isBase64(data))) {
            throw new BadLine("data must be " + expected + ".");
        }
        return new Parsed(t, new CaptureLine(t, from, data));
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A part of a broken file, which may be anything, as a terminal may show it. */
    private static String printable(String text) {
        String cut =
                text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
        return cut.replaceAll("[^\\p{Print}…]", "?");
    }
}
