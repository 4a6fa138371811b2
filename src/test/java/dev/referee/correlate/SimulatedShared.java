package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * Persons who share an endpoint, behind a proxy or a trunk: their channels differ only in the URI
 * that is dialled.
 */
final class SimulatedShared extends SimulatedSteps {
    private static final String PROXY = "proxy";

    SimulatedShared(SimulatedPbx pbx) {
        super(pbx);
    }

    /** The places of callers whose transferor is behind the proxy. */
    List<Place> places() {
        return List.of(
                Place.forTransferred("FAILOVER_TO_ANOTHER_BEHIND_PROXY", this::another),
                Place.forTransferred("RECALL_BEHIND_PROXY", this::transferor));
    }

    Place secondDevice() {
        return Place.forTransferred("FAILOVER_TO_SECOND_DEVICE", this::onSecondDevice);
    }

    /** A call of a caller with one behind the proxy, who may be its transferor. */
    Reached talks(SimulatedLine caller) {
        return dials(caller, "anna", 1);
    }

    private Reached dials(SimulatedLine caller, String user, int device) {
        String uri = PROXY + "/sip:" + user + "@192.0.2.1:" + (45_020 + device);
        beginsDial(caller, "PJSIP/" + uri);
        SimulatedLine phone = pbx.dials(caller, uri, "AppDial");
        pbx.rings(caller, phone);
        pbx.pass(100, 6_000);
        return takes(caller, phone, Manner.ANSWERS);
    }

    private Reached refusedFirst(SimulatedLine caller) {
        Reached first = tries(
                caller, pbx.oneOf(List.of(Manner.BUSY, Manner.DECLINES, Manner.RINGS_IN_VAIN)));
        pbx.pass(0, 300);
        return first;
    }

    private Reached another(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        refusedFirst(caller);
        return dials(caller, "dora", 2);
    }

    private Reached transferor(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        Reached first = refusedFirst(caller);
        Reached back = dials(caller, "anna", 1);
        return first.with(Objects.requireNonNull(back.partner())).at(Whereabouts.WITH_TRANSFEROR);
    }

    /** Another device of the transferor's: without a setting that says so, it is another person. */
    private Reached onSecondDevice(SimulatedLine caller, @Nullable SimulatedLine transferor) {
        refusedFirst(caller);
        String phone = SimulatedRecalls.phoneOf(transferor);
        pbx.runs(caller, "Dial", "PJSIP/" + phone + "&PJSIP/" + phone + "-desk,20");
        pbx.sets(caller, "DIALSTATUS", "");
        SimulatedLine one = pbx.dials(caller, phone, "AppDial");
        SimulatedLine desk = pbx.dials(caller, phone + "-desk", "AppDial");
        pbx.rings(caller, one);
        pbx.rings(caller, desk);
        pbx.pass(300, 5_000);
        pbx.becomes(desk, Channel.State.UP);
        pbx.dialEnds(caller, one, "CANCEL");
        pbx.sets(caller, "DIALSTATUS", "ANSWER");
        pbx.dialEnds(caller, desk, "ANSWER");
        isUp(caller);
        pbx.meanwhile(() -> pbx.gone(one, 26, null));
        connect(caller, desk);
        return Reached.partner(desk);
    }
}
