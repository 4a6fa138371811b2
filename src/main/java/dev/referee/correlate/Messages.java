package dev.referee.correlate;

import dev.referee.model.Names;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

/**
 * The one sentence of an event for people: the outcome of the transfer, and where the caller is.
 */
final class Messages {
    private Messages() {}

    static String sentence(
            boolean comesBack,
            State state,
            @Nullable Reason reason,
            Kind kind,
            Transfer.Transferor transferor,
            Transfer.@Nullable Transferee transferee,
            boolean several,
            Transfer.@Nullable Target target) {
        String unnamed = several ? "the group" : "the caller";
        String caller = transferee == null ? unnamed : Names.of(transferee.endpoint(), unnamed);
        String goal = Names.goal(target);
        if (reason == null) {
            String who = Names.of(transferor.endpoint(), "the transferor");
            return Names.capital(
                    comesBack && state != State.RINGING
                            ? caller + " comes back from the parking lot to " + who + "."
                            : underWay(state, who, caller, goal));
        }
        if (reason == Reason.APPLICATION
                && transferee != null
                && transferee.whereabouts() == Whereabouts.WAITING) {
            return Names.capital(caller + " is waiting in " + goal + ".");
        }
        String outcome = Names.capital(outcome(reason, kind, caller, goal));
        return reason.state() == State.FAILED ? outcome + whereabouts(transferee, caller) : outcome;
    }

    private static String underWay(State state, String transferor, String caller, String goal) {
        return switch (state) {
            case REQUESTED -> transferor + " asks to transfer " + caller + " to " + goal + ".";
            case ACCEPTED -> caller + " is being transferred to " + goal + ".";
            case RINGING -> goal + " is ringing.";
            case COMPLETED, FAILED, ABANDONED, UNKNOWN ->
                throw new IllegalArgumentException("an end state needs a reason: " + state);
        };
    }

    /** In a consultation the target may have answered long ago. */
    private static String done(Kind kind, String goal) {
        return kind == Kind.ATTENDED ? "the transfer was done." : goal + " answered.";
    }

    private static String outcome(Reason reason, Kind kind, String caller, String goal) {
        return switch (reason) {
            case ANSWERED -> goal + " answered and is talking to " + caller + ".";
            case BRIDGED -> caller + " and " + goal + " are talking to each other.";
            case APPLICATION -> caller + " is served by " + goal + ".";
            case BUSY -> goal + " is busy.";
            case DECLINED -> goal + " declined the call.";
            case NO_ANSWER -> goal + " did not answer.";
            case UNREACHABLE -> goal + " cannot be reached.";
            case CONGESTION -> "There was no way through to " + goal + ".";
            case NO_SUCH_EXTENSION -> "The extension " + goal + " does not exist.";
            case NOT_PERMITTED -> "The transfer is not permitted.";
            case MALFORMED_REFER -> "The phone's request could not be understood.";
            case DIALOG_NOT_FOUND -> "The call to be joined does not exist.";
            case NOT_BRIDGED -> "There is no call that could be transferred.";
            case TARGET_GONE -> goal + " hung up before the transfer was done.";
            case APPLICATION_FAILED -> goal + " could not serve " + caller + ".";
            case PARKING_FULL -> "The parking lot is full.";
            case REFUSED -> goal + " refused the call.";
            case INTERNAL_ERROR -> "The PBX could not carry out the transfer.";
            case TRANSFEREE_HUNG_UP -> caller + " hung up before " + done(kind, goal);
            case TRANSFEREE_LOST ->
                "The PBX ended the call of " + caller + " before " + done(kind, goal);
            case OBSERVER_LOST -> "The end of the transfer could not be observed.";
            case EXPIRED -> "The transfer did not end within the time limit.";
            case NOT_HANDLED -> "The application that was given the transfer reported no end.";
            case HANDED_OFF, NO_NOTIFY, REDIRECTED ->
                throw new IllegalArgumentException("outgoing only: " + reason);
        };
    }

    private static String whereabouts(Transfer.@Nullable Transferee transferee, String caller) {
        if (transferee == null) {
            return "";
        }
        String who = Names.capital(caller);
        return switch (transferee.whereabouts()) {
            case WITH_TARGET -> " " + who + " is with the target.";
            case WITH_TRANSFEROR -> " " + who + " is still with the transferor.";
            case WAITING -> " " + who + " is still on the line, waiting.";
            case IN_APPLICATION -> " " + who + " is in an application.";
            case HANDED_OFF -> " " + who + " was handed off.";
            case GONE -> " " + who + " is no longer on the line.";
            case UNKNOWN -> "";
        };
    }
}
