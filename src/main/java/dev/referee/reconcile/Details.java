package dev.referee.reconcile;

import dev.referee.model.CallDetail;
import dev.referee.model.CallDetail.Disposition;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.Target;
import dev.referee.model.Transfer.Transferee;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the CDRs of one reported transfer's channels say of how it ended. No CDR says that there was a
 * transfer; of one that is known, some say whom the transferee was connected with, that the reported
 * target did not answer it, or that it is gone. The order in which they come does not matter.
 */
final class Details {
    /** Pairs of the transferee and somebody else that are held; of more nothing is concluded. */
    static final int MOST_PAIRS = 20;

    private static final String LOCAL = "Local/";

    /** {@code AppDial} is what one who was called runs: it shares a bridge and dials nobody. */
    private static final Set<String> JOINING = Set.of("Dial", "AppDial");

    /**
     * Dial's options for an announcement, digits, a goto, a macro, a privacy manager, a subroutine:
     * whoever hangs up in one of these has been ANSWERED, too (seen on 16.28 and 22.10.1).
     */
    private static final String DELAYING = "ADGMPUp";

    /** Where more than Asterisk keeps of them may have been given. */
    private static final int LONGEST_ARGUMENTS = 79;

    private final Transfer told;
    private final List<CallDetail> pairs = new ArrayList<>();
    /** The last time that transferor and transferee were together. */
    private @Nullable CallDetail together;
    /** The transferee's last. */
    private @Nullable CallDetail last;

    private boolean tooMany;

    Details(Transfer told) {
        this.told = told;
    }

    /**
     * What is certain.
     *
     * @param decisive the record that says so
     */
    record Verdict(Outcome outcome, CallDetail decisive) {
        enum Outcome {
            /** The transferee was connected with somebody else. */
            CONNECTED,
            /** The reported target did not answer the transferee. */
            NOT_ANSWERED,
            /** The transferee is no more. Whether it had been connected is not certain. */
            GONE
        }

        Instant at() {
            return decisive.end();
        }

        String evidence() {
            return decisive.start() + " CDR of " + decisive.channel()
                    + (decisive.other().isEmpty() ? "" : " with " + decisive.other())
                    + ": " + decisive.application() + ", "
                    + decisive.disposition().word() + ", until " + decisive.end() + " ("
                    + decisive.origin() + ")";
        }
    }

    /** Takes a record of the transferor, the transferee or the target. */
    void take(CallDetail detail) {
        boolean transferees = detail.uniqueid().equals(uniqueid(told.transferee()));
        if (transferees) {
            last = last == null || last.end().isBefore(detail.end()) ? detail : last;
        }
        if (!transferees && !detail.other().equals(channel(told.transferee()))) {
            return;
        }
        String other = transferees ? detail.other() : detail.channel();
        if (isTransferor(other)) {
            together = together == null || together.start().isBefore(detail.start())
                    ? detail
                    : together;
        } else if (!other.isEmpty()) {
            tooMany |= pairs.size() == MOST_PAIRS;
            if (!tooMany) {
                pairs.add(detail);
            }
        }
    }

    /**
     * What contradicts the reported end, or is one that was not reported; null where nothing does.
     *
     * @param only whether nobody reported another transfer of the same transferee, which might be the
     *     one that connected it
     */
    @Nullable
    Verdict contradiction(boolean only, Duration skew) {
        return switch (told.state()) {
            case REQUESTED, ACCEPTED, RINGING -> {
                Verdict connected = only ? connected(skew) : null;
                yield connected == null ? gone() : connected;
            }
            case UNKNOWN, FAILED, ABANDONED -> only ? connected(skew) : null;
            case COMPLETED ->
                told.reason() == Reason.ANSWERED || told.reason() == Reason.BRIDGED
                        ? notAnswered()
                        : null;
        };
    }

    /**
     * The record by which the target answered the transferee of a blind transfer; null where none
     * does, or another transfer may have connected the two.
     *
     * @param only as above
     */
    @Nullable
    CallDetail answered(boolean only, Duration skew) {
        return only && told.kind() == Kind.BLIND
                ? joined(skew)
                        .filter(this::isWithTarget)
                        .filter(Details::isOfSomeTime)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Who hung up at the moment of the answer may not have been joined. Times are whole seconds. */
    private static boolean isOfSomeTime(CallDetail pair) {
        return pair.start().plusSeconds(1).isBefore(pair.end());
    }

    private @Nullable Verdict connected(Duration skew) {
        return joined(skew)
                .filter(pair -> isNotLaterThanTheEnd(pair, skew))
                .findFirst()
                .map(pair -> new Verdict(Verdict.Outcome.CONNECTED, pair))
                .orElse(null);
    }

    private Stream<CallDetail> joined(Duration skew) {
        return tooMany
                ? Stream.empty()
                : pairs.stream().filter(pair -> isJoined(pair) && isOfThisTransfer(pair, skew));
    }

    /**
     * Dial answers when the two are about to be joined, where none of its options comes in between
     * (app_dial.c of 16.28 and 22.10.1); a queue, when a member picks up, who may yet not get the call.
     * Who shares a bridge and dialled nobody is always answered. Who is behind a Local channel, and
     * whether they answered, no CDR says.
     */
    private static boolean isJoined(CallDetail pair) {
        return pair.disposition() == Disposition.ANSWERED
                && JOINING.contains(pair.application())
                && pair.arguments().length() < LONGEST_ARGUMENTS
                && !isDelayed(pair.arguments())
                && !pair.channel().startsWith(LOCAL)
                && !pair.other().startsWith(LOCAL);
    }

    /** Not of what the transferee did before, nor of a transfer that nobody saw. */
    private boolean isOfThisTransfer(CallDetail pair, Duration skew) {
        if (pair.start().isBefore(requested().minus(skew))) {
            return false;
        }
        CallDetail before = together;
        Target target = told.target();
        return isWithTarget(pair)
                || (before != null
                        // Who was called back may have been transferred again.
                        && !before.end().isAfter(requested().plus(skew))
                        && pair.start().isAfter(before.start())
                        && !pair.start().isBefore(before.end())
                        && target != null
                        && pair.extension().equals(target.extension()));
    }

    /** A transfer that failed is over: whom the transferee meets after that does not matter to it. */
    private boolean isNotLaterThanTheEnd(CallDetail pair, Duration skew) {
        Instant ended = told.times().ended();
        if (ended == null) {
            return true;
        }
        return switch (told.state()) {
            // Whether the target answered before the transferee was gone is certain only where they
            // stayed together.
            case ABANDONED -> pair.end().minus(skew).isAfter(ended);
            // What a blind transfer dialled is nobody else's to answer.
            case FAILED ->
                (told.kind() == Kind.BLIND && isWithTarget(pair))
                        || !pair.start().plus(skew).isAfter(ended);
            case UNKNOWN, COMPLETED, REQUESTED, ACCEPTED, RINGING -> true;
        };
    }

    private boolean isWithTarget(CallDetail pair) {
        String target = channel(told.target());
        return pair.other().equals(target) || pair.channel().equals(target);
    }

    /** A channel that was dialled in vain is gone: it is nobody's to be connected with. */
    private @Nullable Verdict notAnswered() {
        List<CallDetail> dialled = pairs.stream().filter(this::isWithTarget).toList();
        boolean inVain = !tooMany
                && !dialled.isEmpty()
                && dialled.stream().noneMatch(pair -> pair.disposition() == Disposition.ANSWERED);
        return inVain ? new Verdict(Verdict.Outcome.NOT_ANSWERED, dialled.getLast()) : null;
    }

    /** A Local channel goes where the two behind it are joined, who talk on. */
    private @Nullable Verdict gone() {
        return last == null || last.channel().startsWith(LOCAL)
                ? null
                : new Verdict(Verdict.Outcome.GONE, last);
    }

    /** Whether Dial's options, its third argument, come between answering and being joined. */
    private static boolean isDelayed(String arguments) {
        int comma = 0;
        int depth = 0;
        for (int i = 0; i < arguments.length(); i++) {
            char c = arguments.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            comma += depth == 0 && c == ',' ? 1 : 0;
            if (comma == 2 && depth == 0 && DELAYING.indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isTransferor(String channel) {
        Transfer.Transferor transferor = told.transferor();
        String leg = transferor == null ? null : transferor.channel();
        String endpoint = told.transferorEndpoint();
        return Pursuit.endpoint(channel).equals(endpoint)
                || (leg != null && Pursuit.endpoint(channel).equals(Pursuit.endpoint(leg)));
    }

    private Instant requested() {
        return told.times().requested();
    }

    private static @Nullable String uniqueid(@Nullable Transferee transferee) {
        return transferee == null ? null : transferee.uniqueid();
    }

    private static @Nullable String channel(@Nullable Transferee transferee) {
        return transferee == null ? null : transferee.channel();
    }

    private static @Nullable String channel(@Nullable Target target) {
        return target == null ? null : target.channel();
    }
}
