package dev.referee.webhook;

import dev.referee.log.CloudEvents;
import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.log.Parties;
import dev.referee.model.Transfer;
import dev.referee.model.TransferEvent;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The end of a transfer that never was, to try a receiver with: nobody can take it for a true one. */
final class Sample {
    /** Begins the id of each. */
    static final String PREFIX = "test-";

    private Sample() {}

    /** A new one. */
    static Entry at(Instant now) {
        Transfer transfer = new Transfer(
                PREFIX + UUID.randomUUID(),
                "test",
                Transfer.Direction.INCOMING,
                Transfer.Kind.BLIND,
                Transfer.Trigger.UNKNOWN,
                Transfer.State.UNKNOWN,
                Transfer.Reason.EXPIRED,
                null,
                null,
                null,
                "This is a test: there was no such transfer.",
                false,
                new Transfer.Sip(null, null, null),
                null,
                new Transfer.Transferor("PJSIP/test", null, null, null, null),
                null,
                null,
                null,
                null,
                List.of(),
                new Transfer.Times(now, null, null, now),
                false,
                null,
                List.of(),
                List.of());
        TransferEvent event = new TransferEvent(transfer, 1, now, Set.of(), null);
        return new Entry(
                new Position("test", 1),
                event,
                new Parties(Set.of(), Set.of("PJSIP/test")),
                CloudEvents.encode(event));
    }
}
