package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * One run of the application Transfer, as one source reports it. TRANSFERSTATUS has its result, and
 * TRANSFERSTATUSPROTOCOL, which follows at once, the SIP status (app_transfer.c and chan_pjsip.c of
 * 22).
 */
final class TransferRun {
    private static final int HUNG_UP = 0;
    private static final int NO_RESULT = 1;
    private static final int NO_STATUS = 500;
    private static final int FIRST_FAILURE = 300;
    private static final int HIGHEST_STATUS = 699;

    final Leg leg;

    /** What it was started with; null for nothing, and where that was not shown. */
    final @Nullable String destination;

    /** Whether the caller had not been answered: it is sent a 302 then, and else a REFER. */
    final boolean isBeforeAnswer;

    /** The transfer that it is about, once that is known. It may be over, and forgotten. */
    @Nullable
    Redirect redirect;

    private @Nullable String status;
    private @Nullable Integer protocol;
    private @Nullable Instant endedAt;

    /** Whether the far end had hung up before there was a status. */
    private boolean hungUpFirst;

    /** Whether the channel runs something else, and no status was shown. */
    private boolean isOver;

    TransferRun(Leg leg, @Nullable String destination) {
        this.leg = leg;
        this.destination = destination;
        this.isBeforeAnswer = leg.state() == Channel.State.CALLING;
    }

    boolean hasStatus() {
        return status != null;
    }

    boolean hasProtocol() {
        return protocol != null;
    }

    void ended(String newStatus, Instant now) {
        status = newStatus;
        endedAt = now;
        hungUpFirst = leg.end.byFarEnd;
    }

    void by(int newProtocol) {
        protocol = newProtocol;
    }

    void over() {
        isOver = true;
    }

    /** Whether the channel is in the application, as far as is known. */
    boolean isUnderWay() {
        return status == null && !isOver;
    }

    /** How long after its status another source may report the same. */
    boolean isRecent(Duration span, Instant now) {
        return endedAt == null || now.isBefore(endedAt.plus(span));
    }

    /** Whether the channel can be sent away by SIP. */
    boolean isSip() {
        String name = leg.name();
        return name == null || name.startsWith("PJSIP/") || name.startsWith("SIP/");
    }

    /** Whether it names another technology than the channel's: then Asterisk does nothing. */
    boolean isOfOtherTechnology() {
        String name = leg.name();
        int slash = destination == null ? -1 : destination.indexOf('/');
        if (destination == null || name == null || slash < 1) {
            return false;
        }
        return !name.regionMatches(true, 0, destination, 0, slash);
    }

    /** What was seen of its end, as Asterisk writes it. */
    String basis() {
        if (status == null) {
            return "Transfer() ended without a status";
        }
        return "TRANSFERSTATUS " + status + (protocol == null ? "" : "/" + protocol);
    }

    /** How it ended; null while that is not known. */
    @Nullable
    Ruling ruling() {
        if (status == null) {
            return withoutStatus();
        }
        return switch (status) {
            case "SUCCESS" -> success();
            case "UNSUPPORTED" -> Ruling.stated(Reason.INTERNAL_ERROR, basis());
            default -> failure();
        };
    }

    private Ruling success() {
        if (isBeforeAnswer) {
            return Ruling.stated(Reason.REDIRECTED, basis());
        }
        // Of other technologies it is not known whether the far end has said anything.
        return isSip()
                ? Ruling.stated(Reason.HANDED_OFF, basis())
                : Ruling.stated(Reason.NO_NOTIFY, basis());
    }

    private Ruling failure() {
        if (isOfOtherTechnology()) {
            return Ruling.stated(Reason.INTERNAL_ERROR, basis());
        }
        if (protocol == null) {
            return withoutProtocol();
        }
        return switch (protocol) {
            case HUNG_UP ->
                destination == null && !hungUpFirst
                        ? Ruling.stated(Reason.INTERNAL_ERROR, basis())
                        : Ruling.concluded(Reason.NO_NOTIFY, basis());
            // After the answer it also means that the far end ended its reports without a result.
            case NO_RESULT ->
                isBeforeAnswer
                        ? Ruling.stated(Reason.INTERNAL_ERROR, basis())
                        : Ruling.concluded(Reason.NO_NOTIFY, basis());
            case NO_STATUS ->
                hadNoAnswer()
                        ? Ruling.concluded(Reason.UNREACHABLE, basisOfTheEnd())
                        : Ruling.ofStatus(NO_STATUS, false, null, basis()).asGuess();
            default ->
                protocol >= FIRST_FAILURE && protocol <= HIGHEST_STATUS
                        ? Ruling.ofStatus(protocol, false, null, basis())
                        : Ruling.guessed(Reason.NO_NOTIFY, basis());
        };
    }

    /** An account whose filter is older is not shown by which status it failed. */
    private Ruling withoutProtocol() {
        if (hungUpFirst) {
            return Ruling.concluded(Reason.NO_NOTIFY, basis() + ", the far end hung up");
        }
        return hadNoAnswer()
                ? Ruling.concluded(Reason.UNREACHABLE, basisOfTheEnd())
                : Ruling.guessed(Reason.OBSERVER_LOST, basis() + ", by which status is not shown");
    }

    private @Nullable Ruling withoutStatus() {
        if (isBeforeAnswer && Redirect.wasSentElsewhere(leg)) {
            return Ruling.guessed(Reason.REDIRECTED, basisOfTheEnd());
        }
        if (Redirect.hasLeft(leg)) {
            return hadNoAnswer()
                    ? Ruling.guessed(Reason.UNREACHABLE, basisOfTheEnd())
                    : Ruling.guessed(Reason.NO_NOTIFY, "the far end hung up");
        }
        return isOver ? Ruling.guessed(Reason.OBSERVER_LOST, basis()) : null;
    }

    /** The far end answered nothing for 32 seconds: Asterisk then ends the whole call (22.10.1). */
    private boolean hadNoAnswer() {
        return Redirect.hadNoAnswer(leg);
    }

    private String basisOfTheEnd() {
        return basis() + ", cause " + leg.end.cause
                + (leg.end.sipStatus == null ? "" : ", SIP " + leg.end.sipStatus);
    }
}
