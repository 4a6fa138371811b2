package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of applications and failure sounds know all that Asterisk has, and no other words. */
class ApplicationsTableTest {
    private static final String TABLES = "/dev/referee/correlate/";

    private static final int COLUMNS = 8;

    private static final Set<String> ROLES = Arrays.stream(Applications.Role.values())
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> REASONS = Arrays.stream(Transfer.Reason.values())
            .filter(reason -> reason.state() == Transfer.State.FAILED)
            .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.toUnmodifiableSet());

    @ParameterizedTest
    @ValueSource(strings = {"16.28", "22.10.1", "24"})
    void everyApplicationOfAsteriskIsInTheTable(String version) {
        Set<String> known = rows("applications.txt")
                .map(row -> row.getFirst())
                .collect(Collectors.toUnmodifiableSet());
        Set<String> missing = new TreeSet<>();
        lines("/applications/" + version + ".txt")
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !known.contains(name))
                .forEach(missing::add);
        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16.28", "22.10.1", "24"})
    void everyApplicationOfAsteriskIsSaidToBeInItsVersion(String version) {
        int major = Integer.parseInt(version.split("\\.", -1)[0]);
        Set<String> there = lines("/applications/" + version + ".txt")
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        Set<String> said = rows("applications.txt")
                .filter(row -> !row.get(1).equals("hidden") && includes(row.get(2), major))
                .map(row -> row.getFirst())
                .collect(Collectors.toUnmodifiableSet());
        assertEquals(new TreeSet<>(there), new TreeSet<>(said));
    }

    @Test
    void everyRowHasAllColumnsAndAKnownRole() {
        rows("applications.txt").forEach(row -> {
            assertEquals(COLUMNS, row.size(), () -> "columns of " + row);
            assertTrue(ROLES.contains(row.get(1)), () -> "role of " + row);
            assertTrue(Set.of("peer", "-").contains(row.get(3)), () -> "peer of " + row);
        });
    }

    @Test
    void noApplicationStandsTwice() {
        Set<String> seen = new HashSet<>();
        rows("applications.txt")
                .forEach(row -> assertTrue(seen.add(row.getFirst()), () -> row + " stands twice"));
    }

    @Test
    void noStatusValueMeansTwoThings() {
        rows("applications.txt").forEach(row -> {
            Set<String> values = new HashSet<>();
            row.subList(5, COLUMNS).stream()
                    .filter(cell -> !cell.equals("-"))
                    .flatMap(cell -> Arrays.stream(cell.split(",", -1)))
                    .forEach(value ->
                            assertTrue(values.add(value), () -> value + " twice in " + row));
            assertEquals(row.get(4).equals("-"), values.isEmpty(), () -> "variable of " + row);
        });
    }

    @Test
    void everyFailureSoundHasAReasonOfAFailedTransfer() {
        Set<String> seen = new HashSet<>();
        rows("failure-sounds.txt").forEach(row -> {
            assertTrue(REASONS.contains(row.get(1)), () -> "reason of " + row);
            assertTrue(Set.of("core", "extra").contains(row.get(2)), () -> "set of " + row);
            assertTrue(seen.add(row.getFirst()), () -> row + " stands twice");
        });
        assertTrue(seen.contains("ss-noservice"));
    }

    /** Whether a column like {@code 16,18-24} includes a major release. */
    private static boolean includes(String versions, int major) {
        if (versions.startsWith("-")) {
            return false;
        }
        return Arrays.stream(versions.split(",", -1)).anyMatch(range -> {
            String[] ends = range.split("-", -1);
            return major >= Integer.parseInt(ends[0])
                    && major <= Integer.parseInt(ends[ends.length - 1]);
        });
    }

    private static Stream<List<String>> rows(String table) {
        return lines(TABLES + table).map(line -> List.of(line.split("\\s+")));
    }

    private static Stream<String> lines(String resource) {
        try (InputStream in = ApplicationsTableTest.class.getResourceAsStream(resource)) {
            String text = new String(
                    Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.strip())
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
