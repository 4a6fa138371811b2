package dev.referee.log;

import dev.referee.model.Origin;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Transfers for tests: Alice transfers Bob to Carol. */
public final class Transfers {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private static final Origin ORIGIN = new Origin.Live("leg-of-alice-call", 1);

    private Transfers() {}

    /** The first event of a transfer of which nothing but the transferor is known. */
    public static TransferEvent requested(String id) {
        return event(id, "main", 1, Transfer.State.REQUESTED, null, "alice-call", null, null);
    }

    /** Like {@link #requested}, seen on the PBX of this name. */
    public static TransferEvent on(String pbx, String id) {
        return event(id, pbx, 1, Transfer.State.REQUESTED, null, "alice-call", null, null);
    }

    /** The last event of a transfer. */
    public static TransferEvent ended(String id, int sequence, Transfer.Reason reason) {
        return event(id, "main", sequence, reason.state(), reason, "alice-call", null, null);
    }

    /** An event with the legs' Call-IDs; null for those that are not known yet. */
    public static TransferEvent of(
            String id,
            int sequence,
            Transfer.State state,
            @Nullable String transferor,
            @Nullable String transferee,
            @Nullable String target) {
        Transfer.Reason reason = state.isEnd() ? Transfer.Reason.BUSY : null;
        return event(id, "main", sequence, state, reason, transferor, transferee, target);
    }

    /** The last event of a transfer that the leg with this Call-ID asked for. */
    public static TransferEvent ended(
            String id, int sequence, Transfer.Reason reason, String transferor) {
        return event(id, "main", sequence, reason.state(), reason, transferor, null, null);
    }

    /** The uniqueid of the leg with this Call-ID. */
    public static String leg(String callId) {
        return "leg-of-" + callId;
    }

    /** The same event with another sentence in it, for example a very long one. */
    public static TransferEvent saying(String message, TransferEvent event) {
        Transfer other = TransferBuilder.like(event.transfer()).message(message).build();
        return event.with(other);
    }

    /** The same event after a NOTIFY that claimed the contrary. */
    public static TransferEvent misled(TransferEvent event) {
        Transfer other =
                TransferBuilder.like(event.transfer()).notifyMisleading(true).build();
        return event.with(other);
    }

    /** The same event with another reason and these SIP statuses, which tell the truth. */
    public static TransferEvent because(
            Transfer.@Nullable Reason reason, Transfer.Sip sip, TransferEvent event) {
        Transfer other = TransferBuilder.like(event.transfer())
                .reason(reason)
                .notifyMisleading(false)
                .sip(sip)
                .hangupCause(null)
                .build();
        return event.with(other);
    }

    /** An event in which every field is known: Alice transfers Bob to Carol. */
    public static TransferEvent complete(String id, int sequence, Transfer.State state) {
        Transfer transfer = new Transfer(
                id,
                "main",
                Transfer.Direction.INCOMING,
                Transfer.Kind.ATTENDED,
                Transfer.Trigger.REFER,
                state,
                state.isEnd() ? Transfer.Reason.BUSY : null,
                null,
                null,
                "code-7",
                "Carol-the-target is busy.",
                true,
                new Transfer.Sip(202, 200, 486),
                17,
                new Transfer.Transferor(
                        "PJSIP/alice",
                        "PJSIP/alice-00000001",
                        leg("alice-call"),
                        "alice-call",
                        "consultation-of-alice-call"),
                new Transfer.Transferee(
                        "PJSIP/bob",
                        "PJSIP/bob-00000002",
                        leg("bob-call"),
                        "bob-call",
                        Transfer.Whereabouts.WAITING),
                new Transfer.Target(
                        "6002",
                        "sip:6002@pbx.example",
                        "PJSIP/carol",
                        "PJSIP/carol-00000003",
                        leg("carol-call"),
                        "carol-call",
                        "Queue"),
                "<sip:6002@pbx.example?Replaces=consultation-of-alice-call%3Bto-tag%3Dsecret-tag>",
                "<sip:alice@pbx.example>",
                List.of(new Transfer.Diagnosis("notify-misleading", "What.", "How.")),
                new Transfer.Times(AT, AT, AT, AT),
                true,
                "main-1.0-1",
                List.of(Source.AMI),
                List.of(new Transfer.Evidence(Source.AMI, "dial ended BUSY", AT)));
        return new TransferEvent(
                transfer,
                sequence,
                AT.plusSeconds(sequence),
                Stream.of("alice-call", "consultation-of-alice-call", "bob-call", "carol-call")
                        .map(Transfers::leg)
                        .collect(Collectors.toSet()),
                ORIGIN);
    }

    private static TransferEvent event(
            String id,
            String pbx,
            int sequence,
            Transfer.State state,
            Transfer.@Nullable Reason reason,
            @Nullable String transferor,
            @Nullable String transferee,
            @Nullable String target) {
        Transfer transfer = new TransferBuilder()
                .id(id)
                .pbx(pbx)
                .kind(Transfer.Kind.ATTENDED)
                .state(state, reason)
                .transferor(new Transfer.Transferor(
                        "PJSIP/alice", null, null, transferor, "consultation-of-" + transferor))
                .transferee(
                        transferee == null
                                ? null
                                : new Transfer.Transferee(
                                        "PJSIP/bob",
                                        null,
                                        null,
                                        transferee,
                                        Transfer.Whereabouts.WAITING))
                .target(
                        target == null
                                ? null
                                : new Transfer.Target(
                                        null, null, "PJSIP/carol", null, null, target, null))
                .times(AT, null)
                .sources(state.isEnd() ? List.of(Source.AMI, Source.ARI) : null)
                .build();
        Set<String> legs = Stream.of(
                        transferor, "consultation-of-" + transferor, transferee, target)
                .flatMap(Stream::ofNullable)
                .map(Transfers::leg)
                .collect(Collectors.toSet());
        return new TransferEvent(transfer, sequence, AT.plusSeconds(sequence), legs, ORIGIN);
    }
}
