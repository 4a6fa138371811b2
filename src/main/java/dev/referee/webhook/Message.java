package dev.referee.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * An event as it is sent.
 *
 * @param headers those that the format has, without the signature's
 * @param body UTF-8 text, the same at every attempt
 */
record Message(String contentType, Map<String, String> headers, String body) {
    private static final String CONTENT_TYPE = "content-type";

    Message {
        headers = Map.copyOf(headers);
    }

    /** All headers of an attempt to send it, with the subscription's and the signature's. */
    Map<String, String> headers(Subscription to, String event, Instant now) {
        // The signature's parts are divided by full stops, and it is of what the header says: of
        // text beyond ISO 8859-1, which an id of Asterisk's may hold, a header keeps nothing.
        String id = encoded(event.replace('.', '_'));
        Map<String, String> all = new HashMap<>(to.headers());
        all.putAll(headers);
        all.put(CONTENT_TYPE, contentType);
        all.put("user-agent", "referee");
        all.put("webhook-id", id);
        all.put("webhook-timestamp", String.valueOf(now.getEpochSecond()));
        all.put("webhook-signature", Secret.sign(to.secrets(), id, now, body));
        return all;
    }

    /** Text for a header, as the HTTP binding of CloudEvents 1.0 writes it (section 3.1.3.2). */
    static String encoded(String value) {
        StringBuilder header = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = octet > ' ' && octet < 0x7f && octet != '"' && octet != '%';
            header.append(isPlain ? String.valueOf((char) octet) : "%%%02X".formatted(octet));
        }
        return header.toString();
    }

    /** One that was kept. */
    static Message of(Map<String, String> kept, String body) {
        Map<String, String> headers = new HashMap<>(kept);
        String contentType = headers.remove(CONTENT_TYPE);
        return new Message(contentType == null ? "application/json" : contentType, headers, body);
    }

    /** Its own headers, of the format, to be kept: no secret is among them. */
    Map<String, String> kept() {
        Map<String, String> kept = new HashMap<>(headers);
        kept.put(CONTENT_TYPE, contentType);
        return kept;
    }

    /** One without headers of its own. */
    Message(String contentType, String body) {
        this(contentType, Map.of(), body);
    }
}
