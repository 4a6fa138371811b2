package dev.referee.correlate;

import dev.referee.correlate.SimulatedFarEnd.Doing;
import dev.referee.correlate.SimulatedFarEnd.Went;
import dev.referee.model.Channel;
import dev.referee.model.Source;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Trigger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Calls in which the PBX itself asks the far end to call somebody else, by its application Transfer or
 * by an ARI redirect, as the calls in {@code captures/outgoing} were recorded on 22.10.1.
 */
final class SimulatedRedirects extends SimulatedSteps {
    private static final int OK = 200;
    private static final int NO_USER_RESPONDING = 18;
    private static final int REDIRECTED = 23;

    private final List<RedirectTruth> truths = new ArrayList<>();
    private final SimulatedFarEnd farEnd;
    private int numbers;

    SimulatedRedirects(SimulatedPbx pbx) {
        super(pbx);
        this.farEnd = new SimulatedFarEnd(pbx);
    }

    List<RedirectTruth> truths() {
        return truths;
    }

    List<Runnable> calls() {
        return List.of(
                this::byApplication,
                this::byApplication,
                this::byApplication,
                this::byAri,
                this::byAri,
                this::byApplicationBeforeTheAnswer,
                this::byAriBeforeTheAnswer,
                this::ofAnotherTechnology,
                this::plain);
    }

    // --- calls ---------------------------------------------------------------------------------

    private void byApplication() {
        SimulatedLine caller = answeredCall();
        String number = newNumber();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            number = pbx.onceIn(4) ? number : newNumber();
            Instant requested = pbx.now();
            begins(caller, "PJSIP/" + uri(number));
            SimulatedSentRefer refer = farEnd.isSentARefer(caller, uri(number));
            Went went = farEnd.acts(caller, refer);
            Instant ended = applicationEnds(caller, went);
            boolean isLast = !went.leavesTheCall() || i == times - 1;
            note(
                    "Transfer() " + went.story(),
                    caller,
                    number,
                    Trigger.DIALPLAN,
                    refer,
                    went.bySip(),
                    went.doing() == Doing.REPORTS_TO_NO_EAR ? Reason.NO_NOTIFY : went.reason(),
                    went.doing() == Doing.REFUSES || went.doing() == Doing.REPORTS
                            ? bothUnlessFiltered(went.status())
                            : Weather.BOTH,
                    isLast && went.leavesTheCall(),
                    requested,
                    ended);
            if (isLast) {
                callEnds(caller, went);
                return;
            }
            pbx.runs(caller, "NoOp");
            pbx.pass(1, pbx.onceIn(2) ? 50 : 8_000);
        }
    }

    /** AMI without TRANSFERSTATUSPROTOCOL does not show why it failed. */
    private Set<Source> bothUnlessFiltered(int status) {
        return status == OK || pbx.build.tellsStatusByAmi() ? Weather.BOTH : EnumSet.of(Source.ARI);
    }

    /** How the application ends: by its variables, or with the leg. */
    private Instant applicationEnds(SimulatedLine caller, Went went) {
        switch (went.doing()) {
            case REFUSES -> ends(caller, "FAILURE", went.status());
            case REPORTS -> {
                boolean isReached = went.status() == OK;
                ends(caller, isReached ? "SUCCESS" : "FAILURE", isReached ? 0 : went.status());
            }
            case ANSWERS_NOTHING -> {
                ends(caller, "FAILURE", 500);
                pbx.runs(caller, "Wait", "3");
                pbx.pass(5, 20);
                pbx.farEndHangsUp(caller, NO_USER_RESPONDING, null);
            }
            case HANGS_UP, KEEPS_SILENT, REPORTS_TO_NO_EAR -> {
                pbx.farEndHangsUp(caller, null, null);
                ends(caller, "FAILURE", 0);
            }
        }
        return pbx.now();
    }

    private void callEnds(SimulatedLine caller, Went went) {
        if (went.leavesTheCall()) {
            pbx.runs(caller, "Wait", "3");
            pbx.pass(3_000, 5_000);
            pbx.sip.byeByPbx(caller, 0);
            pbx.runs(caller, "Hangup");
            isOver(caller, 16);
        } else if (went.doing() == Doing.REPORTS) {
            pbx.sip.byeByPbx(caller, 20);
            isOver(caller, null);
        } else if (went.doing() == Doing.ANSWERS_NOTHING) {
            isOver(caller, NO_USER_RESPONDING);
        } else {
            leavesAndIsKept(caller);
        }
    }

    private void byAri() {
        SimulatedLine caller = answeredCall();
        inStasis(caller);
        int times = 1 + random.nextInt(3);
        Went went = null;
        for (int i = 0; i < times && (went == null || went.leavesTheCall()); i++) {
            pbx.pass(200, 6_000);
            Instant requested = pbx.now();
            String number = newNumber();
            SimulatedSentRefer refer = farEnd.isSentARefer(caller, uri(number));
            went = farEnd.acts(caller, refer);
            if (went.doing() == Doing.ANSWERS_NOTHING) {
                pbx.pass(5, 20);
                pbx.farEndHangsUp(caller, NO_USER_RESPONDING, null);
            } else if (went.doing() != Doing.REPORTS && went.doing() != Doing.REFUSES) {
                pbx.farEndHangsUp(caller, null, null);
            }
            note(
                    "ARI " + went.story(),
                    caller,
                    number,
                    Trigger.API,
                    refer,
                    went.bySip(),
                    null,
                    Set.of(),
                    went.doing() == Doing.REPORTS && went.status() == OK,
                    requested,
                    pbx.now());
        }
        if (went == null || went.leavesTheCall() || went.doing() == Doing.REPORTS) {
            pbx.pass(4_000, 8_000);
            pbx.sip.byeByPbx(caller, 0);
            pbx.asteriskHangsUp(caller);
            leavesStasis(caller, 16);
        } else if (went.doing() == Doing.ANSWERS_NOTHING) {
            leavesStasis(caller, NO_USER_RESPONDING);
        } else {
            pbx.dialplanEnds(caller);
            atExtensionH(caller);
            isKept(caller);
        }
    }

    private void byApplicationBeforeTheAnswer() {
        SimulatedLine caller = pbx.callFrom("caller", "8003");
        pbx.sip.dialogRead(caller);
        pbx.runs(caller, "Ringing");
        pbx.runs(caller, "Wait", "0.5");
        pbx.pass(100, 2_000);
        String number = newNumber();
        Instant requested = pbx.now();
        begins(caller, "PJSIP/" + uri(number));
        pbx.sip.isRedirected(caller, uri(number));
        ends(caller, "SUCCESS", 0);
        pbx.runs(caller, "NoOp");
        pbx.farEndHangsUp(caller, REDIRECTED, 302);
        note302("Transfer() before the answer", caller, number, Trigger.DIALPLAN, requested);
        isOver(caller, REDIRECTED);
    }

    private void byAriBeforeTheAnswer() {
        SimulatedLine caller = pbx.callFrom("caller", "8020");
        pbx.sip.dialogRead(caller);
        inStasis(caller);
        pbx.pass(100, 2_000);
        String number = newNumber();
        Instant requested = pbx.now();
        pbx.sip.isRedirected(caller, uri(number));
        pbx.farEndHangsUp(caller, REDIRECTED, 302);
        note302("ARI before the answer", caller, number, Trigger.API, requested);
        leavesStasis(caller, REDIRECTED);
    }

    private void note302(
            String story, SimulatedLine caller, String number, Trigger trigger, Instant requested) {
        Reason reason = Reason.REDIRECTED;
        Instant ended = pbx.now();
        note(
                story,
                caller,
                number,
                trigger,
                null,
                reason,
                reason,
                Weather.BOTH,
                false,
                requested,
                ended);
    }

    private void ofAnotherTechnology() {
        SimulatedLine caller = answeredCall();
        String number = newNumber();
        Instant requested = pbx.now();
        begins(caller, "IAX2/" + number);
        pbx.sets(caller, "TRANSFERSTATUS", "FAILURE");
        note(
                "Transfer() of another technology",
                caller,
                number,
                Trigger.DIALPLAN,
                null,
                null,
                Reason.INTERNAL_ERROR,
                Weather.BOTH,
                true,
                requested,
                pbx.now());
        pbx.runs(caller, "Wait", "3600");
        pbx.pass(4_000, 9_000);
        hangsUp(caller, null);
    }

    /** No transfer: the caller is answered or not, and one of the two hangs up. */
    private void plain() {
        SimulatedLine caller =
                random.nextBoolean() ? answeredCall() : pbx.callFrom("caller", "8003");
        if (random.nextBoolean()) {
            inStasis(caller);
        } else {
            pbx.runs(caller, "Set", "TRANSFERSTATUS=FAILURE");
            pbx.sets(caller, "TRANSFERSTATUS", "FAILURE");
            pbx.runs(caller, "Wait", "30");
        }
        pbx.pass(100, 9_000);
        pbx.farEndHangsUp(caller, random.nextBoolean() ? 16 : null, null);
        pbx.dialplanEnds(caller);
        atExtensionH(caller);
        pbx.gone(caller, 16, null);
    }

    // --- steps ---------------------------------------------------------------------------------

    private SimulatedLine answeredCall() {
        SimulatedLine caller = pbx.callFrom("caller", "8000");
        pbx.runs(caller, "Answer");
        pbx.becomes(caller, Channel.State.UP);
        pbx.pass(100, 500);
        if (random.nextBoolean()) {
            pbx.runs(caller, "Wait", "0.3");
            pbx.pass(300, 1_000);
        }
        return caller;
    }

    private void inStasis(SimulatedLine caller) {
        pbx.runs(caller, "Stasis", "app,8021");
        pbx.sets(caller, "STASISSTATUS", "");
    }

    private String newNumber() {
        return "7" + pbx.life + numbers++;
    }

    private static String uri(String number) {
        return "sip:" + number + "@far.example";
    }

    /** One message of each source shows both what runs and that it is a transfer. */
    private void begins(SimulatedLine caller, String destination) {
        pbx.begins(caller, destination);
        pbx.pass(0, 8);
    }

    private void ends(SimulatedLine caller, String status, int protocol) {
        pbx.sets(caller, "TRANSFERSTATUS", status);
        pbx.sets(caller, "TRANSFERSTATUSPROTOCOL", Integer.toString(protocol));
    }

    // --- ends ----------------------------------------------------------------------------------

    private void atExtensionH(SimulatedLine caller) {
        caller.extension = "h";
        pbx.runs(caller, "NoOp");
    }

    private void isOver(SimulatedLine caller, @Nullable Integer cause) {
        pbx.asteriskHangsUp(caller);
        atExtensionH(caller);
        pbx.gone(caller, cause, null);
    }

    private void leavesStasis(SimulatedLine caller, @Nullable Integer cause) {
        pbx.dialplanEnds(caller);
        atExtensionH(caller);
        pbx.gone(caller, cause, null);
    }

    private void leavesAndIsKept(SimulatedLine caller) {
        pbx.asteriskHangsUp(caller);
        atExtensionH(caller);
        isKept(caller);
    }

    /** Asterisk keeps the channel until the far end's subscription is over. */
    private void isKept(SimulatedLine caller) {
        pbx.pass(600_000, 1_200_000);
        pbx.gone(caller, 16, null);
    }

    private void note(
            String story,
            SimulatedLine caller,
            String number,
            Trigger trigger,
            @Nullable SimulatedSentRefer refer,
            @Nullable Reason bySip,
            @Nullable Reason byPbx,
            Set<Source> shownBy,
            boolean stays,
            Instant requested,
            Instant ended) {
        truths.add(new RedirectTruth(
                story,
                caller.uniqueid,
                SimulatedSip.callIdOf(caller),
                number,
                trigger,
                refer,
                bySip,
                byPbx,
                shownBy,
                stays,
                requested,
                ended));
    }
}
