package dev.referee.correlate;

import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Applications that fail at once, and what the dialplan does then. */
final class SimulatedApplications extends SimulatedSteps {
    SimulatedApplications(SimulatedPbx pbx) {
        super(pbx);
    }

    /**
     * A way to fail.
     *
     * @param variable the status variable that says so; null where Asterisk sets none
     * @param clears whether the application clears the variable when it starts
     * @param ends whether the application itself ends the channel
     */
    private record Fault(
            String application,
            String data,
            @Nullable String variable,
            String value,
            boolean clears,
            boolean ends,
            int leastMillis,
            int mostMillis) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("Stasis", "nobody-has-this", "STASISSTATUS", "FAILED", true, false, 0, 2),
            new Fault("AGI", "agi://127.0.0.1:9", "AGISTATUS", "FAILURE", false, false, 0, 3),
            new Fault("AGI", "missing.sh", "AGISTATUS", "NOTFOUND", false, false, 0, 3),
            new Fault("VoiceMail", "4711", "VMSTATUS", "FAILED", false, false, 0, 3),
            new Fault(
                    "ConfBridge",
                    "small",
                    "CONFBRIDGE_RESULT",
                    "FAILED",
                    false,
                    true,
                    1_000,
                    2_500),
            new Fault(
                    "ConfBridge", "pin", "CONFBRIDGE_RESULT", "FAILED", false, true, 6_000, 12_000),
            new Fault("AudioSocket", "40325ec2,127.0.0.1:9", null, "", false, true, 0, 6),
            new Fault("ExternalIVR", "ivr://127.0.0.1:9", null, "", false, false, 0, 6));

    List<Place> places() {
        return List.of(
                Place.forAll("APPLICATION_FAILS", this::failsAlone),
                Place.forAll("APPLICATION_FAILS_AFTER_ANSWER", this::failsAfterAnswer),
                Place.forAll("APPLICATION_FAILS_THEN_PHONE_ANSWERS", this::thenAnswered),
                Place.forAll("APPLICATION_FAILS_THEN_PHONE_IS_BUSY", this::thenBusy),
                Place.forAll("APPLICATION_FAILS_AFTER_NO_ANSWER", this::failsAfterNoAnswer),
                Place.forAll(
                        "VOICEMAIL_SERVES",
                        caller -> serves(caller, "VoiceMail", "VMSTATUS", "SUCCESS")),
                Place.forAll(
                        "SCRIPT_SERVES", caller -> serves(caller, "AGI", "AGISTATUS", "SUCCESS")));
    }

    Reached failsAlone(SimulatedLine caller) {
        return fails(caller, pbx.oneOf(FAULTS));
    }

    private Reached failsAfterAnswer(SimulatedLine caller) {
        pbx.runs(caller, "Answer");
        isUp(caller);
        pbx.pass(0, 500);
        return fails(caller, pbx.oneOf(FAULTS));
    }

    /** The application fails, and the dialplan has nothing better. */
    private Reached fails(SimulatedLine caller, Fault fault) {
        boolean hidden = caller.hidesNextApplication;
        tries(caller, fault);
        if (!fault.ends() && random.nextBoolean()) {
            hangupIsRun(caller, 16);
        } else {
            dialplanIsOver(caller, 16);
        }
        Reached end = Reached.nobody(Reason.APPLICATION_FAILED);
        if (fault.variable() != null) {
            Reached told = end.shownBy(Source.AMI, pbx.build.tellsStatusByAmi());
            return hidden && !pbx.build.tellsStatusByAmi() ? told.or(Reason.UNREACHABLE) : told;
        }
        // Who hears only that the caller is gone at once cannot tell what could not serve it.
        Reached hasty = end.inHaste(true)
                .shownBy(Source.AMI, !hidden)
                .shownBy(Source.ARI, !hidden || fault.ends());
        return hidden ? hasty.or(Reason.UNREACHABLE) : hasty;
    }

    private void tries(SimulatedLine caller, Fault fault) {
        pbx.runs(caller, fault.application(), fault.data());
        if (fault.variable() != null && fault.clears()) {
            pbx.sets(caller, fault.variable(), "");
        }
        pbx.pass(fault.leastMillis(), fault.mostMillis());
        if (fault.variable() != null) {
            pbx.sets(caller, fault.variable(), fault.value());
        }
    }

    private Fault oneThatGoesOn() {
        return pbx.oneOf(FAULTS.stream().filter(fault -> !fault.ends()).toList());
    }

    private Reached thenAnswered(SimulatedLine caller) {
        tries(caller, oneThatGoesOn());
        return tries(caller, Manner.ANSWERS, deputy());
    }

    private Reached thenBusy(SimulatedLine caller) {
        tries(caller, oneThatGoesOn());
        return andThen(caller, tries(caller, Manner.BUSY, deputy()));
    }

    private Reached failsAfterNoAnswer(SimulatedLine caller) {
        Reached first = tries(caller, random.nextBoolean() ? Manner.RINGS_IN_VAIN : Manner.BUSY);
        pbx.pass(0, 300);
        return fails(caller, oneThatGoesOn()).or(first.reason());
    }

    /** It lasts, and says at its end that it served. */
    private Reached serves(
            SimulatedLine caller, String application, String variable, String value) {
        pbx.runs(caller, "Answer");
        isUp(caller);
        pbx.runs(caller, application, "6002");
        pbx.pass(4_500, 9_000);
        pbx.sets(caller, variable, value);
        dialplanIsOver(caller, 16);
        return Reached.nobody(Reason.APPLICATION);
    }
}
