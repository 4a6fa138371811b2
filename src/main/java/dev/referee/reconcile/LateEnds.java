package dev.referee.reconcile;

import dev.referee.model.Names;
import dev.referee.model.Origin;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Evidence;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.Transfer.Whereabouts;
import dev.referee.model.TransferEvent;
import dev.referee.reconcile.Proof.Outcome;
import dev.referee.reconcile.Proof.Party;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the ends that are told late, of what Asterisk's records prove. Where they do not decide, the
 * end is {@code unknown}. The same proof always makes the same event, but for its time.
 */
public final class LateEnds {
    private LateEnds() {}

    /**
     * The one event of a transfer that nobody reported.
     *
     * @param now when it is told
     */
    public static TransferEvent missed(String pbx, Proof proof, Instant now) {
        Reason reason = Objects.requireNonNullElse(reason(proof), Reason.OBSERVER_LOST);
        Party from = proof.transferor();
        Party with = proof.transferee();
        Transfer.Target target = target(null, proof);
        Instant decided = proof.decided();
        Transfer transfer = new Transfer(
                // A number, as for transfers that are seen, would be taken by the channel's next
                // one.
                pbx + "-" + from.uniqueid() + "-late-" + proof.at().toEpochMilli(),
                pbx,
                Transfer.Direction.INCOMING,
                proof.kind(),
                Trigger.UNKNOWN,
                reason.state(),
                reason,
                null,
                null,
                null,
                sentence(reason, with == null ? null : endpoint(with), target),
                false,
                new Transfer.Sip(null, null, null),
                null,
                new Transfer.Transferor(
                        endpoint(from), from.channel(), from.uniqueid(), null, null),
                with == null
                        ? null
                        : new Transfer.Transferee(
                                endpoint(with),
                                with.channel(),
                                with.uniqueid(),
                                null,
                                whereabouts(proof)),
                target,
                null,
                null,
                List.of(),
                new Transfer.Times(proof.at(), null, null, decided == null ? proof.at() : decided),
                true,
                null,
                sources(reason),
                evidence(proof));
        return new TransferEvent(
                transfer, 1, now, legs(Set.of(), proof), new Origin.Records(from.uniqueid()));
    }

    /**
     * The true end of a transfer whose end nobody saw.
     *
     * @param unknown the end that would be told without the records
     * @return null where they do not decide it either
     */
    public static @Nullable TransferEvent ended(TransferEvent unknown, Proof proof) {
        Reason reason = reason(proof);
        Instant decided = proof.decided();
        if (reason == null || decided == null) {
            return null;
        }
        return end(
                unknown,
                new End(
                        reason,
                        decided,
                        whereabouts(proof),
                        target(unknown.transfer().target(), proof),
                        Source.CEL,
                        evidence(proof),
                        legs(unknown.legs(), proof)));
    }

    /**
     * The same of a blind transfer of which the CDRs have that the reported target answered.
     *
     * @param answered when the two were joined, up to a second early
     */
    static TransferEvent answered(TransferEvent unknown, Instant answered) {
        return end(
                unknown,
                new End(
                        Reason.ANSWERED,
                        answered,
                        // Of one that was connected nobody knows how long it lasted.
                        Whereabouts.UNKNOWN,
                        unknown.transfer().target(),
                        Source.CDR,
                        List.of(new Evidence(Source.CDR, "ANSWERED", answered)),
                        unknown.legs()));
    }

    /**
     * What is known of an end.
     *
     * @param source the records that say so
     */
    private record End(
            Reason reason,
            Instant at,
            Whereabouts whereabouts,
            Transfer.@Nullable Target target,
            Source source,
            List<Evidence> evidence,
            Set<String> legs) {}

    private static TransferEvent end(TransferEvent unknown, End end) {
        Transfer told = unknown.transfer();
        Transfer.Transferee with = told.transferee();
        List<Evidence> evidence = new ArrayList<>(told.evidence());
        evidence.addAll(end.evidence());
        Transfer.Times times = told.times();
        Instant requested = times.requested();
        State state = end.reason().state();
        Transfer transfer = new Transfer(
                told.id(),
                told.pbx(),
                told.direction(),
                told.kind(),
                told.trigger(),
                state,
                end.reason(),
                null, // Only for outgoing ones, of which records prove nothing.
                null,
                told.wrapUpCode(),
                sentence(end.reason(), with == null ? null : with.endpoint(), end.target()),
                Transfer.Sip.misleads(told.sip().notifyStatus(), state),
                told.sip(),
                told.hangupCause(),
                told.transferor(),
                with == null
                        ? null
                        : new Transfer.Transferee(
                                with.endpoint(),
                                with.channel(),
                                with.uniqueid(),
                                with.callId(),
                                end.whereabouts()),
                end.target(),
                told.referTo(),
                told.referredBy(),
                told.diagnosis(),
                new Transfer.Times(
                        requested,
                        times.accepted(),
                        times.ringing(),
                        Stream.of(requested, times.accepted(), times.ringing(), end.at())
                                .flatMap(Stream::ofNullable)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()),
                true,
                told.follows(),
                List.of(end.source()),
                evidence);
        return new TransferEvent(
                transfer, unknown.sequence(), unknown.at(), end.legs(), unknown.origin());
    }

    private static @Nullable Reason reason(Proof proof) {
        return switch (proof.outcome()) {
            case Outcome.Connected(Reason reason, boolean byGoal) -> byGoal ? reason : null;
            case Outcome.Vain vain -> vain.reason();
            case Outcome.NotConnected not -> null;
            case Outcome.Open open -> null;
        };
    }

    /** At the end of the call; of one that was connected nobody knows how long it lasted. */
    private static Whereabouts whereabouts(Proof proof) {
        return switch (proof.outcome()) {
            case Outcome.Connected connected -> Whereabouts.UNKNOWN;
            case Outcome.Vain vain -> Whereabouts.GONE;
            case Outcome.NotConnected not -> Whereabouts.GONE;
            case Outcome.Open open -> Whereabouts.UNKNOWN;
        };
    }

    private static Transfer.@Nullable Target target(Transfer.@Nullable Target told, Proof proof) {
        Party reached = proof.target();
        if (told != null && told.uniqueid() != null && told.uniqueid().equals(meant(proof))) {
            return told;
        }
        String extension = told == null ? proof.extension() : told.extension();
        String uri = told == null ? null : told.uri();
        if (reached == null || reason(proof) == null) {
            return extension == null && uri == null
                    ? null
                    : new Transfer.Target(extension, uri, null, null, null, null, null);
        }
        return new Transfer.Target(
                extension,
                uri,
                endpoint(reached),
                reached.channel(),
                reached.uniqueid(),
                null,
                null);
    }

    /** The leg that the outcome is about; null where the records name none. */
    private static @Nullable String meant(Proof proof) {
        Party reached = proof.target();
        return proof.outcome() instanceof Outcome.Vain(Reason reason, String called)
                ? called
                : reached == null ? null : reached.uniqueid();
    }

    private static List<Source> sources(Reason reason) {
        return reason.state() == State.UNKNOWN ? List.of() : List.of(Source.CEL);
    }

    /** Without names of channels, which each party sees of itself only. */
    private static List<Evidence> evidence(Proof proof) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                Source.CEL,
                proof.kind() == Transfer.Kind.BLIND ? "BLINDTRANSFER" : "ATTENDEDTRANSFER",
                proof.at()));
        Instant decided = proof.decided();
        if (decided != null) {
            String what = proof.outcome() instanceof Outcome.Connected ? "BRIDGE_ENTER" : "HANGUP";
            evidence.add(new Evidence(Source.CEL, what, decided));
        }
        return evidence;
    }

    private static Set<String> legs(Set<String> told, Proof proof) {
        Set<String> legs = new HashSet<>(told);
        Stream.of(proof.transferor(), proof.transferee(), proof.target())
                .filter(Objects::nonNull)
                .forEach(party -> legs.add(party.uniqueid()));
        if (proof.secondLeg() != null) {
            legs.add(proof.secondLeg());
        }
        return legs;
    }

    private static @Nullable String endpoint(Party party) {
        String channel = party.channel();
        return channel == null ? null : Pursuit.endpoint(channel);
    }

    private static String sentence(
            Reason reason, @Nullable String transferee, Transfer.@Nullable Target target) {
        String caller = Names.of(transferee, "the caller");
        String goal = Names.goal(target);
        String outcome = switch (reason) {
            case ANSWERED -> goal + " answered and talked to " + caller;
            case BRIDGED -> caller + " and " + goal + " were joined";
            case BUSY -> goal + " was busy";
            case DECLINED -> goal + " declined the call";
            case NO_ANSWER -> goal + " did not answer";
            case UNREACHABLE -> goal + " could not be reached";
            case CONGESTION -> "there was no way through to " + goal;
            case TRANSFEREE_HUNG_UP -> caller + " hung up before " + goal + " answered";
            default -> "the end of the transfer to " + goal + " is not known";
        };
        return Names.capital(outcome) + ". Reported late, from Asterisk's own records.";
    }
}
