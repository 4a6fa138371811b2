package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/DIAGNOSIS.md lists the codes that there are, and no others. */
class DiagnosisDocumentTest {
    @Test
    void listAndCodeAgree() throws IOException {
        assertEquals(codes(Path.of("docs/DIAGNOSIS.md"), "^\\| `([a-z-]+)` \\|"), inCode());
    }

    private static Set<String> inCode() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (String name :
                List.of("correlate/Diagnoses", "correlate/RedirectReport", "policy/Referrers")) {
            codes.addAll(codes(
                    Path.of("src/main/java/dev/referee/" + name + ".java"),
                    " \"([a-z]+(?:-[a-z]+)+)\"[,;]$"));
        }
        return codes;
    }

    private static Set<String> codes(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
