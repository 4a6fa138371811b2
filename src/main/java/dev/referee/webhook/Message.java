package dev.referee.webhook;

import java.util.Map;

/**
 * An event as it is sent.
 *
 * @param headers those that the format has, without the signature's
 * @param body UTF-8 text, the same at every attempt
 */
record Message(String contentType, Map<String, String> headers, String body) {
    Message {
        headers = Map.copyOf(headers);
    }

    /** One without headers of its own. */
    Message(String contentType, String body) {
        this(contentType, Map.of(), body);
    }
}
