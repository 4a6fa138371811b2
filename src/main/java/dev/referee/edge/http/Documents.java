package dev.referee.edge.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What is said of the interface for programs, as it stands in the jar.
 *
 * @param openApi of plain HTTP (OpenAPI 3.1)
 * @param asyncApi of the sockets (AsyncAPI 3)
 */
record Documents(String openApi, String asyncApi) {
    /** Reads them. Blocks. */
    static Documents read() {
        return new Documents(read("openapi.json"), read("asyncapi.json"));
    }

    private static String read(String name) {
        try (InputStream stream =
                Documents.class.getClassLoader().getResourceAsStream("api/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("The jar lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
