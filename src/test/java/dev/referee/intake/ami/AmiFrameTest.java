package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.intake.ami.AmiFrame.BadFrame;

import org.junit.jupiter.api.Test;

class AmiFrameTest {
    @Test
    void valuesAreFoundWithOrWithoutTheSpaceAndInAnyCase() throws BadFrame {
        AmiFrame frame =
                new AmiFrame("Event:Hangup\r\nUniqueid:   1.1\r\nDestUniqueId: 1.2\r\n\r\n");
        assertEquals("Hangup", frame.get("Event"));
        assertEquals("1.1", frame.get("Uniqueid"));
        assertEquals("1.2", frame.get("DestUniqueid"));
    }

    @Test
    void whatAsteriskDoesNotKnowIsAbsent() throws BadFrame {
        AmiFrame frame = new AmiFrame("CallerIDName: <unknown>\r\nExten: \r\nContext:");
        assertNull(frame.get("CallerIDName"));
        assertNull(frame.get("Exten"));
        assertNull(frame.get("Context"));
        assertNull(frame.get("Nothing"));
    }

    @Test
    void theFirstOfARepeatedKeyCounts() throws BadFrame {
        assertEquals(
                "a=1", new AmiFrame("ChanVariable: a=1\r\nChanVariable: b=2").get("ChanVariable"));
    }

    @Test
    void aLineFeedInsideOfAValueBeginsNoNewLine() throws BadFrame {
        AmiFrame frame = new AmiFrame("CallerIDNum: 1\nUniqueid: forged\r\nUniqueid: 1.1");
        assertEquals("1.1", frame.get("Uniqueid"));
    }

    @Test
    void framesWrittenByHandMayEndTheirLinesInLineFeedsAlone() throws BadFrame {
        assertEquals("1.1", new AmiFrame("Event: Hangup\nUniqueid: 1.1\n").get("Uniqueid"));
    }

    @Test
    void linesWithoutAColonAndBlankLinesAreHarmless() throws BadFrame {
        AmiFrame frame = new AmiFrame("\r\nnonsense\r\n\r\n: x\r\nEvent: Hangup");
        assertEquals("Hangup", frame.get("Event"));
    }

    @Test
    void theFirstLineIsFoundBehindBlankLinesOnly() throws BadFrame {
        assertEquals("VarSet", AmiFrame.first("\r\nEvent: VarSet\r\nX: 1", "Event"));
        assertEquals("VarSet", AmiFrame.first("event:VarSet", "Event"));
        assertNull(AmiFrame.first("Events: VarSet", "Event"));
        assertNull(AmiFrame.first("Eve", "Event"));
        assertNull(AmiFrame.first("Event", "Event"));
        assertNull(AmiFrame.first("", "Event"));
    }

    @Test
    void escapesOfAsteriskAreUndone() throws BadFrame {
        assertEquals(
                "\"Bob\"\r\n\t\\ \u0007\b\f\u000b'?",
                AmiFrame.unescape("\\\"Bob\\\"\\r\\n\\t\\\\ \\a\\b\\f\\v\\'\\?"));
        assertEquals("C:\\x\\", AmiFrame.unescape("C:\\x\\"));
        assertEquals("plain", AmiFrame.unescape("plain"));
    }

    @Test
    void badNumbersAndMissingFieldsAreSaid() throws BadFrame {
        AmiFrame frame = new AmiFrame("Cause: 16\r\nTechCause: many\r\nValue:");
        assertEquals(16, frame.number("Cause"));
        assertNull(frame.number("Missing"));
        assertEquals("", frame.requireMaybeEmpty("Value"));
        assertThrows(BadFrame.class, () -> frame.number("TechCause"));
        assertThrows(BadFrame.class, () -> frame.require("Value"));
        assertThrows(BadFrame.class, () -> frame.requireMaybeEmpty("Missing"));
    }
}
