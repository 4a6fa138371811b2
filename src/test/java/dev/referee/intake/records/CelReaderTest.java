package dev.referee.intake.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Records as cel_custom writes them, whole and broken. */
class CelReaderTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String ENTER =
            "{\"bridge_id\":\"b1\",\"bridge_technology\":\"simple_bridge\"}";

    @TempDir
    Path folder;

    @Test
    void aRecordHasItsTimeItsChannelAndItsPlace() throws Exception {
        assertEquals(
                List.of(new CallRecord(
                        Instant.parse("2026-11-20T21:03:00.250Z"),
                        "1795212180.60",
                        "1795212180.59",
                        "PJSIP/bob-00000038",
                        "Master.csv:1",
                        new BridgeEntered("b1", "simple_bridge"))),
                read(line("BRIDGE_ENTER", "1795208580.250000", ENTER)));
    }

    @Test
    void transfersNameWhoTookPart() throws Exception {
        List<CallRecord> records = read(line(
                        "BLINDTRANSFER",
                        "1.000000",
                        "{\"extension\":\"6002\",\"context\":\"internal\",\"bridge_id\":\"b\","
                                + "\"transferee_channel_name\":\"N/A\","
                                + "\"transferee_channel_uniqueid\":\"N/A\"}")
                + line(
                        "ATTENDEDTRANSFER",
                        "2.000000",
                        "{\"bridge1_id\":\"b\",\"channel2_name\":\"PJSIP/alice-2\","
                                + "\"channel2_uniqueid\":\"1.2\",\"bridge2_id\":\"c\","
                                + "\"transferee_channel_uniqueid\":\"1.3\","
                                + "\"transfer_target_channel_name\":\"Local/6002@x-1;1\","
                                + "\"transfer_target_channel_uniqueid\":\"1.4\"}")
                + line(
                        "HANGUP",
                        "3.000000",
                        "{\"hangupcause\":17,\"hangupsource\":\"\",\"dialstatus\":\"BUSY\"}"));
        assertEquals(
                List.of(
                        new BlindTransferred("6002", "b", null),
                        new AttendedTransferred("b", "1.2", null, "1.3", null),
                        new Gone("BUSY", 17, "")),
                records.stream().map(CallRecord::what).toList());
    }

    @Test
    void aTimeWithoutAZoneIsAsterisksOwn() throws Exception {
        assertEquals(
                Instant.parse("2026-11-20T21:03:00Z"),
                read(line("ANSWER", "2026-11-20 22:03:00", "")).get(0).at());
    }

    @Test
    void aUserDefinedEventThatIsNamedLikeARealOneIsNone() throws Exception {
        String line =
                line("HANGUP", "1.000000", "not JSON").replace("\"\",\"not", "\"HANGUP\",\"not");
        assertEquals(new Seen(), read(line).get(0).what());
    }

    @Test
    void aNameMayHoldQuotesLineEndsAndBytesThatAreNoText() throws Exception {
        Path file = folder.resolve("Master.csv");
        byte[] line = line("ANSWER", "1.000000", "")
                .replace("\"Bob\"", "\"\"\"Bob\"\",\r\n~\"")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '~' ? (byte) 0xff : line[i];
        }
        Files.write(file, line);
        try (CelReader reader = CelReader.open(file, BERLIN)) {
            assertEquals("1795212180.60", Objects.requireNonNull(reader.next()).uniqueid());
            assertNull(reader.next());
        }
    }

    @Test
    void aLineThatIsStillBeingWrittenIsLeftOut() throws Exception {
        String whole = line("ANSWER", "1.000000", "");
        assertEquals(1, read(whole + whole.substring(0, 40)).size());
        assertEquals(1, read(whole + whole.strip()).size());
    }

    @Test
    void whatIsWrongIsToldWithItsLine() {
        String good = line("ANSWER", "1.000000", "");
        assertBroken("Master.csv:2: it has 2 fields and not the 20", good + "a,b\n");
        assertBroken("Master.csv:2: its time is neither", good + line("ANSWER", "yesterday", ""));
        assertBroken(
                "Master.csv:1: the extra field of BRIDGE_ENTER is not JSON",
                line("BRIDGE_ENTER", "1.000000", "{\"a"));
        assertBroken(
                "Master.csv:1: the extra field of BRIDGE_ENTER is not a JSON object",
                line("BRIDGE_ENTER", "1.000000", ""));
        assertBroken(
                "Master.csv:1: the extra field of BRIDGE_EXIT has no bridge_id",
                line("BRIDGE_EXIT", "1.000000", "{}"));
    }

    @Test
    void aRecordIsNoLongerThanItsLimit() throws Exception {
        String open = "\"" + "x".repeat(CsvReader.LONGEST_RECORD - 1);
        assertEquals(List.of(), read(open));
        assertBroken("Master.csv:1: the record is longer than 65536 characters", open + "x\ny");
    }

    @Test
    void aFileThatIsNotThereIsNotBroken() {
        RecordsException none = assertThrows(
                RecordsException.class, () -> CelReader.open(folder.resolve("none"), BERLIN));
        assertEquals(folder.resolve("none") + ": there is no such file.", none.getMessage());
        assertEquals(false, none.isBroken());
        assertThrows(RecordsException.class, () -> CelReader.open(folder, BERLIN));
    }

    private void assertBroken(String start, String text) {
        RecordsException broken = assertThrows(RecordsException.class, () -> read(text));
        assertTrue(broken.isBroken());
        assertTrue(
                String.valueOf(broken.getMessage()).contains(start),
                () -> String.valueOf(broken.getMessage()));
    }

    private List<CallRecord> read(String text) throws RecordsException, IOException {
        Path file = Files.writeString(folder.resolve("Master.csv"), text);
        List<CallRecord> records = new ArrayList<>();
        try (CelReader reader = CelReader.open(file, BERLIN)) {
            for (CallRecord one = reader.next(); one != null; one = reader.next()) {
                records.add(one);
            }
        }
        return records;
    }

    /** One line of the mapping in cel_custom.conf.sample. */
    private static String line(String event, String time, String extra) {
        return List.of(
                                event,
                                time,
                                "Bob",
                                "6001",
                                "6001",
                                "",
                                "",
                                "6002",
                                "internal",
                                "PJSIP/bob-00000038",
                                "AppDial",
                                "(Outgoing Line)",
                                "3",
                                "",
                                "1795212180.60",
                                "1795212180.59",
                                "",
                                "",
                                "",
                                extra)
                        .stream()
                        .map(field -> "\"" + field.replace("\"", "\"\"") + "\"")
                        .reduce((left, right) -> left + "," + right)
                        .orElse("")
                + "\n";
    }
}
