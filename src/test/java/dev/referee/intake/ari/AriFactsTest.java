package dev.referee.intake.ari;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

class AriFactsTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AriFacts facts = new AriFacts();

    static List<String> captures() throws IOException {
        try (Stream<Path> files = Files.list(CAPTURES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl.gz"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyEventOfARealCallIsUnderstood(String capture) throws IOException {
        List<Fact> all = read(capture);

        assertEquals(0, facts.malformed());
        assertFalse(all.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyChannelOfARealCallAppearsAndGoes(String capture) throws IOException {
        Set<String> seen = new HashSet<>();
        Set<String> gone = new HashSet<>();
        for (Fact fact : read(capture)) {
            if (fact instanceof Fact.ChannelSeen it) {
                seen.add(it.channel().uniqueid());
            } else if (fact instanceof Fact.ChannelGone it) {
                gone.add(it.channel().uniqueid());
            }
        }

        assertFalse(seen.isEmpty());
        assertEquals(seen, gone);
    }

    @Test
    void theApplicationTransferIsToldToBegin() {
        String channel = "\"channel\":{\"id\":\"1.1\",\"name\":\"PJSIP/a-1\",\"state\":\"Up\","
                + "\"dialplan\":{\"app_name\":\"Transfer\",\"app_data\":\"PJSIP/7002\"}}}";
        List<Fact> told = facts.of("{\"type\":\"ChannelDialplan\"," + channel);
        assertEquals(2, told.size());
        Fact.ChannelSeen seen = (Fact.ChannelSeen) told.getFirst();
        assertEquals(
                new Fact.TransferBegun(Source.ARI, seen.channel(), "PJSIP/7002"), told.getLast());
        assertEquals(1, facts.of("{\"type\":\"ChannelStateChange\"," + channel).size());
    }

    @Test
    void blindTransferToABusyPhoneShowsWhoDialledWhomAndWhy() throws IOException {
        List<Fact> all = read("blind-busy.jsonl.gz");

        Fact.BlindTransferred transfer = only(all, Fact.BlindTransferred.class);
        assertEquals(Fact.TransferResult.SUCCESS, transfer.result());
        assertEquals("PJSIP/alice", Channel.endpointOf(transfer.transferor().name()));
        assertEquals(
                "PJSIP/bob", Channel.endpointOf(present(transfer.transferee()).name()));
        assertEquals("6002", transfer.extension());
        assertEquals("internal", transfer.context());
        assertTrue(transfer.external());

        List<Fact> after = all.subList(all.indexOf(transfer), all.size());
        String transferee = present(transfer.transferee()).uniqueid();
        Fact.DialEnded end = only(after, Fact.DialEnded.class);
        assertEquals(transferee, present(end.caller()).uniqueid());
        assertEquals("BUSY", end.status());
        assertTrue(after.stream()
                .anyMatch(fact -> fact instanceof Fact.VariableSet it
                        && it.name().equals("DIALSTATUS")
                        && it.value().equals("BUSY")
                        && it.channel().uniqueid().equals(transferee)));
        Fact.HangupRequested refusal =
                first(after, Fact.HangupRequested.class, it -> it.channel().equals(end.dialled()));
        assertEquals(Fact.Ender.FAR_END, refusal.by());
        assertEquals(17, refusal.cause());
        assertEquals(486, refusal.sipStatus());
    }

    @Test
    void attendedTransferNamesAllFourLegsWithTheirCallIds() throws IOException {
        Fact.AttendedTransferred transfer =
                only(read("attended-bridge.jsonl.gz"), Fact.AttendedTransferred.class);

        assertEquals(Fact.TransferResult.SUCCESS, transfer.result());
        assertEquals(Fact.Destination.BRIDGE, transfer.destination());
        assertEquals("c2o1atij6vqneqjdm9vs", transfer.transferor().callId());
        assertEquals("c2o1agsad68kei4d9gr2", transfer.second().callId());
        assertEquals(
                "374b0d13-d247-4554-be8e-c86219224cd5",
                present(transfer.transferee()).callId());
        assertEquals(
                "e8b8cf27-ce8a-4d35-ba07-264e19b8db61",
                present(transfer.target()).callId());
        assertEquals(
                "282696ce-2e10-47c6-b5cb-5b6ca338310b",
                present(transfer.firstBridge()).id());
        assertEquals(
                "f292dd49-0f0c-4ffc-b2b1-b9f9d741e090",
                present(transfer.secondBridge()).id());
        assertNull(transfer.application());
    }

    @Test
    void attendedTransferIntoAnApplicationNamesIt() throws IOException {
        Fact.AttendedTransferred transfer =
                only(read("attended-to-app.jsonl.gz"), Fact.AttendedTransferred.class);

        assertEquals(Fact.Destination.APPLICATION, transfer.destination());
        assertEquals("Echo", transfer.application());
    }

    @Test
    void hiddenFirstApplicationOfADialledTransfereeIsSeenInVariables() throws IOException {
        List<Fact> all = read("blind-to-queue.jsonl.gz");

        Fact.BlindTransferred transfer = only(all, Fact.BlindTransferred.class);
        String transferee = present(transfer.transferee()).uniqueid();
        assertTrue(all.stream()
                .anyMatch(fact -> fact instanceof Fact.ChannelSeen it
                        && it.channel().uniqueid().equals(transferee)
                        && "Queue".equals(it.channel().application())));
    }

    @Test
    void hangupThatAsteriskDecidedIsNotBlamedOnTheFarEnd() {
        Fact soft = one("""
                {"type":"ChannelHangupRequest","cause":16,"soft":true,"tech_cause":486,
                 "channel":{"id":"1.1","name":"PJSIP/bob-00000001","state":"Up"}}""");

        Fact.HangupRequested request = assertInstanceOf(Fact.HangupRequested.class, soft);
        assertEquals(Fact.Ender.ASTERISK, request.by());
        assertNull(request.cause(), "an AST_SOFTHANGUP flag is no Q.850 cause");
        assertNull(request.sipStatus(), "left over from an earlier dial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RINGING", "PROGRESS", "PROCEEDING"})
    void dialProgressIsNotAnEnd(String status) {
        assertInstanceOf(Fact.DialProgress.class, one(dial(status)));
    }

    @Test
    void dialWithoutACallerIsUnderstood() {
        Fact.DialBegun begun = assertInstanceOf(Fact.DialBegun.class, one(dial("")));
        assertNull(begun.caller());
        assertEquals("1.2", begun.dialled().uniqueid());
    }

    @Test
    void forwardedDialEndsForTheFirstPhone() {
        Fact fact = one("""
                {"type":"Dial","dialstatus":"CANCEL","forward":"6003@internal",
                 "peer":{"id":"1.2"},"forwarded":{"id":"1.3"}}""");

        Fact.DialEnded end = assertInstanceOf(Fact.DialEnded.class, fact);
        assertEquals("1.2", end.dialled().uniqueid());
        assertEquals("CANCEL", end.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIPREFERTOHDR", "_SIPREFERTOHDR", "__SIPREFERTOHDR"})
    void inheritedVariablesKeepTheirPlainName(String variable) {
        Fact fact = one("{\"type\":\"ChannelVarset\",\"variable\":\"" + variable
                + "\",\"value\":\"sip:6002@pbx\",\"channel\":{\"id\":\"1.1\"}}");

        Fact.VariableSet set = assertInstanceOf(Fact.VariableSet.class, fact);
        assertEquals("SIPREFERTOHDR", set.name());
        assertEquals("sip:6002@pbx", set.value());
    }

    @Test
    void emptyTextIsAbsentAndNotInvented() {
        Fact fact = one("""
                {"type":"ChannelCreated","channel":{"id":"1.1","name":"Local/1@x-0;1",
                 "state":"Down","protocol_id":"","dialplan":{"context":"x","exten":"",
                 "app_name":""}}}""");

        assertEquals(
                new Fact.ChannelSeen(
                        Source.ARI,
                        new Channel(
                                "1.1", "Local/1@x-0;1", Channel.State.DOWN, "x", null, null, null)),
                fact);
    }

    @Test
    void transferHandedToAnApplicationIsRecognised() {
        Fact fact = one("""
                {"type":"ChannelTransfer","state":"channel_declined","refer_to":{},
                 "referred_by":{"source_channel":{"id":"1.1","protocol_id":"call"}}}""");

        Fact.HandedOver handed = assertInstanceOf(Fact.HandedOver.class, fact);
        assertEquals("call", handed.transferor().callId());
        assertEquals("channel_declined", handed.state());
    }

    @Test
    void snapshotOfOursPutsChannelsIntoTheirBridges() {
        List<Fact> told = facts.of("""
                {"type":"RefereeSnapshot","startup_time":"2026-11-20T22:00:00.000+0000",
                 "channels":[{"id":"1.1"},{"id":"1.2"}],
                 "bridges":[{"id":"b","technology":"holding_bridge","channels":["1.2","1.9"]}]}
                """);

        assertEquals(new Fact.Connected(Source.ARI, "2026-11-20T22:00:00.000+0000"), told.get(0));
        Fact.Snapshot snapshot = assertInstanceOf(Fact.Snapshot.class, told.get(1));
        assertEquals(2, snapshot.channels().size());
        assertNull(snapshot.channels().get(0).bridge());
        assertTrue(present(snapshot.channels().get(1).bridge()).isHolding());
    }

    @Test
    void connectOfOursIsToldBeforeItIsKnownWhichAsteriskItIs() {
        assertEquals(new Fact.Connected(Source.ARI, null), one("{\"type\":\"RefereeConnected\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"DeviceStateChanged\"}",
                "{\"type\":\"SomethingOfAsterisk99\",\"channel\":7}",
                "{\"type\":\"ChannelVarset\",\"variable\":\"GLOBAL\",\"value\":\"1\"}",
                "{\"type\":\"ChannelVarset\",\"variable\":\"RINGTIME\",\"channel\":{\"id\":\"1\"}}",
            })
    void eventsThatDoNotMatterGiveNothing(String json) {
        assertEquals(List.of(), facts.of(json));
        assertEquals(0, facts.malformed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"ChannelCreated\"}",
                "{\"type\":\"ChannelCreated\",\"channel\":{\"id\":\"\"}}",
                "{\"type\":\"ChannelCreated\",\"channel\":[]}",
                "{\"type\":\"Dial\",\"dialstatus\":\"\",\"caller\":{\"id\":\"1\"}}",
                "{\"type\":\"Dial\",\"dialstatus\":\"\",\"caller\":7,\"peer\":{\"id\":\"1\"}}",
                "{\"type\":\"ChannelLeftBridge\",\"channel\":{\"id\":\"1\"}}",
                "{\"type\":\"BridgeBlindTransfer\",\"result\":\"Maybe\",\"channel\":{\"id\":\"1\"}}",
                "{\"type\":\"RefereeSnapshot\",\"channels\":[7]}",
            })
    void brokenEventIsCountedAndGivesNothing(String json) {
        assertEquals(List.of(), facts.of(json));
        assertEquals(1, facts.malformed());
    }

    @Test
    void eventNestedWithoutEndIsRefused() {
        assertEquals(List.of(), facts.of("[".repeat(100_000)));
        assertEquals(1, facts.malformed());
    }

    private static String dial(String status) {
        return "{\"type\":\"Dial\",\"dialstatus\":\"" + status + "\",\"peer\":{\"id\":\"1.2\"}}";
    }

    private Fact one(String json) {
        List<Fact> told = facts.of(json);
        assertEquals(1, told.size(), told.toString());
        return told.get(0);
    }

    private List<Fact> read(String capture) throws IOException {
        List<Fact> all = new ArrayList<>();
        try (InputStream file = Files.newInputStream(CAPTURES.resolve(capture));
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                JsonNode entry = JSON.readTree(line);
                if (entry.path("source").asText().equals("ari")) {
                    all.addAll(facts.of(entry.path("data").toString()));
                }
            }
        }
        return all;
    }

    private static <T extends Fact> T only(List<Fact> all, Class<T> type) {
        List<T> found = all.stream().filter(type::isInstance).map(type::cast).toList();
        assertEquals(1, found.size(), type.getSimpleName());
        return found.get(0);
    }

    private static <T extends Fact> T first(
            List<Fact> all, Class<T> type, java.util.function.Predicate<T> wanted) {
        return all.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static <T> T present(@org.jspecify.annotations.Nullable T value) {
        assertTrue(value != null);
        return java.util.Objects.requireNonNull(value);
    }
}
