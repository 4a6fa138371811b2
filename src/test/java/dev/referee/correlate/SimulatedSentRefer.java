package dev.referee.correlate;

import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;

import java.util.ArrayList;
import java.util.List;

/** A REFER that the {@link SimulatedPbx} sends, and what the far end answers and reports. */
final class SimulatedSentRefer {
    final String callId;

    /** Every status that the far end has answered. */
    final List<Integer> answers = new ArrayList<>();

    /** Every status that the far end has reported in a NOTIFY. */
    final List<Integer> reports = new ArrayList<>();

    private final SimulatedSip sip;
    private final ReferTo referTo;
    private SipRequest name;

    SimulatedSentRefer(SimulatedSip sip, SimulatedLine line, String uri) {
        this.sip = sip;
        this.callId = SimulatedSip.callIdOf(line);
        this.referTo = ReferTo.of(uri);
        this.name = sip.nextOf(callId, SimulatedSip.PBX);
        isSeen(0);
    }

    private void isSeen(long afterMillis) {
        sip.tell(
                new Fact.ReferSeen(
                        Source.HEP,
                        name,
                        SimulatedSip.PHONE,
                        referTo,
                        "<sip:8000@lab>",
                        true,
                        false),
                afterMillis);
    }

    /** It is sent again and again, as nothing is answered (RFC 3261 section 17.1.2.2). */
    void isRepeated() {
        for (long after = 500, interval = 500; after < 32_000; after += interval) {
            isSeen(after);
            interval = Math.min(2 * interval, 4_000);
        }
    }

    /** The far end asks for a password, and is sent the REFER once more. */
    void isChallenged(int status) {
        answered(status);
        sip.pass(1, 20);
        name = sip.nextOf(callId, SimulatedSip.PBX);
        isSeen(0);
        sip.pass(1, 20);
    }

    boolean wasChallenged() {
        return answers.contains(401) || answers.contains(407);
    }

    void answered(int status) {
        answers.add(status);
        sip.tell(new Fact.ReferAnswered(Source.HEP, name, status), 0);
    }

    /** @param taken what the PBX answers to it */
    void reported(int status, int taken) {
        boolean isLast = status >= 200;
        SipRequest notify = sip.nextOf(callId, SimulatedSip.PHONE);
        reports.add(status);
        sip.tell(
                new Fact.NotifySeen(
                        Source.HEP,
                        notify,
                        SimulatedSip.PBX,
                        null,
                        status,
                        null,
                        isLast ? "terminated;reason=noresource" : "active;expires=60",
                        isLast,
                        true,
                        new Fact.Body("message/sipfrag", "SIP/2.0 " + status + " \r\n", false)),
                0);
        sip.tell(new Fact.NotifyAnswered(Source.HEP, notify, taken), 2);
    }
}
