package dev.referee.intake.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** CDRs as cdr_csv and cdr_custom write them, whole and broken. */
class CdrReaderTest {
    /** What both wrote of one call on Asterisk 22.10.1, to where the uniqueid follows in cdr_csv. */
    private static final String CSV =
            "\"\",\"7001\",\"7002\",\"lab\",\"\"\"Ben\"\" <7001>\",\"PJSIP/ben-1\",\"PJSIP/cleo-2\","
                    + "\"Dial\",\"PJSIP/cleo,30,tT\",\"2026-11-21 17:51:13\","
                    + "\"2026-11-21 17:51:13\",\"2026-11-21 17:51:15\",2,2,\"NO ANSWER\","
                    + "\"DOCUMENTATION\"";

    private static final String CUSTOM =
            "\"\"\"Ben\"\" <7001>\",\"7001\",\"7002\",\"lab\",\"PJSIP/ben-1\",\"PJSIP/cleo-2\","
                    + "\"Dial\",\"PJSIP/cleo,30,tT\",\"2026-11-21 17:51:13\","
                    + "\"2026-11-21 17:51:13\",\"2026-11-21 17:51:15\",\"2\",\"2\",\"NO ANSWER\","
                    + "\"DOCUMENTATION\",\"\",\"1795283472.177\",\"\"";

    private static final String UNIQUEID = ",\"1795283472.177\"";
    private static final String NO_UNIQUEID =
            "it names no uniqueid, and without it no channel is certain. For cdr_csv, put loguniqueid"
                    + " = yes under [csv] in cdr.conf, and leave out what was written before.";

    @TempDir
    Path folder;

    @Test
    void aRecordHasItsChannelsItsTimesItsResultAndItsPlace() throws Exception {
        assertEquals(List.of(expected(1)), read(CSV + UNIQUEID + "\n"));
    }

    @Test
    void whatElseCdrConfLetsItWriteDoesNoHarm() throws Exception {
        String peerAccountLinkedidAndSequence = ",\"\",\"1795283472.170\",7";
        assertEquals(
                List.of(expected(1), expected(2), expected(3)),
                read(CSV + UNIQUEID + ",\"of the user\"\n"
                        + CSV + UNIQUEID + peerAccountLinkedidAndSequence + "\n"
                        + CSV + UNIQUEID + ",\"of the user\"" + peerAccountLinkedidAndSequence
                        + "\n"));
    }

    @Test
    void theMappingOfCdrCustomsSampleIsReadWithAndWithoutItsSequence() throws Exception {
        assertEquals(List.of(expected(1), expected(2)), read(CUSTOM + ",7\n" + CUSTOM + "\n"));
    }

    @Test
    void aSystemsOwnNameMayStandBeforeTheSeconds() throws Exception {
        assertEquals(
                "pbx-1-1795283472.177",
                read(CSV + ",\"pbx-1-1795283472.177\"\n").get(0).uniqueid());
    }

    @Test
    void timesAreAsterisksOwn() throws Exception {
        Path file = Files.writeString(folder.resolve("Master.csv"), CSV + UNIQUEID + "\n");
        try (CdrReader reader = CdrReader.open(file, ZoneId.of("Europe/Berlin"))) {
            CallDetail detail = reader.next();
            assertTrue(
                    detail != null && detail.start().equals(Instant.parse("2026-11-21T16:51:13Z")));
            assertNull(reader.next());
        }
    }

    @Test
    void aLineThatIsStillBeingWrittenIsLeftOut() throws Exception {
        assertEquals(1, read(CSV + UNIQUEID + "\n" + CSV + ",\"1795").size());
    }

    @Test
    void withoutUniqueidsItSaysWhichLineToChange() {
        String peerAccountLinkedidAndSequence = ",\"\",\"1795283472.170\",7";
        assertBroken(NO_UNIQUEID, CSV);
        assertBroken(NO_UNIQUEID, CSV + peerAccountLinkedidAndSequence);
        assertBroken(NO_UNIQUEID, CUSTOM.replace("1795283472.177", ""));
        String ofTheUser = CSV + ",\"of the user\"";
        for (String line : List.of(ofTheUser, ofTheUser + peerAccountLinkedidAndSequence)) {
            assertBroken(1, NO_UNIQUEID, (line + "\n").repeat(2));
        }
    }

    @Test
    void whoGaveAChannelAnIdOfItsOwnMayDoSo() throws Exception {
        List<CallDetail> read =
                read(CSV + ",\"click-1\"\n" + CSV + UNIQUEID + "\n" + CSV + ",\"click-2\"\n");
        assertEquals(
                List.of("click-1", "1795283472.177", "click-2"),
                read.stream().map(CallDetail::uniqueid).toList());
    }

    @Test
    void aRecordThatCannotBeReadIsNamedByItsLine() {
        String strange = "it has not the fields of cdr_csv, nor those of the mapping in Asterisk's"
                + " cdr_custom.conf.sample. Are these CDRs?";
        assertBroken(strange, "so,what");
        assertBroken(strange, (CSV + UNIQUEID).replace("NO ANSWER", "perhaps"));
        assertBroken(strange, CSV + UNIQUEID + ",,,,,");
        assertBroken(
                "its time is not written as 2026-11-20 22:03:00.",
                (CSV + UNIQUEID).replace("2026-11-21 17:51:15", "yesterday"));
        assertBroken(
                "the record is longer than 65536 characters. Is a quote missing?",
                "\"" + "x".repeat(CsvReader.LONGEST_RECORD));
    }

    private void assertBroken(String message, String line) {
        assertBroken(2, message, CSV + UNIQUEID + "\n" + line + "\n");
    }

    private void assertBroken(int line, String message, String text) {
        RecordsException refused = assertThrows(RecordsException.class, () -> read(text));
        assertTrue(refused.isBroken());
        assertEquals(
                folder.resolve("Master.csv") + ":" + line + ": " + message, refused.getMessage());
    }

    private List<CallDetail> read(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("Master.csv"), text);
        List<CallDetail> details = new ArrayList<>();
        try (CdrReader reader = CdrReader.open(file, ZoneOffset.UTC)) {
            for (CallDetail one = reader.next(); one != null; one = reader.next()) {
                details.add(one);
            }
        }
        return details;
    }

    private static CallDetail expected(int line) {
        return new CallDetail(
                "1795283472.177",
                "PJSIP/ben-1",
                "PJSIP/cleo-2",
                "7002",
                "Dial",
                "PJSIP/cleo,30,tT",
                Instant.parse("2026-11-21T17:51:13Z"),
                Instant.parse("2026-11-21T17:51:15Z"),
                Disposition.NO_ANSWER,
                "Master.csv:" + line);
    }
}
