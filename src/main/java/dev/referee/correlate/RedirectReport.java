package dev.referee.correlate;

import dev.referee.model.Names;
import dev.referee.model.ReferTo;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Diagnosis;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Whereabouts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The published form of a transfer that the PBX requests. */
final class RedirectReport {
    private static final String NOT_SENT = "transfer-not-sent";

    private final Redirect one;
    private final String caller;

    private RedirectReport(Redirect one) {
        this.one = one;
        this.caller = Names.of(one.parties.endpoint(one.legId), "the far end");
    }

    static Transfer of(Redirect one) {
        return new RedirectReport(one).transfer();
    }

    private Transfer transfer() {
        SentRefer refer = one.refer;
        Reason reason = one.verdict == null ? null : one.verdict.reason();
        Transfer.Target target = target();
        Whereabouts whereabouts = whereabouts(reason);
        Retry retry = Retry.of(one.verdict, whereabouts, one.id);
        String name = one.parties.name(one.legId);
        String callId = one.parties.callId(one.legId);
        return new Transfer(
                one.id,
                one.pbx,
                Transfer.Direction.OUTGOING,
                Transfer.Kind.BLIND,
                one.trigger,
                one.progress.state,
                reason,
                retry == null ? null : retry.isAdvised(),
                retry == null ? null : retry.afterMs(),
                null, // The site's own word is not the correlator's.
                sentence(reason, goal(target), whereabouts),
                false, // There is nobody who could be misled.
                new Transfer.Sip(
                        refer == null ? null : refer.answer,
                        refer == null ? null : refer.notifyStatus,
                        null),
                null,
                null,
                new Transfer.Transferee(
                        one.parties.endpoint(one.legId),
                        name,
                        // A REFER in no known dialog has no channel.
                        name == null && refer != null ? null : one.legId,
                        callId == null && refer != null ? refer.callId() : callId,
                        whereabouts),
                target,
                referTo(),
                refer == null ? null : refer.refer.referredBy(),
                diagnosis(reason),
                one.progress.times(),
                false,
                null,
                one.sources(),
                one.progress.evidence());
    }

    private @Nullable String referTo() {
        return one.refer == null ? null : one.refer.referTo();
    }

    /** The address that was sent, or what the application was started with, without a technology. */
    private @Nullable String goal() {
        String sent = one.redirection == null ? referTo() : one.redirection.contact();
        String destination = one.destination();
        if (sent != null || destination == null) {
            return sent;
        }
        return destination.substring(destination.indexOf('/') + 1);
    }

    private Transfer.@Nullable Target target() {
        String raw = goal();
        if (raw == null || raw.isEmpty()) {
            return null;
        }
        ReferTo read = ReferTo.of(raw);
        // What is no address is a number, perhaps at an endpoint.
        int at = raw.indexOf('@');
        String number = at < 0 ? raw : raw.substring(0, at);
        return new Transfer.Target(
                read.uri() == null ? number : read.user(),
                read.uri(),
                null,
                null,
                null,
                null,
                null);
    }

    private static String goal(Transfer.@Nullable Target target) {
        return target != null && target.extension() == null && target.uri() != null
                ? target.uri()
                : Names.goal(target);
    }

    private Whereabouts whereabouts(@Nullable Reason reason) {
        if (reason == null) {
            return one.hasLeft() ? Whereabouts.GONE : Whereabouts.WAITING;
        }
        return switch (reason) {
            case HANDED_OFF -> Whereabouts.HANDED_OFF;
            case REDIRECTED -> Whereabouts.GONE;
            case OBSERVER_LOST, EXPIRED -> one.hasLeft() ? Whereabouts.GONE : Whereabouts.UNKNOWN;
            default -> one.hasLeft() ? Whereabouts.GONE : Whereabouts.WAITING;
        };
    }

    // --- the sentence ----------------------------------------------------------------------------

    private String sentence(@Nullable Reason reason, String goal, Whereabouts whereabouts) {
        String sentence = reason == null ? underWay(goal) : outcome(reason, goal);
        return Names.capital(sentence)
                + (one.progress.state == State.FAILED ? rest(whereabouts) : "");
    }

    private String underWay(String goal) {
        return switch (one.progress.state) {
            case REQUESTED -> "the PBX asks " + caller + " to call " + goal + ".";
            case ACCEPTED -> caller + " agreed to call " + goal + ".";
            case RINGING -> caller + " reports that " + goal + " is ringing.";
            case COMPLETED, FAILED, ABANDONED, UNKNOWN ->
                throw new IllegalArgumentException(
                        "an end state needs a reason: " + one.progress.state);
        };
    }

    private String outcome(Reason reason, String goal) {
        return switch (reason) {
            case HANDED_OFF ->
                caller + " reports to have reached " + goal
                        + ". The PBX cannot see whether that is so.";
            case NO_NOTIFY -> caller + " never reported how the call to " + goal + " ended.";
            case REDIRECTED ->
                caller + " was redirected to " + goal
                        + " before the call was answered. Whether it called there is not known.";
            case OBSERVER_LOST -> "the end of the transfer could not be observed.";
            case EXPIRED -> "the transfer did not end within the time limit.";
            case INTERNAL_ERROR -> "the PBX asked " + caller + " for nothing: Transfer() failed.";
            case UNREACHABLE ->
                one.refer != null && one.refer.hasReported()
                        ? caller + " reports that " + goal + " cannot be reached."
                        : caller + " did not reach " + goal + ".";
            default -> failure(reason, goal);
        };
    }

    /** If the REFER itself was refused, no party was called. */
    private String failure(Reason reason, String goal) {
        SentRefer refer = one.refer;
        if (refer != null && refer.isRefused()) {
            return caller + " refused to call " + goal + " (SIP " + refer.answer + ").";
        }
        String why = switch (reason) {
            case BUSY -> "busy";
            case DECLINED -> "declined";
            case NO_ANSWER -> "no answer";
            case CONGESTION -> "no way through";
            case DIALOG_NOT_FOUND -> "it does not know the call";
            default -> "refused";
        };
        return caller + " did not reach " + goal + ": " + why + ".";
    }

    private String rest(Whereabouts whereabouts) {
        String who = Names.capital(caller);
        return whereabouts == Whereabouts.GONE
                ? " " + who + " is no longer on the line."
                : " " + who + " is still on the line, waiting.";
    }

    // --- the diagnosis ---------------------------------------------------------------------------

    private List<Diagnosis> diagnosis(@Nullable Reason reason) {
        List<Diagnosis> found = new ArrayList<>();
        if (reason == null) {
            return found;
        }
        String sent = one.redirection == null ? referTo() : one.redirection.contact();
        if (sent != null && ReferTo.of(sent).uri() == null) {
            found.add(new Diagnosis(
                    "refer-to-not-a-uri",
                    "The PBX asked for a call to " + sent
                            + ", which is no SIP address. Many far ends" + " refuse that.",
                    "Write Transfer(PJSIP/sip:number@host), with the far end's host."));
        }
        if (reason == Reason.INTERNAL_ERROR) {
            found.add(notSent());
        }
        if (one.refer != null && one.refer.refusal != null) {
            found.add(new Diagnosis(
                    "notify-refused",
                    "The PBX answered a NOTIFY of the far end with " + one.refer.refusal
                            + ", so that it learns nothing from it. Transfer() goes on waiting.",
                    "Asterisk takes no NOTIFY without a Contact: let the far end send one."));
        }
        return found;
    }

    private Diagnosis notSent() {
        TransferRun run = one.runs().stream().findFirst().orElse(null);
        String destination = one.destination();
        String channel = one.parties.name(one.legId);
        if (destination == null || destination.isEmpty()) {
            return new Diagnosis(
                    NOT_SENT,
                    "Transfer() sent nothing: it was given no destination.",
                    "Write Transfer(PJSIP/sip:number@host).");
        }
        if (run != null && (run.isOfOtherTechnology() || !run.isSip())) {
            return new Diagnosis(
                    NOT_SENT,
                    "Transfer(" + destination + ") sent nothing: the channel is " + channel + ".",
                    run.isSip()
                            ? "Name the channel's own technology: Transfer(PJSIP/sip:number@host)."
                            : "Connect this channel with Dial: only a SIP leg can be sent away.");
        }
        return new Diagnosis(
                NOT_SENT,
                "Transfer(" + destination + ") sent nothing: "
                        + (run != null && run.isBeforeAnswer
                                ? "the 302 before an answer takes a SIP address, and this is none."
                                : "Asterisk could make no REFER of it."),
                "Write Transfer(PJSIP/sip:number@host), or run Answer() before it.");
    }
}
