package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.regex.Pattern;

class EventFilterTest {
    private static boolean sent(String frame) {
        // A dot matches everything in POSIX, where Asterisk looks for a match.
        return EventFilter.PATTERNS.stream()
                .anyMatch(p -> Pattern.compile(p, Pattern.DOTALL).matcher(frame).find());
    }

    @Test
    void nothingThatWouldBeAFactIsFilteredAway() throws IOException {
        for (String capture : CapturedFactsTest.captures()) {
            AmiFacts facts = new AmiFacts();
            for (String frame : CapturedFactsTest.frames(capture)) {
                boolean fact = !facts.of(frame).isEmpty();
                assertTrue(!fact || sent(frame.strip() + "\r\n"), () -> frame);
            }
        }
    }

    @Test
    void whatNobodyNeedsIsNotSent() {
        assertFalse(sent("Event: RTCPSent\r\nPrivilege: reporting,all\r\n"));
        assertFalse(sent("Event: NewstateX\r\n"));
        assertFalse(sent("Event: VarSet\r\nVariable: PIN\r\nValue: DIALSTATUS\r\n"));
        assertTrue(sent("Event: VarSet\r\nVariable: __SIPTRANSFER\r\nValue: yes\r\n"));
    }
}
