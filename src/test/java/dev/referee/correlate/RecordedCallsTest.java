package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every recorded call ends as expected.json says that it truly did. */
class RecordedCallsTest {
    /** The calls that the project began with, those of defects found since, and those of a 16.28. */
    static final List<String> FOLDERS = List.of("", "more/", "asterisk-16/", "field/", "outgoing/");

    /** Calls of the same kinds as those from the field, so many that fewer ways are tried. */
    private static final String KINDS = "kinds/";

    private static final int FEW = 3;
    private static final int MANY = 30;

    /** How long after the last fact an interleaved call may need: a source may lag. */
    private static final Duration LATE = Duration.ofSeconds(5);

    @TestFactory
    Stream<DynamicTest> endsTruly() throws IOException {
        return check("as recorded", Duration.ZERO, call -> call);
    }

    @TestFactory
    Stream<DynamicTest> endsTrulyWithoutHep() throws IOException {
        return check("AMI and ARI", Duration.ZERO, call -> call.only(Source.AMI, Source.ARI));
    }

    @TestFactory
    Stream<DynamicTest> callsOfTheSameKindsEndTruly() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (var entry : expected(KINDS).properties()) {
            tests.add(DynamicTest.dynamicTest(
                    KINDS + entry.getKey(),
                    () -> compareInFewWays(entry.getKey(), entry.getValue())));
        }
        return tests.stream();
    }

    private static void compareInFewWays(String name, JsonNode truths) {
        RecordedCall call = RecordedCall.read(KINDS + name);
        compareEnds(call, Duration.ZERO, truths);
        compareEnds(call.only(Source.AMI, Source.ARI), Duration.ZERO, truths);
        // Messages that come later than a second are in no end, and some are that late already.
        RecordedCall inTime = name.endsWith("ms_late") ? call.only(Source.AMI, Source.ARI) : call;
        for (int seed = 1; seed <= FEW; seed++) {
            compareEnds(inTime.interleaved(new Random(seed)), LATE, truths);
        }
        checkLossy(KINDS + name, truths, FEW);
    }

    /** By one source alone each ends truly, or unknown where that source does not show enough. */
    @TestFactory
    Stream<DynamicTest> callsOfTheSameKindsEndTrulyByOneSource() throws IOException {
        JsonNode notShown = read(KINDS + "not-shown.json");
        List<DynamicTest> tests = new ArrayList<>();
        for (Source source : List.of(Source.AMI, Source.ARI)) {
            Set<String> unknown = names(notShown.get("unknown by " + source + " alone"));
            Set<String> missed = names(notShown.get("begun before " + source + " was heard"));
            for (var entry : expected(KINDS).properties()) {
                String name = entry.getKey();
                RecordedCall call = RecordedCall.read(KINDS + name).only(source);
                if (!call.heard().isEmpty()) {
                    tests.add(DynamicTest.dynamicTest(
                            KINDS + name + ", " + source + " alone",
                            () -> compareReasons(
                                    call,
                                    entry.getValue(),
                                    unknown.contains(name),
                                    missed.contains(name))));
                }
            }
        }
        return tests.stream();
    }

    private static void compareReasons(
            RecordedCall call, JsonNode truths, boolean isUnknown, boolean isMissed) {
        List<Transfer> ends = ends(call.events());
        List<JsonNode> decidable = isMissed ? List.of() : decidable(call, truths);
        assertEquals(decidable.size(), ends.size(), ends::toString);
        for (int i = 0; i < decidable.size(); i++) {
            Transfer end = ends.get(i);
            if (isUnknown) {
                assertEquals(Transfer.State.UNKNOWN, end.state(), end::toString);
            } else {
                assertOneOf(decidable.get(i).get("state"), word(end.state()), "state of " + end);
                assertOneOf(decidable.get(i).get("reason"), word(end.reason()), "reason of " + end);
            }
        }
    }

    private static List<Transfer> ends(List<TransferEvent> events) {
        return events.stream()
                .map(TransferEvent::transfer)
                .filter(transfer -> transfer.state().isEnd())
                // Nobody asked for those: ComesBackTest has them.
                .filter(transfer -> transfer.follows() == null)
                .toList();
    }

    private static Set<String> names(@Nullable JsonNode list) {
        Set<String> names = new HashSet<>();
        if (list != null) {
            list.forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    @TestFactory
    Stream<DynamicTest> endsTrulyByAmiAlone() throws IOException {
        return checkAlone(Source.AMI);
    }

    @TestFactory
    Stream<DynamicTest> endsTrulyByAriAlone() throws IOException {
        return checkAlone(Source.ARI);
    }

    /** What one source does not show by itself may stay unknown, and nothing false may be said. */
    private static Stream<DynamicTest> checkAlone(Source source) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String folder : FOLDERS) {
            expected(folder)
                    .properties()
                    .forEach(entry -> tests.add(DynamicTest.dynamicTest(
                            entry.getKey() + ", " + source + " alone",
                            () -> compareAlone(
                                    folder + entry.getKey(), source, entry.getValue()))));
        }
        return tests.stream();
    }

    private static void compareAlone(String name, Source source, JsonNode truths) {
        RecordedCall call = RecordedCall.read(name).only(source);
        List<Transfer> ends = ends(call.events());
        if (Objects.requireNonNull(NOT_SHOWN.get(source)).contains(name)) {
            assertEquals(1, ends.size());
            assertEquals(Transfer.State.UNKNOWN, ends.getFirst().state(), ends::toString);
        } else {
            compare(call, Duration.ZERO, truths);
        }
    }

    /**
     * The calls whose end one source does not show by itself: ARI tells of no originated dial for whom
     * it is, and AMI hides the first application of a channel that was dialled. The account of the
     * outgoing ones was not shown TRANSFERSTATUSPROTOCOL.
     */
    private static final Map<Source, Set<String>> NOT_SHOWN = Map.of(
            Source.ARI,
            Set.of(
                    "field/c06_app_holding_cleo_busy",
                    "field/c06_app_holding_no_answer",
                    "field/c06_app_moh_cleo_busy",
                    "field/c07_snoop_own_bridge_then_busy"),
            Source.AMI,
            Set.of(
                    "field/c22_blind_to_empty_place_ben_called",
                    "outgoing/out_app_405",
                    "outgoing/out_app_603",
                    "outgoing/out_app_called_486"));

    @TestFactory
    Stream<DynamicTest> endsTrulyHoweverTheSourcesInterleave() throws IOException {
        return Stream.iterate(1, seed -> seed + 1).limit(20).flatMap(seed -> {
            try {
                return check("seed " + seed, LATE, call -> call.interleaved(new Random(seed)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** Lost and doubled packets take away detail, never the truth. */
    @TestFactory
    Stream<DynamicTest> saysNothingFalseWhenHepIsLossy() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String folder : FOLDERS) {
            expected(folder)
                    .properties()
                    .forEach(entry -> tests.add(DynamicTest.dynamicTest(
                            entry.getKey(),
                            () -> checkLossy(folder + entry.getKey(), entry.getValue(), MANY))));
        }
        return tests.stream();
    }

    private static void checkLossy(String name, JsonNode truths, int seeds) {
        for (int seed = 1; seed <= seeds; seed++) {
            Random random = new Random(seed);
            List<TransferEvent> events = RecordedCall.read(name)
                    .withUnreliableHep(random)
                    .interleaved(random)
                    .events(LATE);
            List<Transfer> ends = ends(events);
            String told = "seed " + seed + ": " + ends;
            assertTrue(ends.size() <= truths.size(), told);
            for (int i = 0; i < ends.size(); i++) {
                Transfer end = ends.get(i);
                JsonNode truth = truths.get(i);
                boolean decidable = truth.get("decidableWithoutHep").asBoolean();
                if (decidable || end.state() != Transfer.State.UNKNOWN) {
                    assertOneOf(truth.get("state"), word(end.state()), told);
                    assertOneOf(truth.get("reason"), word(end.reason()), told);
                }
            }
            if (!truths.isEmpty() && truths.get(0).get("decidableWithoutHep").asBoolean()) {
                assertEquals(truths.size(), ends.size(), told);
            }
        }
    }

    static JsonNode expected(String folder) throws IOException {
        return read(folder + "expected.json");
    }

    private static JsonNode read(String file) throws IOException {
        return new ObjectMapper()
                .readTree(RecordedCallsTest.class.getResourceAsStream("/captures/" + file));
    }

    private static Stream<DynamicTest> check(
            String how, Duration after, Function<RecordedCall, RecordedCall> change)
            throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String folder : FOLDERS) {
            expected(folder)
                    .properties()
                    .forEach(entry -> tests.add(DynamicTest.dynamicTest(
                            entry.getKey() + ", " + how,
                            () -> compare(
                                    change.apply(RecordedCall.read(folder + entry.getKey())),
                                    after,
                                    entry.getValue()))));
        }
        return tests.stream();
    }

    private static void compare(RecordedCall call, Duration after, JsonNode expected) {
        List<Transfer> ends = compareEnds(call, after, expected);
        List<JsonNode> decidable = decidable(call, expected);
        for (int i = 0; i < decidable.size(); i++) {
            // What the far end says, HEP sees too, and AMI and ARI not always by the same event.
            boolean isOutgoing = ends.get(i).outgoing();
            List<Source> who = isOutgoing && ends.get(i).state() != Transfer.State.UNKNOWN
                    ? List.of(Source.AMI, Source.ARI, Source.HEP)
                    : witnesses(call, decidable.get(i));
            assertWitnesses(who, ends.get(i), after.isZero() && !isOutgoing);
        }
    }

    private static List<JsonNode> decidable(RecordedCall call, JsonNode expected) {
        List<JsonNode> decidable = new ArrayList<>();
        expected.forEach(one -> {
            if (call.hasHep() || one.get("decidableWithoutHep").asBoolean()) {
                decidable.add(one);
            }
        });
        return decidable;
    }

    private static List<Transfer> compareEnds(
            RecordedCall call, Duration after, JsonNode expected) {
        List<TransferEvent> events = call.events(after);
        List<Transfer> ends = ends(events);
        List<JsonNode> decidable = decidable(call, expected);
        assertEquals(decidable.size(), ends.size(), () -> "ends in " + events);
        assertEquals(decidable.isEmpty(), events.isEmpty(), () -> "events for nothing: " + events);
        for (int i = 0; i < decidable.size(); i++) {
            Transfer end = ends.get(i);
            JsonNode truth = decidable.get(i);
            boolean isAdvised = end.outgoing() && end.state() != Transfer.State.COMPLETED;
            assertEquals(isAdvised, end.retryable() != null, end::toString);
            assertEquals(Boolean.TRUE.equals(end.retryable()), end.retryAfterMs() != null);
            assertAll(truth.properties().stream()
                    .filter(field -> !field.getKey().equals("decidableWithoutHep"))
                    .filter(field -> call.hasHep() || !field.getKey().startsWith("sip."))
                    .map(field -> () -> assertOneOf(
                            field.getValue(),
                            value(end, field.getKey()),
                            field.getKey() + " of " + end)));
        }
        assertTrue(events.stream().map(TransferEvent::id).distinct().count() == events.size());
        return ends;
    }

    /** A source that lags may have said nothing at all yet when the verdict falls. */
    private static void assertWitnesses(List<Source> who, Transfer end, boolean inTime) {
        List<Source> told = end.sources() == null ? List.of() : end.sources();
        assertTrue(
                inTime
                        ? told.equals(who)
                        : who.containsAll(told) && who.isEmpty() == told.isEmpty(),
                () -> "sources are not " + who + " in " + end);
    }

    /** Who saw such an end: all who can, where they were there. */
    private static List<Source> witnesses(RecordedCall call, JsonNode truth) {
        if (truth.get("state").asText().equals("unknown")) {
            return List.of();
        }
        if (!truth.get("decidableWithoutHep").asBoolean()) {
            return List.of(Source.HEP);
        }
        return Stream.of(Source.AMI, Source.ARI)
                .filter(source -> !call.only(source).heard().isEmpty())
                .filter(source ->
                        !Objects.requireNonNull(NOT_SHOWN.get(source)).contains(call.name()))
                .toList();
    }

    private static void assertOneOf(JsonNode allowed, @Nullable String actual, String what) {
        List<String> values = new ArrayList<>();
        if (allowed.isArray()) {
            allowed.forEach(value -> values.add(value.asText()));
        } else {
            values.add(allowed.asText());
        }
        assertTrue(actual != null && values.contains(actual), () -> what + " is not " + values);
    }

    private static @Nullable String value(Transfer transfer, String path) {
        return switch (path) {
            case "direction" -> word(transfer.direction());
            case "state" -> word(transfer.state());
            case "reason" -> word(transfer.reason());
            case "kind" -> word(transfer.kind());
            case "retryable" -> String.valueOf(transfer.retryable());
            case "transferor.endpoint" -> transfer.transferorEndpoint();
            case "transferee.endpoint" ->
                transfer.transferee() == null ? null : transfer.transferee().endpoint();
            case "transferee.whereabouts" ->
                transfer.transferee() == null
                        ? null
                        : word(transfer.transferee().whereabouts());
            case "target.application" ->
                transfer.target() == null ? null : transfer.target().application();
            case "target.endpoint" ->
                transfer.target() == null ? null : transfer.target().endpoint();
            case "diagnosis" ->
                transfer.diagnosis().isEmpty()
                        ? null
                        : transfer.diagnosis().getFirst().code();
            case "sip.referStatus" -> number(transfer.sip().referStatus());
            case "sip.notifyStatus" -> number(transfer.sip().notifyStatus());
            case "target.extension" ->
                transfer.target() == null ? null : transfer.target().extension();
            default -> throw new IllegalArgumentException("expected.json names " + path);
        };
    }

    private static @Nullable String number(@Nullable Integer value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
