package dev.referee.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * Writes events as CloudEvents 1.0 in the JSON format, and transfers as the JSON that is their
 * {@code data}. Field names and words are a contract with every client: they follow the names in
 * {@link Transfer}, and the golden files of the test hold them. What is not known is absent, never
 * null. Without state: any thread may call it.
 */
public final class CloudEvents {
    private static final JsonInclude.Value ABSENT_WHEN_NULL =
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(ABSENT_WHEN_NULL)
            .addModule(new SimpleModule()
                    .addSerializer(new WordSerializer())
                    .addSerializer(new InstantSerializer()))
            .build();

    private CloudEvents() {}

    /** The event as one CloudEvent on one line. */
    public static String encode(TransferEvent event) {
        return write(new Envelope(
                "1.0",
                event.id(),
                "dev.referee.transfer." + word(event.transfer().state()),
                source(event.transfer().pbx()),
                event.transfer().id(),
                event.at(),
                "application/json",
                event.transfer()));
    }

    /** The transfer alone, as in the event's {@code data}, on one line. */
    public static String encode(Transfer transfer) {
        return write(transfer);
    }

    /** A URI reference, as CloudEvents wants it: a name may hold any character. */
    private static String source(String pbx) {
        return "/pbx/" + URLEncoder.encode(pbx, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** How a constant is spelled outside of Java: {@code SEMI_ATTENDED} as {@code semi-attended}. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Our own records are always JSON", e);
        }
    }

    /** CloudEvents 1.0 section 3.1, in the order in which the components are written. */
    private record Envelope(
            String specversion,
            String id,
            String type,
            String source,
            String subject,
            Instant time,
            String datacontenttype,
            Transfer data) {}

    @SuppressWarnings("rawtypes")
    private static final class WordSerializer extends StdSerializer<Enum> {
        WordSerializer() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(word(value));
        }
    }

    /** RFC 3339 in UTC, which is how {@link Instant} prints itself. */
    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(value.toString());
        }
    }
}
