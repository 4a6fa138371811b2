package dev.referee.intake.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.CallRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A file that grows, is rotated, cut and damaged while it is followed. */
class CelTailTest {
    @TempDir
    Path folder;

    private final List<String> heard = new ArrayList<>();
    private Path file = Path.of("");
    private CelTail tail = new CelTail(file);

    @BeforeEach
    void follow() {
        file = folder.resolve("Master.csv");
        tail = new CelTail(file);
    }

    @AfterEach
    void close() throws IOException {
        tail.close();
    }

    @Test
    void whatIsAppendedIsReadOnceAndWhenItIsWhole() throws Exception {
        write(line("1.1") + line("1.2").substring(0, 40));
        assertHeard("1.1@1");
        assertHeard();
        write(line("1.2").substring(40) + line("1.3"));
        assertHeard("1.2@2", "1.3@3");
    }

    @Test
    void aLineEndWithinQuotesEndsNoRecord() throws Exception {
        String twoLines = line("1.1").replace("\"Bob\"", "\"Bob\nthe \"\"second\"\"\"");
        write(twoLines.substring(0, twoLines.indexOf('\n') + 1));
        assertHeard();
        write(twoLines.substring(twoLines.indexOf('\n') + 1) + line("1.2"));
        assertHeard("1.1@1", "1.2@3");
    }

    @Test
    void aFileThatIsRenamedIsReadToItsEndBeforeTheNewOne() throws Exception {
        write(line("1.1"));
        assertHeard("1.1@1");
        write(line("1.2"));
        Files.move(file, folder.resolve("Master.csv.1"));
        write(line("1.3"));
        assertHeard("1.2@2", "1.3@1");
    }

    @Test
    void betweenTwoFilesNothingIsThereAndNothingIsLost() throws Exception {
        write(line("1.1"));
        Files.move(file, folder.resolve("Master.csv.1"));
        assertThrows(RecordsException.class, this::read);
        write(line("1.2"));
        assertHeard("1.2@1");
        Files.move(file, folder.resolve("Master.csv.2"));
        assertHeard();
        write(line("1.3"));
        assertHeard("1.3@1");
    }

    @Test
    void whatIsCutAwayUnreadIsLost() throws Exception {
        write(line("1.1") + line("1.2"));
        assertHeard("1.1@1", "1.2@2");
        Files.writeString(file, line("1.3"));
        assertHeard("lost: made shorter", "1.3@1");
    }

    @Test
    void aRecordThatCannotBeReadIsToldOfAndPassedOver() throws Exception {
        write(line("1.1") + "not,CEL\n" + line("1.2"));
        assertHeard("1.1@1", "lost: it has 2 fields", "1.2@3");
    }

    @Test
    void aTimeWithoutItsZoneIsNotBelieved() throws Exception {
        write(line("1.1").replace("1795276386.323374", "2026-11-20 22:03:00") + line("1.2"));
        assertHeard("lost: which need no zone", "1.2@2");
    }

    @Test
    void aQuoteThatNeverEndsCostsItsLineOnly() throws Exception {
        String line = line("1.2");
        StringBuilder many = new StringBuilder("\"\n");
        while (many.length() <= 1 << 20) {
            many.append(line);
        }
        write(many.toString());
        read();
        assertEquals(List.of("lost: a record without an end", "1.2@2"), heard.subList(0, 2));
        assertEquals(1, heard.stream().filter(one -> one.startsWith("lost")).count());
    }

    @Test
    void aLargeFileIsReadInParts() throws Exception {
        String line = line("1.1");
        int lines = 3 * (1 << 20) / line.length();
        write(line.repeat(lines));
        assertTrue(tail.read(taker()));
        assertTrue(heard.size() < lines);
        read();
        assertEquals(lines, heard.size());
        assertEquals("1.1@" + lines, heard.get(lines - 1));
    }

    @Test
    void aFolderAndAFileThatIsNotThereAreRefused() throws IOException {
        assertTrue(message().endsWith("there is no such file."));
        Files.createDirectory(file);
        assertTrue(message().endsWith("is a folder. Name a file in it."));
    }

    private String message() {
        return String.valueOf(assertThrows(RecordsException.class, this::read).getMessage());
    }

    private void assertHeard(String... expected) throws RecordsException {
        read();
        assertEquals(List.of(expected), heard);
        heard.clear();
    }

    private void read() throws RecordsException {
        while (tail.read(taker())) {
            // There is more.
        }
    }

    private CelTail.Taker taker() {
        return new CelTail.Taker() {
            @Override
            public void take(CallRecord record) {
                heard.add(record.uniqueid() + record.origin().replace("Master.csv:", "@"));
            }

            @Override
            public void lose(String why) {
                List<String> known = List.of(
                        "made shorter",
                        "it has 2 fields",
                        "which need no zone",
                        "a record without an end");
                heard.add("lost: "
                        + known.stream().filter(why::contains).findFirst().orElse(why));
            }
        };
    }

    private void write(String text) throws IOException {
        Files.writeString(
                file,
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String line(String uniqueid) {
        return "\"ANSWER\",\"1795276386.323374\",\"Bob\",\"6001\",\"\",\"\",\"\",\"6001\",\"lab\","
                + "\"PJSIP/bob-1\",\"\",\"\",\"3\",\"\",\"" + uniqueid + "\",\"" + uniqueid
                + "\",\"\",\"\",\"\",\"\"\n";
    }
}
