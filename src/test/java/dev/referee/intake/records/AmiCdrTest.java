package dev.referee.intake.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;

/** CDRs as cdr_manager sends them. */
class AmiCdrTest {
    private static final Instant CAME = Instant.parse("2026-11-21T12:00:00Z");
    private static final String NEW_CHANNEL =
            "Event: Newchannel\r\nPrivilege: call,all\r\nUniqueid: 1795212180.60";
    private static final String CDR = """
            Event: Cdr
            Privilege: cdr,all
            AccountCode:
            Source: 6001
            Destination: 6002
            DestinationContext: internal
            CallerID: "" <6001>
            Channel: PJSIP/bob-38
            DestinationChannel: PJSIP/carol-39
            LastApplication: Dial
            LastData: PJSIP/carol,30,tT
            StartTime: 2026-11-20 22:03:01
            AnswerTime: 2026-11-20 22:03:01
            EndTime: 2026-11-20 22:03:04
            Duration: 3
            BillableSeconds: 3
            Disposition: ANSWERED
            AMAFlags: DOCUMENTATION
            UniqueID: 1795212180.60
            UserField:
            """.strip().replace("\n", "\r\n");

    private final AmiCdr cdr = new AmiCdr(ZoneOffset.UTC);

    @Test
    void itsTimesAreThoseOfTheOneWhoListens() throws Exception {
        // 1795212180 is 22:03:00 by Asterisk's clock.
        assertNull(cdr.read(NEW_CHANNEL, CAME, "1"));
        assertEquals(
                new CallDetail(
                        "1795212180.60",
                        "PJSIP/bob-38",
                        "PJSIP/carol-39",
                        "6002",
                        "Dial",
                        "PJSIP/carol,30,tT",
                        CAME.plusSeconds(1),
                        CAME.plusSeconds(4),
                        Disposition.ANSWERED,
                        "2"),
                cdr.read(CDR, CAME.plusSeconds(90), "2"));
    }

    @Test
    void whatCannotBePutInTimeIsLeftOut() throws Exception {
        assertNull(cdr.read(CDR, CAME, "1"));
        assertNull(cdr.read(NEW_CHANNEL.replace("1795212180.60", "strange"), CAME, "2"));
        assertNull(cdr.read(CDR, CAME, "3"));
    }

    @Test
    void otherEventsAreNone() throws Exception {
        cdr.read(NEW_CHANNEL, CAME, "1");
        assertNull(cdr.read(CDR.replace("Event: Cdr", "Event: CEL"), CAME, "2"));
    }

    @Test
    void oneThatCannotBeReadIsToldWithItsPlace() throws Exception {
        cdr.read(NEW_CHANNEL, CAME, "1");
        RecordsException refused = assertThrows(
                RecordsException.class,
                () -> cdr.read(CDR.replace("ANSWERED", "perhaps"), CAME, "call at 7 ms"));
        assertEquals(
                "call at 7 ms: its disposition is none of Asterisk's words, as NO ANSWER.",
                refused.getMessage());
    }
}
