package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

class EventFilterTest {
    private static boolean sent(String frame) {
        // A dot matches everything in POSIX, where Asterisk looks for a match.
        return EventFilter.FACTS.patterns().stream()
                .anyMatch(p -> Pattern.compile(p, Pattern.DOTALL).matcher(frame).find());
    }

    private static boolean read(String frame) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        // As in the reader's buffer, where other bytes stand before and behind the frame.
        byte[] buffer = new byte[bytes.length + 20];
        Arrays.fill(buffer, (byte) 'x');
        System.arraycopy(bytes, 0, buffer, 10, bytes.length);
        return EventFilter.FACTS.passes(buffer, 10, 10 + bytes.length);
    }

    @Test
    void nothingThatWouldBeAFactIsFilteredAway() throws IOException {
        for (String capture : CapturedFactsTest.captures()) {
            AmiFacts facts = new AmiFacts();
            for (String frame : CapturedFactsTest.frames(capture)) {
                boolean fact = !facts.of(frame).isEmpty();
                assertTrue(!fact || sent(frame.strip() + "\r\n"), () -> frame);
                assertTrue(!fact || read(frame), () -> frame);
            }
        }
    }

    @Test
    void ofWhatAPlainAccountIsSentMostIsPassedOver() throws IOException {
        List<String> frames = CapturedFactsTest.frames("plain-call");
        long read = frames.stream().filter(EventFilterTest::read).count();
        assertTrue(read < frames.size() / 2, read + " of " + frames.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Response: Success\r\nActionID: 1",
                "Event: Newstate",
                "Event: Newstate\r\nChannel: PJSIP/alice-00000001",
                "Event: CoreShowChannelsComplete\r\nActionID: 1",
                "Event: VarSet\r\nVariable: __SIPTRANSFER\r\nValue: yes",
                "Event: VarSet\r\nChannel: x\r\nVariable: DIALSTATUS",
                "Event: VarSet\r\nno variable at all",
                "event: RTCPSent",
                "",
            })
    void whatMayMatterIsRead(String frame) {
        assertTrue(read(frame));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Event: RTCPSent\r\nPrivilege: reporting,all",
                "Event: NewstateX",
                "Event: Newstat",
                "Event: ",
                "Event: VarSet\r\nVariable: PIN\r\nValue: DIALSTATUS",
                "Event: VarSet\r\nVariable: DIALSTATUSX\r\nValue: BUSY",
                "Event: VarSet\r\nVariable: ",
            })
    void whatSaysNothingIsNotRead(String frame) {
        assertFalse(read(frame));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Event: CEL\r\nEventName: HANGUP\r\n", "Event: Cdr\r\nChannel: a\r\n"})
    void whatAsteriskWritesDownIsHeardOnlyWhereItIsWanted(String frame) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        assertFalse(sent(frame) || read(frame));
        assertTrue(EventFilter.RECORDS.passes(bytes, 0, bytes.length));
        assertTrue(Pattern.compile(EventFilter.RECORDS.patterns().get(0))
                .matcher(frame)
                .find());
        assertTrue(EventFilter.EVERYTHING.passes(bytes, 0, bytes.length));
        assertEquals(List.of(), EventFilter.EVERYTHING.patterns());
        byte[] ringing = "Event: RTCPSent\r\n".getBytes(StandardCharsets.UTF_8);
        assertFalse(EventFilter.RECORDS.passes(ringing, 0, ringing.length));
    }

    @Test
    void whatNobodyNeedsIsNotSent() {
        assertFalse(sent("Event: RTCPSent\r\nPrivilege: reporting,all\r\n"));
        assertFalse(sent("Event: NewstateX\r\n"));
        assertFalse(sent("Event: VarSet\r\nVariable: PIN\r\nValue: DIALSTATUS\r\n"));
        assertTrue(sent("Event: VarSet\r\nVariable: __SIPTRANSFER\r\nValue: yes\r\n"));
    }
}
