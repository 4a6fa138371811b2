package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.policy.StatusRange;
import dev.referee.policy.WrapUpCodes;
import dev.referee.policy.WrapUpRow;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an administrator gets for a table of wrap-up codes, right or wrong. */
class WrapUpConfigurationTest extends ConfigurationFixture {
    private static final Pattern EXAMPLE = Pattern.compile(
            "^```yaml\n(wrap_up_codes:\n.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void withoutATableTheDefaultCounts() throws Exception {
        assertEquals(WrapUpCodes.DEFAULT, load("").wrapUpCodes());
        assertEquals(WrapUpCodes.DEFAULT, load("wrap_up_codes: []\n").wrapUpCodes());
    }

    @Test
    void theDocumentsTableIsTheDefault() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/WRAP-UP-CODES.md")));
        assertTrue(example.find());
        assertEquals(WrapUpCodes.DEFAULT, load(example.group(1)).wrapUpCodes());
    }

    @Test
    void aSitesTableReplacesTheDefaultRowByRow() throws Exception {
        assertEquals(
                new WrapUpCodes(List.of(
                        new WrapUpRow("0007", Set.of(State.RINGING), Set.of(), List.of()),
                        new WrapUpRow(
                                "Überlauf 7",
                                Set.of(State.FAILED),
                                Set.of(Reason.BUSY, Reason.NO_ANSWER),
                                List.of(new StatusRange(480, 480), new StatusRange(500, 599))),
                        new WrapUpRow("else", Set.of(), Set.of(), List.of()))),
                load("""
                        wrap_up_codes:
                          - {code: 0007, states: [ringing]}
                          - code: Überlauf 7
                            states: failed
                            reasons: [busy, no-answer]
                            sip_statuses: [480, "500-599"]
                          -
                          - code: else
                        """).wrapUpCodes());
    }

    @Test
    void theEnvironmentSetsTheSame() throws Exception {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_WRAP_UP_CODES_1_CODE", "no way");
        environment.put("REFEREE_WRAP_UP_CODES_1_STATES", "failed");
        environment.put("REFEREE_WRAP_UP_CODES_1_REASONS", "congestion unreachable");
        environment.put("REFEREE_WRAP_UP_CODES_1_SIP_STATUSES", "480 500-599");
        assertEquals(load("""
                        wrap_up_codes:
                          - code: no way
                            states: [failed]
                            reasons: [unreachable, congestion]
                            sip_statuses: [480, 500-599]
                        """).wrapUpCodes(), load("", environment).wrapUpCodes());
    }

    @Test
    void whatIsMissingOrWrongIsNamedWithWhatMayHaveBeenMeant() {
        String all = String.join("\n", problems("""
                wrap_up_codes:
                  - states: [faild]
                  - {code: "a\\tb", reasons: [no_answer, busy]}
                  - {code: c, sip_statuses: [486, 200, 599-500]}
                  - {code: d, sip_status: 486}
                  - {code: e, states: [completed], reasons: [busy]}
                """, SECRETS));
        for (String expected : List.of(
                "wrap_up_codes.1.code is missing. Set it, or remove the item.",
                "wrap_up_codes.1.states entry 1 is \"faild\": it must be one of requested,",
                "unknown. Did you mean failed?",
                "wrap_up_codes.2.code is \"a?b\": it must be 1 to 64 printable characters",
                "wrap_up_codes.2.reasons entry 1 is \"no_answer\": it must be one of answered,",
                "Did you mean no-answer?",
                "wrap_up_codes.3.sip_statuses entry 2 is \"200\": it must be a SIP status from 300",
                "wrap_up_codes.3.sip_statuses entry 3 is \"599-500\"",
                "unknown key wrap_up_codes.4.sip_status. Did you mean"
                        + " wrap_up_codes.4.sip_statuses?",
                "wrap_up_codes.5.reasons has busy, which is a reason of failed. Add that state"
                        + " to states, remove states, or remove the reason.")) {
            assertTrue(all.contains(expected), () -> expected + " is not in:\n" + all);
        }
    }

    @Test
    void aRowThatCanNeverCountIsRefused() {
        assertProblems(
                """
                wrap_up_codes:
                  - {code: a, states: [ringing], sip_statuses: [486]}
                  - {code: b}
                  - {code: c, reasons: [busy]}
                """,
                "wrap_up_codes.1 can never match: only failed transfers have sip_statuses, so no"
                        + " other state or reason can be combined with them.",
                "wrap_up_codes.3 can never match: the rows above it match all its transfers."
                        + " Move it up, or remove it.");
    }

    @Test
    void aTableHasAtMostFiftyRows() throws Exception {
        StringBuilder rows = new StringBuilder("wrap_up_codes:\n");
        for (int status = 400; status < 450; status++) {
            rows.append("  - {code: c, sip_statuses: [" + status + "]}\n");
        }
        assertEquals(50, load(rows.toString()).wrapUpCodes().rows().size());
        assertTrue(problems(rows + "  - {code: d}\n", SECRETS)
                .getFirst()
                .contains("wrap_up_codes has more than 50 items"));
    }
}
