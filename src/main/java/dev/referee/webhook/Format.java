package dev.referee.webhook;

import dev.referee.log.CloudEvents;
import dev.referee.log.EventLog.Entry;
import dev.referee.model.EnumWord;
import dev.referee.model.TransferEvent;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The shapes in which an event is sent; docs/WEBHOOKS.md has each field. */
public enum Format {
    /** CloudEvents 1.0 over HTTP, structured: the whole event is the body. */
    CLOUDEVENTS("cloudevents"),
    /** CloudEvents 1.0 over HTTP, binary: its attributes are headers, the transfer is the body. */
    CLOUDEVENTS_BINARY("cloudevents-binary"),
    /** Plain JSON as Standard Webhooks proposes: type, timestamp and data. */
    STANDARD("standard"),
    /** One event for the end, as programmable-voice providers send theirs. */
    REFER_COMPLETE("referComplete"),
    /** One event for the beginning and one for the end, as meeting providers send theirs. */
    CALLTRANSFER("calltransfer");

    /** What a configured one must be, to complete "it must be …". */
    public static final String EXPECTED =
            Arrays.stream(values()).map(format -> format.word).collect(Collectors.joining(", "));

    private static final String JSON = "application/json";

    private final String word;

    Format(String word) {
        this.word = word;
    }

    /** The one that is configured by this word; empty when there is none. */
    public static Optional<Format> of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst();
    }

    /** How it is called. */
    public String word() {
        return word;
    }

    /** The event in this shape; empty when the shape has none for it. */
    Optional<Message> message(Entry entry) {
        TransferEvent event = entry.event();
        return switch (this) {
            case CLOUDEVENTS ->
                Optional.of(new Message("application/cloudevents+json", entry.cloudEvent()));
            case CLOUDEVENTS_BINARY ->
                Optional.of(new Message(
                        JSON,
                        CloudEvents.attributes(event).entrySet().stream()
                                .collect(Collectors.toMap(
                                        attribute -> "ce-" + attribute.getKey(),
                                        attribute -> Message.encoded(attribute.getValue()))),
                        CloudEvents.encode(event.transfer())));
            case STANDARD -> Optional.of(new Message(JSON, standard(event)));
            case REFER_COMPLETE -> ReferComplete.of(event).map(body -> new Message(JSON, body));
            case CALLTRANSFER -> CallTransfer.of(event).map(body -> new Message(JSON, body));
        };
    }

    private static String standard(TransferEvent event) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "transfer." + EnumWord.of(event.transfer().state()));
        body.put("timestamp", event.at());
        body.put("data", event.transfer());
        return CloudEvents.json(body);
    }
}
