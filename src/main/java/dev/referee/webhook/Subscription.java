package dev.referee.webhook;

import dev.referee.log.EventLog.Entry;
import dev.referee.model.EndpointPattern;
import dev.referee.model.Transfer;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is told what. Prints no secret.
 *
 * @param id under this name it is remembered how far the receiver has come
 * @param url HTTP or HTTPS, without user
 * @param secrets the newest first: one, or two while the receiver changes from one to the other
 * @param states those that are told
 * @param endpoints patterns; a transfer is told when one of its parties matches one. Empty for all
 * @param pbx the only one that is told of; null for all
 * @param headers sent with every message; may hold secrets
 * @param timeout in which the receiver must have answered
 * @param isPrivateAllowed whether its address may be one that is not public
 * @param authorities certificates in PEM, one of which must have signed the receiver's; null for
 *     those that Java trusts
 */
public record Subscription(
        String id,
        URI url,
        List<Secret> secrets,
        Set<Transfer.State> states,
        List<EndpointPattern> endpoints,
        @Nullable String pbx,
        Format format,
        Map<String, String> headers,
        Duration timeout,
        boolean isPrivateAllowed,
        @Nullable String authorities) {
    public Subscription {
        secrets = List.copyOf(secrets);
        states = Set.copyOf(states);
        endpoints = List.copyOf(endpoints);
        headers = Map.copyOf(headers);
    }

    /** The same with other secrets. */
    Subscription withSecrets(List<Secret> others) {
        return new Subscription(
                id,
                url,
                others,
                states,
                endpoints,
                pbx,
                format,
                headers,
                timeout,
                isPrivateAllowed,
                authorities);
    }

    /** The same that is sent to public addresses alone. */
    Subscription withPublicAddressesAlone() {
        return new Subscription(
                id,
                url,
                secrets,
                states,
                endpoints,
                pbx,
                format,
                headers,
                timeout,
                false,
                authorities);
    }

    boolean wants(Entry entry) {
        Transfer transfer = entry.event().transfer();
        return states.contains(transfer.state())
                && (pbx == null || pbx.equals(transfer.pbx()))
                && (endpoints.isEmpty()
                        || entry.parties().endpoints().stream()
                                .anyMatch(endpoint -> endpoints.stream()
                                        .anyMatch(pattern -> pattern.matches(endpoint))));
    }

    /** Shows no path, header or secret: each may be one. */
    @Override
    public String toString() {
        return id + " (" + url.getScheme() + "://" + url.getAuthority() + ")";
    }
}
