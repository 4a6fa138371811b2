package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Variables;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The account that the documents recommend lets everything through that Referee understands. */
class RecommendedFilterTest {
    private static final Path ACCOUNT = Path.of("asterisk-conf/your-pbx/manager.d/referee.conf");
    private static final String KEY = "eventfilter = ";

    /** As {@code ast_config} reads a line of a .conf file: main/config.c of Asterisk 16 and 22. */
    private static final int LONGEST_LINE = 8190;

    private static List<String> filters() throws IOException {
        return Files.readAllLines(ACCOUNT).stream()
                .filter(line -> line.startsWith(KEY))
                .peek(line -> assertTrue(line.length() <= LONGEST_LINE, line))
                .map(line -> line.substring(KEY.length()))
                .toList();
    }

    @Test
    void nothingThatWouldBeAFactIsCutAtTheSource() throws IOException {
        List<Pattern> filters = filters().stream()
                .map(filter -> Pattern.compile(filter, Pattern.DOTALL))
                .toList();
        for (String capture : CapturedFactsTest.captures()) {
            AmiFacts facts = new AmiFacts();
            for (String frame : CapturedFactsTest.frames(capture)) {
                boolean isAnswer = frame.contains("ActionID: ");
                String sent = frame.strip() + "\r\n";
                assertTrue(
                        facts.of(frame).isEmpty()
                                || isAnswer
                                || filters.stream()
                                        .anyMatch(it -> it.matcher(sent).find()),
                        frame);
            }
        }
    }

    @Test
    void itNamesTheVariablesThatRefereeReadsAndNoOthers() throws IOException {
        List<String> ofVariables =
                filters().stream().filter(it -> it.startsWith("^Event: VarSet")).toList();
        assertEquals(1, ofVariables.size());
        Matcher names = Pattern.compile("Variable: _\\*\\(([^)]*)\\)\\[\\^A-Za-z]$")
                .matcher(ofVariables.get(0));
        assertTrue(names.find(), ofVariables.get(0));
        assertEquals(Variables.NAMES, Set.of(names.group(1).split("\\|")));
    }

    @Test
    void whatApplicationsSayOfTheirEndIsAmongThem() throws IOException {
        List<String> table = Files.readAllLines(
                Path.of("src/main/resources/dev/referee/correlate/applications.txt"));
        List<String> told = table.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s+", -1)[4])
                .filter(variable -> !variable.equals("-"))
                .distinct()
                .toList();
        assertFalse(told.isEmpty());
        assertTrue(Variables.NAMES.containsAll(told), told::toString);
    }

    /** Asterisk cuts an action's line after 1,024 characters: main/manager.c of 16 and 22. */
    @Test
    void aFilterThatRefereeAsksForFitsIntoALine() {
        for (String pattern : EventFilter.RECORDS.patterns()) {
            assertTrue(("Filter: " + pattern).length() < 1_000, pattern);
        }
    }
}
