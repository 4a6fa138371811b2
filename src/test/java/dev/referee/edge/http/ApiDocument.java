package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The served OpenAPI and AsyncAPI documents, to which the tests hold everything that the server says
 * to them. Stricter than a client should be: a field that a document does not name is a fault.
 */
public final class ApiDocument {
    private static final String BASE = "https://referee.example/v1/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode OPEN_API = parse(Documents.read().openApi());
    private static final JsonNode ASYNC_API = parse(Documents.read().asyncApi());
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(
                    BASE + "openapi.json", strict(OPEN_API),
                    BASE + "asyncapi.json", strict(ASYNC_API)))));

    private ApiDocument() {}

    public static JsonNode openApi() {
        return OPEN_API;
    }

    public static JsonNode asyncApi() {
        return ASYNC_API;
    }

    /** Holds an answer of plain HTTP to the document. */
    public static void check(String method, String path, HttpResponse<String> response) {
        if (method.equals("OPTIONS") || !path.startsWith("/v1/")) {
            return;
        }
        String status = "" + response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (status.equals("405")) {
            checkAgainst("Problem", response.body());
            return; // a method that the document does not have
        }
        JsonNode operation = operation(method, path);
        if (operation == null) {
            assertEquals("404", status, path);
            checkAgainst("Problem", response.body());
            return;
        }
        JsonNode documented = operation.at("/responses").path(status);
        assertFalse(documented.isMissingNode(), path + " has no " + status);
        if (!documented.has("content")) {
            assertEquals("", response.body(), path);
            return;
        }
        assertTrue(documented.get("content").has(type), path + " has no " + type);
        documented
                .path("headers")
                .fieldNames()
                .forEachRemaining(name -> assertTrue(
                        response.headers().firstValue(name).isPresent(), path + " lacks " + name));
        JsonNode schema = documented.get("content").get(type).get("schema");
        if (schema.has("$ref")) {
            check("openapi.json" + schema.get("$ref").asText(), response.body());
        }
    }

    /** Holds JSON to one of the OpenAPI document's schemas. */
    public static void checkAgainst(String schema, String json) {
        check("openapi.json#/components/schemas/" + schema, json);
    }

    /** Holds what came over a socket to the AsyncAPI document. */
    public static void checkMessage(String subprotocol, String json) {
        String type = parse(json).get("type").asText();
        String message = subprotocol.equals("cloudevents.json")
                ? (type.equals("dev.referee.subscribed") ? "subscribedEvent" : "transferEvent")
                : type;
        check("asyncapi.json#/components/messages/" + message + "/payload", json);
    }

    private static void check(String schema, String json) {
        Set<ValidationMessage> faults = SCHEMAS.getSchema(SchemaLocation.of(BASE + schema))
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
        assertTrue(faults.isEmpty(), () -> schema + ": " + faults);
    }

    private static @Nullable JsonNode operation(String method, String path) {
        String bare = path.replaceFirst("\\?.*", "");
        for (Iterator<String> paths = OPEN_API.get("paths").fieldNames(); paths.hasNext(); ) {
            String template = paths.next();
            String pattern = template.replace(".", "\\.").replaceAll("\\{[a-z]+}", "[^/]+");
            if (Pattern.matches(pattern, bare)) {
                String verb = method.equals("HEAD") ? "GET" : method;
                return OPEN_API.get("paths").get(template).get(verb.toLowerCase(Locale.ROOT));
            }
        }
        return null;
    }

    /** The same with no other properties than those that are named. */
    private static String strict(JsonNode document) {
        JsonNode copy = document.deepCopy();
        copy.findParents("properties").forEach(schema -> {
            if (schema.path("type").asText().equals("object")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        return copy.toString();
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
