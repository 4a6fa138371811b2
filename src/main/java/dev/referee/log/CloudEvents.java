package dev.referee.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import dev.referee.model.EnumWord;
import dev.referee.model.Origin;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes events as CloudEvents 1.0 in the JSON format, and transfers as the JSON that is their
 * {@code data}. Field names and words are a contract with every client: they follow the names in
 * {@link Transfer}, and the golden files of the test hold them. What is not known is absent, never
 * null. Reads back what it wrote. Without state: any thread may call it.
 */
public final class CloudEvents {
    private static final JsonInclude.Value ABSENT_WHEN_NULL =
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(ABSENT_WHEN_NULL)
            .addMixIn(Transfer.class, Marks.class)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(new InstantSerializer())
                    .addDeserializer(Instant.class, new InstantDeserializer()))
            .annotationIntrospector(new Words())
            // Nor a constant by its number.
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private CloudEvents() {}

    /** What stands in a transfer only where it is true. */
    interface Marks {
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean late();
    }

    /** The event as one CloudEvent on one line. */
    public static String encode(TransferEvent event) {
        return write(envelope(event, event.transfer()));
    }

    /**
     * The same for somebody who has these parts in the transfer.
     *
     * @param roles words, written behind the transfer's own fields
     */
    public static String encode(TransferEvent event, List<String> roles) {
        return write(envelope(event, new Seen(event.transfer(), roles)));
    }

    /** The event's attributes without its data, by name, in the order of the JSON format. */
    public static Map<String, String> attributes(TransferEvent event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Envelope<Transfer> envelope = envelope(event, event.transfer());
        attributes.put("specversion", envelope.specversion());
        attributes.put("id", envelope.id());
        attributes.put("type", envelope.type());
        attributes.put("source", envelope.source());
        attributes.put("subject", envelope.subject());
        attributes.put("time", envelope.time().toString());
        return attributes;
    }

    /** Other JSON on one line, by the same rules. */
    public static String json(Map<String, ?> fields) {
        return write(fields);
    }

    private static <T> Envelope<T> envelope(TransferEvent event, T data) {
        return new Envelope<>(
                "1.0",
                event.id(),
                "dev.referee.transfer." + EnumWord.of(event.transfer().state()),
                source(event.transfer().pbx()),
                event.transfer().id(),
                event.at(),
                "application/json",
                data);
    }

    /**
     * An encoded event with its place in the history, as the extension attribute {@code position}
     * (CloudEvents 1.0 section 3.2).
     */
    public static String at(String position, String cloudEvent) {
        return cloudEvent.substring(0, cloudEvent.length() - 1) + ",\"position\":" + write(position)
                + "}";
    }

    /**
     * The event that begins a subscription.
     *
     * @param position null when what was missed follows
     * @param data its JSON
     */
    public static String subscribed(@Nullable String position, String data) {
        String event =
                "{\"specversion\":\"1.0\",\"id\":" + write(UUID.randomUUID().toString())
                        + ",\"type\":\"dev.referee.subscribed\",\"source\":\"/referee\","
                        + "\"datacontenttype\":\"application/json\",\"data\":" + data + "}";
        return position == null ? event : at(position, event);
    }

    /** The transfer alone, as in the event's {@code data}, on one line. */
    public static String encode(Transfer transfer) {
        return write(transfer);
    }

    /** The same for somebody who has these parts in it. */
    public static String encode(Transfer transfer, List<String> roles) {
        return write(new Seen(transfer, roles));
    }

    /**
     * Reads what {@link #encode(TransferEvent)} wrote; fields that this version does not know are
     * left out.
     *
     * @param legs those of the event: they do not stand in it, and neither does its origin
     * @throws IllegalArgumentException when it is no such event
     */
    static TransferEvent decode(String cloudEvent, Set<String> legs, @Nullable Origin origin) {
        try {
            Envelope<Transfer> envelope = JSON.readValue(cloudEvent, new TypeReference<>() {});
            int sequence =
                    Integer.parseInt(envelope.id().substring(envelope.id().lastIndexOf('.') + 1));
            return new TransferEvent(
                    complete(envelope.data()), sequence, envelope.time(), legs, origin);
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IllegalArgumentException("This is no event of Referee's", e);
        }
    }

    /** What is always known is there; throws where it is not. */
    private static Transfer complete(Transfer transfer) {
        Stream.of(
                        transfer.id(),
                        transfer.pbx(),
                        transfer.kind(),
                        transfer.trigger(),
                        transfer.state(),
                        transfer.message(),
                        transfer.sip(),
                        transfer.times().requested())
                .forEach(Objects::requireNonNull);
        if (!transfer.outgoing()) {
            Objects.requireNonNull(transfer.transferor());
        }
        return transfer;
    }

    /** Who takes part, for keeping beside an event. */
    static String encode(Parties parties) {
        return write(parties);
    }

    /** Reads what {@link #encode(Parties)} wrote. */
    static Parties decodeParties(String json) {
        try {
            return JSON.readValue(json, Parties.class);
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IllegalArgumentException("This names no parties", e);
        }
    }

    /** A URI reference, as CloudEvents wants it: a name may hold any character. */
    private static String source(String pbx) {
        return "/pbx/" + URLEncoder.encode(pbx, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Our own records are always JSON", e);
        }
    }

    /** CloudEvents 1.0 section 3.1, in the order in which the components are written. */
    private record Envelope<T>(
            String specversion,
            String id,
            String type,
            String source,
            String subject,
            Instant time,
            String datacontenttype,
            T data) {}

    private record Seen(@JsonUnwrapped Transfer transfer, List<String> roles) {}

    /** Constants are words, both ways. */
    private static final class Words extends JacksonAnnotationIntrospector {
        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass type, Enum<?>[] values, String[] names) {
            return Arrays.stream(values).map(EnumWord::of).toArray(String[]::new);
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

    private static final class InstantDeserializer extends StdDeserializer<Instant> {
        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            try {
                return Instant.parse(json.getText());
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(json.getText(), Instant.class, e.getMessage());
            }
        }
    }
}
