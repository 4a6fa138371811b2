package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class DialogLineTest {
    private final List<String> sent = new ArrayList<>();

    @Test
    void allPartsOfADialogAreAskedForAtOnce() throws Exception {
        DialogLine[] line = new DialogLine[1];
        line[0] = new DialogLine(
                actions -> {
                    sent.add(actions);
                    line[0].answered();
                    line[0].answered();
                    line[0].answered();
                },
                Duration.ofSeconds(20),
                null);
        assertTrue(line[0].askFor(List.of("1.2")));
        assertEquals(List.of("""
                        Action: GetVar
                        ActionID: referee-dialog-callid-1.2
                        Channel: 1.2
                        Variable: CHANNEL(pjsip,call-id)

                        Action: GetVar
                        ActionID: referee-dialog-local-1.2
                        Channel: 1.2
                        Variable: CHANNEL(pjsip,local_tag)

                        Action: GetVar
                        ActionID: referee-dialog-remote-1.2
                        Channel: 1.2
                        Variable: CHANNEL(pjsip,remote_tag)

                        """.replace("\n", "\r\n")), sent);
    }

    @Test
    void headerOfTheSessionIsAskedForFirstWhereTheSiteNamesOne() throws Exception {
        DialogLine line = new DialogLine(sent::add, Duration.ofMillis(1), "Session-ID");
        line.askFor(List.of("1.2"));
        String asked = String.join("", sent);
        assertTrue(asked.startsWith("""
                        Action: GetVar
                        ActionID: referee-dialog-session-caller-1.2
                        Channel: 1.2
                        Variable: PJSIP_HEADER(read,Session-ID)

                        Action: GetVar
                        ActionID: referee-dialog-session-called-1.2
                        Channel: 1.2
                        Variable: PJSIP_RESPONSE_HEADER(read,Session-ID)

                        Action: GetVar
                        ActionID: referee-dialog-callid-1.2
                        """.replace("\n", "\r\n")), asked);
    }

    @Test
    void answersThatDoNotComeAreNotAwaitedForEver() throws Exception {
        DialogLine line = new DialogLine(sent::add, Duration.ofMillis(1), null);
        assertFalse(line.askFor(List.of("1.2")));
        line.answered(); // too late
        assertFalse(line.askFor(List.of("1.2")));
    }

    @Test
    void nameWithALineInItIsNoAction() throws Exception {
        DialogLine line = new DialogLine(sent::add, Duration.ofMillis(1), null);
        line.askFor(List.of("1.2\nAction: Logoff"));
        assertEquals(List.of(""), sent);
    }
}
