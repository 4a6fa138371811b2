package dev.referee.correlate;

import dev.referee.model.Dialog;
import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.Replaces;
import dev.referee.model.Transfer.Diagnosis;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What was wrong with a transfer and how to fix it: the codes of docs/DIAGNOSIS.md. */
final class Diagnoses {
    private final Case one;
    private final boolean notifyMisleading;
    private final List<Diagnosis> found = new ArrayList<>();

    private Diagnoses(Case one, boolean notifyMisleading) {
        this.one = one;
        this.notifyMisleading = notifyMisleading;
    }

    /** Those of a transfer that has ended, in no particular order; none before. */
    static List<Diagnosis> of(Case one, boolean notifyMisleading) {
        return one.isEnded() ? new Diagnoses(one, notifyMisleading).all() : List.of();
    }

    private List<Diagnosis> all() {
        Referral referral = one.referral;
        Reason reason = one.verdict == null ? null : one.verdict.reason();
        if (referral != null && one.progress.state == State.FAILED) {
            ofRefer(referral, reason);
        }
        if (reason != null) {
            ofReason(reason);
        }
        // Where the caller is still there, no BYE of the phone has spoilt anything.
        if (referral != null
                && referral.phoneGone
                && referral.notifiedAt == null
                && reason != Reason.PARKING_FULL) {
            add(
                    "bye-before-notify",
                    "The phone hung up before Asterisk could tell it how the transfer ended.",
                    "Keep the call until the final NOTIFY, or listen to Referee.");
        }
        if (notifyMisleading) {
            add(
                    "notify-misleading",
                    "The final NOTIFY told the phone the contrary of what happened.",
                    "Believe Referee, not the NOTIFY: Asterisk sends it before the target answers.");
        }
        return found;
    }

    private void ofRefer(Referral referral, @Nullable Reason reason) {
        ReferTo referTo = referral.refer.referTo();
        if (referTo == null) {
            add(
                    "refer-to-missing",
                    "The REFER has no Refer-To header.",
                    "Send one: it names the target (RFC 3515 section 2.1).");
            return;
        }
        switch (referTo.form()) {
            case NOT_ESCAPED ->
                add(
                        "replaces-not-escaped",
                        "The Replaces within the Refer-To is not percent-encoded.",
                        "Encode it once: %3B for a semicolon, %3D for an equal sign, %40 for an @.");
            case ESCAPED_TWICE ->
                add(
                        "replaces-double-encoded",
                        "The Replaces within the Refer-To is percent-encoded twice.",
                        "Encode it only once.");
            case MALFORMED ->
                add(
                        "replaces-malformed",
                        "The Replaces within the Refer-To is none.",
                        "Send call-id;to-tag=…;from-tag=… (RFC 3891 section 6.1), encoded once.");
            case GOOD -> {
                Replaces replaces = referTo.replaces();
                if (reason == Reason.DIALOG_NOT_FOUND && replaces != null) {
                    ofReplaces(replaces);
                }
            }
            case NONE -> {
                if (referTo.uri() == null) {
                    add(
                            "refer-to-malformed",
                            "The Refer-To is no SIP address.",
                            "Send <sip:extension@host>.");
                }
            }
        }
    }

    /** A proxy that rewrites Call-IDs may leave alone the one in Replaces (Kamailio's topoh, 6.0.1). */
    private void ofReplaces(Replaces replaces) {
        Fact.DialogRead dialog = one.parties.dialog(replaces.callId());
        Dialog swapped = dialog == null ? null : dialog.asThePhoneSeesIt();
        // Swapped, the phone's own view stands where Asterisk's should.
        boolean tagsAreSwapped = swapped != null
                && swapped.localTag().equals(replaces.toTag())
                && swapped.remoteTag().equals(replaces.fromTag());
        if (tagsAreSwapped) {
            add(
                    "replaces-tags-swapped",
                    "to-tag and from-tag of the Replaces have changed places.",
                    "to-tag is the tag of Asterisk, from-tag the phone's own.");
        } else if (one.parties.isCall(replaces.callId())) {
            return;
        } else if (one.parties.hasDialogWithTags(replaces.toTag(), replaces.fromTag())) {
            add(
                    "replaces-call-id-rewritten",
                    "The Replaces has the tags of a call that Asterisk has under another Call-ID: a"
                            + " proxy rewrites the Call-ID, but not the one in the Refer-To.",
                    "Let the proxy keep Call-IDs (Kamailio: mask_callid=0), or transfer blind.");
        } else {
            add(
                    "replaces-unknown-call",
                    "The Replaces names a call that Asterisk does not have.",
                    "Take Call-ID and tags of the consultation call while it is up.");
        }
    }

    private void ofReason(Reason reason) {
        switch (reason) {
            case NO_SUCH_EXTENSION -> {
                // Where the dialplan itself said so, by a sound or a hangup cause, there is one.
                if (!one.isOnlySip()) {
                    return;
                }
                String context = one.parties.context(one.transferorId);
                add(
                        "extension-missing",
                        "The extension " + one.extension + " is not in the dialplan"
                                + (context == null ? "." : ", context " + context + "."),
                        "Add it, or set TRANSFER_CONTEXT to the context that has it.");
            }
            case NOT_PERMITTED ->
                add(
                        "transfers-disabled",
                        "The endpoint may not transfer.",
                        "Set allow_transfer=yes for it in pjsip.conf.");
            case NOT_BRIDGED -> {
                if (one.parties.isInConference(one.transferorId)) {
                    add(
                            "leg-in-conference",
                            "Asterisk refuses a blind transfer of a conference member.",
                            "Call the target and transfer attended, or let the target dial in.");
                } else {
                    add(
                            "leg-not-bridged",
                            "The leg that sent the REFER is in no call with another party.",
                            "Transfer only while the call is up, and not one with an application.");
                }
            }
            case APPLICATION_FAILED ->
                add(
                        "application-failed",
                        "The application could not serve the caller: " + basis() + ".",
                        "Look at Asterisk's log for the reason, and at what the dialplan does next.");
            case PARKING_FULL ->
                add(
                        "parking-lot-full",
                        "Every place of the parking lot is taken.",
                        "Raise parkpos in res_parking.conf, or lower parkingtime.");
            case UNREACHABLE -> {
                if (basis().startsWith("DIALSTATUS CHANUNAVAIL")) {
                    add(
                            "target-not-registered",
                            "No phone was called: the target has none that is registered.",
                            "Look at pjsip show contacts.");
                }
            }
            case DIALOG_NOT_FOUND -> {
                if (one.plan != null && one.plan.isOfItself()) {
                    add(
                            "replaces-own-dialog",
                            "The Replaces names the dialog that the REFER came in.",
                            "Name the other call: its Call-ID and tags.");
                }
            }
            case NOT_HANDLED ->
                add(
                        "ari-only-unhandled",
                        "The dialplan gave the REFER to an ARI application, which did not carry it"
                                + " out.",
                        "Report its end by channels/{id}/transfer_progress, or unset"
                                + " PJSIP_TRANSFER_HANDLING.");
            case ANSWERED,
                    BRIDGED,
                    APPLICATION,
                    BUSY,
                    DECLINED,
                    NO_ANSWER,
                    CONGESTION,
                    MALFORMED_REFER,
                    TARGET_GONE,
                    REFUSED,
                    INTERNAL_ERROR,
                    TRANSFEREE_HUNG_UP,
                    TRANSFEREE_LOST,
                    OBSERVER_LOST,
                    EXPIRED,
                    HANDED_OFF,
                    NO_NOTIFY,
                    REDIRECTED -> {
                // The reason says it all.
            }
        }
    }

    private String basis() {
        return one.verdict == null ? "" : one.verdict.basis();
    }

    private void add(String code, String message, String fix) {
        found.add(new Diagnosis(code, message, fix));
    }
}
