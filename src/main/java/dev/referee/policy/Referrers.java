package dev.referee.policy;

import dev.referee.model.SipAddress;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Diagnosis;
import dev.referee.model.Transfer.Trigger;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Those who may transfer. A transfer that anybody else has asked for is marked with a diagnosis when
 * it ends, however it ends. Who asked is what Referred-By says (RFC 3892), which every phone may
 * fill as it likes; without one, the transferor's endpoint. What another program asked for (AMI,
 * ARI, the dialplan) no phone has asked for: it is never marked. Without state: any thread may use it.
 */
public final class Referrers {
    /** Everybody may. */
    public static final Referrers ANYBODY = new Referrers(List.of());

    private static final String NOT_ALLOWED = "referrer-not-allowed";

    private final List<Referrer> allowed;

    /**
     * Creates a list.
     *
     * @param allowed empty when everybody may
     */
    public Referrers(List<Referrer> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** The same event, marked when it ends a transfer that was not allowed. */
    public TransferEvent mark(TransferEvent event) {
        Transfer transfer = event.transfer();
        String who = transfer.state().isEnd() ? stranger(transfer) : null;
        if (who == null) {
            return event;
        }
        List<Diagnosis> diagnosis = new ArrayList<>(transfer.diagnosis());
        diagnosis.add(new Diagnosis(
                NOT_ALLOWED,
                who + " is not among those who may transfer.",
                "If it may, add it to policy.referrers. If not, set allow_transfer=no for its"
                        + " endpoint in pjsip.conf: Referee only observes."));
        return event.with(transfer.withDiagnosis(diagnosis));
    }

    /** Whether a transfer was marked. */
    public static boolean isMarked(Transfer transfer) {
        return transfer.diagnosis().stream().anyMatch(one -> one.code().equals(NOT_ALLOWED));
    }

    /** Who asked for it and may not, for people; null when it is allowed or nobody can be named. */
    private @Nullable String stranger(Transfer transfer) {
        String endpoint = transfer.transferorEndpoint();
        if (allowed.isEmpty()
                || transfer.outgoing()
                || transfer.trigger() == Trigger.API
                || transfer.follows() != null
                || (endpoint != null && isEndpointAllowed(endpoint))) {
            return null;
        }
        String referredBy = transfer.referredBy();
        if (referredBy != null) {
            SipAddress address = SipAddress.ofHeader(referredBy);
            if (address == null) {
                return "The sender of this Referred-By, which is not a SIP address,";
            }
            return isAddressAllowed(address) ? null : address.toString();
        }
        return endpoint == null || isNameAllowed(endpoint) ? null : endpoint;
    }

    private boolean isEndpointAllowed(String endpoint) {
        return allowed.stream()
                .anyMatch(one ->
                        one instanceof Referrer.Endpoint pattern && pattern.matches(endpoint));
    }

    private boolean isAddressAllowed(SipAddress address) {
        return allowed.stream()
                .anyMatch(
                        one -> one instanceof Referrer.Address pattern && pattern.matches(address));
    }

    /** An endpoint has no domain, and is mostly named as the user is. */
    private boolean isNameAllowed(String endpoint) {
        String name = endpoint.substring(endpoint.indexOf('/') + 1);
        return allowed.stream()
                .anyMatch(one ->
                        one instanceof Referrer.Address pattern && pattern.matchesUser(name));
    }
}
