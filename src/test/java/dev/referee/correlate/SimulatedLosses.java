package dev.referee.correlate;

import dev.referee.model.Transfer.Reason;

import java.util.List;

/** Callers whom the PBX ends while a phone rings. */
final class SimulatedLosses extends SimulatedSteps {
    SimulatedLosses(SimulatedPbx pbx) {
        super(pbx);
    }

    List<Place> places() {
        return List.of(
                Place.forAll("PHONE_RINGS_CALLER_IS_ENDED", this::whilePhoneRings),
                Place.forAll("QUEUE_RINGS_CALLER_IS_ENDED", this::whileMemberRings));
    }

    private Reached whilePhoneRings(SimulatedLine caller) {
        beginsDial(caller, "PJSIP/phone");
        SimulatedLine phone = pbx.dials(caller, "phone", "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(300, 9_000);
        int cause = isEnded(caller);
        pbx.dialEnds(caller, phone, "CANCEL");
        pbx.sets(caller, "DIALSTATUS", "CANCEL");
        pbx.asteriskHangsUp(caller);
        pbx.meanwhile(() -> pbx.gone(phone, 16, null));
        pbx.gone(caller, cause, null);
        return Reached.phone(Reason.TRANSFEREE_LOST, phone);
    }

    private Reached whileMemberRings(SimulatedLine caller) {
        pbx.runs(caller, "Queue", "support");
        SimulatedLine member = pbx.dials(caller, "member", "AppQueue");
        pbx.rings(caller, member);
        pbx.pass(300, 9_000);
        int cause = isEnded(caller);
        pbx.dialEnds(caller, member, "CANCEL");
        pbx.asteriskHangsUp(caller);
        pbx.meanwhile(() -> pbx.gone(member, null, null));
        pbx.gone(caller, cause, null);
        return Reached.phone(Reason.TRANSFEREE_LOST, member);
    }

    /**
     * A program, the media timeout or a time limit ends the caller; the last is not told itself.
     *
     * @return the cause of its end
     */
    private int isEnded(SimulatedLine caller) {
        return switch (random.nextInt(3)) {
            case 0 -> { // AMI Hangup and ARI DELETE
                pbx.asteriskHangsUp(caller);
                yield 16;
            }
            case 1 -> { // no RTP for a while
                pbx.asteriskHangsUp(caller);
                yield 44;
            }
            default -> 16; // TIMEOUT(absolute)
        };
    }
}
