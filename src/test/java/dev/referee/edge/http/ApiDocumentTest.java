package dev.referee.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;

import dev.referee.edge.server.EdgeFixture;
import dev.referee.edge.socket.Browser;
import dev.referee.ladder.Ladder;
import dev.referee.log.CloudEvents;
import dev.referee.log.Transfers;
import dev.referee.model.EnumWord;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.problem.Problem;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The OpenAPI and AsyncAPI documents have neither less nor more than the server. That its answers
 * fit to them is checked in every other test, by {@link Asker}, {@link EventReader} and {@link
 * Browser}.
 */
class ApiDocumentTest {
    private static final String TRANSFER = "/components/schemas/Transfer";

    @Test
    void theDocumentsAreServedAsTheyAreAndEveryPathOfThemAnswers() {
        try (EdgeFixture server =
                        new EdgeFixture(EdgeFixture.open().withLadders(LadderTest.LADDERS));
                Asker asker = new Asker()) {
            assertEquals(ApiDocument.openApi(), asker.expect(server, "/v1/openapi.json"));
            assertEquals(ApiDocument.asyncApi(), asker.expect(server, "/v1/asyncapi.json"));
            server.log.append(Transfers.requested("t1"));
            ApiDocument.openApi().get("paths").fieldNames().forEachRemaining(path -> {
                if (isOfAdministrators(path)) {
                    return; // those are tried where they are served
                } else if (path.equals("/v1/events")) {
                    new EventReader(server, "").close();
                } else {
                    asker.expect(server, path.replace("{id}", "t1"));
                }
            });
            ApiDocument.asyncApi()
                    .get("channels")
                    .forEach(channel -> new Browser(
                                    server.vertx,
                                    server.port,
                                    List.of(channel.at("/bindings/ws/headers/properties"
                                                    + "/Sec-WebSocket-Protocol/const")
                                            .asText()))
                            .nextText());
        }
    }

    private static boolean isOfAdministrators(String path) {
        return ApiDocument.openApi().get("paths").get(path).findValues("tags").stream()
                .anyMatch(tags -> tags.toString().contains("administration"));
    }

    @Test
    void everyFieldOfATransferIsNamedAndNoOther() {
        Transfer incoming = Transfers.complete("t1", 1, Transfer.State.FAILED).transfer();
        // What only outgoing ones have is put beside what only incoming ones have.
        Transfer both = TransferBuilder.like(incoming)
                .follows(incoming.follows())
                .retry(true, 34_567)
                .build();
        String whole = CloudEvents.encode(both, List.of("target"));
        ApiDocument.checkAgainst("Transfer", whole);
        assertEquals(
                fields(ApiDocument.parse(whole)),
                properties(ApiDocument.openApi().at(TRANSFER)));
    }

    /** The paths of all values. */
    private static Set<String> fields(JsonNode value) {
        Set<String> paths = new TreeSet<>();
        value.properties().forEach(field -> {
            JsonNode inner =
                    field.getValue().isArray() ? field.getValue().path(0) : field.getValue();
            paths.add(field.getKey());
            fields(inner).forEach(path -> paths.add(field.getKey() + "." + path));
        });
        return paths;
    }

    private static Set<String> properties(JsonNode schema) {
        Set<String> paths = new TreeSet<>();
        schema.path("properties").properties().forEach(property -> {
            JsonNode inner = property.getValue().path("items").isMissingNode()
                    ? property.getValue()
                    : property.getValue().get("items");
            paths.add(property.getKey());
            properties(inner).forEach(path -> paths.add(property.getKey() + "." + path));
        });
        return paths;
    }

    @Test
    void everyWordIsNamedAndNoOther() {
        assertWords(Transfer.State.values(), TRANSFER + "/properties/state");
        assertWords(Transfer.Reason.values(), TRANSFER + "/properties/reason");
        assertWords(Transfer.Kind.values(), TRANSFER + "/properties/kind");
        assertWords(Transfer.Direction.values(), TRANSFER + "/properties/direction");
        assertWords(Transfer.Trigger.values(), TRANSFER + "/properties/trigger");
        assertEquals(
                words(Ladder.Kind.values(), EnumWord::of),
                listed(
                        ApiDocument.openApi(),
                        "/components/schemas/Ladder/properties/steps/items/properties/kind"));
        assertWords(Source.values(), TRANSFER + "/properties/sources/items");
        assertWords(
                Transfer.Whereabouts.values(),
                TRANSFER + "/properties/transferee/properties/whereabouts");
        assertEquals(
                words(Problem.Kind.values(), EnumWord::of),
                listed(ApiDocument.openApi(), "/components/schemas/Problem/properties/code"));
    }

    private static void assertWords(Enum<?>[] constants, String pointer) {
        assertEquals(words(constants, EnumWord::of), listed(ApiDocument.openApi(), pointer));
    }

    private static <T> Set<String> words(T[] constants, Function<T, String> word) {
        return Arrays.stream(constants).map(word).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> listed(JsonNode document, String pointer) {
        return new TreeSet<>(texts(document.at(pointer).get("enum")));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void everyParameterIsNamedAndNoOther() {
        assertEquals(new TreeSet<>(TransferQuery.LIST), parameters("/v1/transfers"));
        assertEquals(new TreeSet<>(TransferQuery.WHOSE), parameters("/v1/transfers/{id}"));
        assertEquals(new TreeSet<>(TransferQuery.WHOSE), parameters("/v1/events"));
    }

    private static Set<String> parameters(String path) {
        Set<String> names = new TreeSet<>();
        ApiDocument.openApi()
                .get("paths")
                .get(path)
                .get("get")
                .get("parameters")
                .forEach(one -> {
                    if (one.get("in").asText().equals("query")) {
                        names.add(one.get("name").asText());
                    }
                });
        return names;
    }

    @Test
    void everyProblemHasAStatusThatIsDocumentedAndNoOther() {
        Set<String> statuses = Arrays.stream(Problem.Kind.values())
                .map(kind -> "" + kind.status())
                .collect(Collectors.toCollection(TreeSet::new));
        statuses.addAll(List.of("200", "201", "204"));
        Set<String> documented = new TreeSet<>();
        ApiDocument.openApi()
                .findValues("responses")
                .forEach(responses -> responses.fieldNames().forEachRemaining(documented::add));
        assertEquals(statuses, documented);
    }

    @Test
    void everyProblemIsInTheProtocolWithItsStatus() throws IOException {
        Set<String> documented = Pattern.compile(
                        "^\\| (\\d{3} \\| `[a-z-]+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/PROTOCOL.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                words(Problem.Kind.values(), kind -> kind.status() + " | `" + EnumWord.of(kind)),
                documented);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode document : List.of(ApiDocument.openApi(), ApiDocument.asyncApi())) {
            for (String reference : document.findValuesAsText("$ref")) {
                JsonNode named = reference.startsWith("#") ? document : ApiDocument.openApi();
                String pointer = reference.substring(reference.indexOf('#') + 1);
                assertFalse(named.at(pointer).isMissingNode(), reference);
            }
        }
    }

    @Test
    void whatIsNotDocumentedIsFound() {
        assertThrows(
                AssertionError.class, () -> ApiDocument.checkAgainst("Transfer", "{\"id\":\"1\"}"));
    }
}
