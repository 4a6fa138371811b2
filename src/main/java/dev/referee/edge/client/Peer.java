package dev.referee.edge.client;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whom an address stands for, as far as limits go. */
public final class Peer {
    /** Groups of an IPv6 address that name a network: one subscriber has all the rest (RFC 6177). */
    private static final int NETWORK_GROUPS = 4;

    private Peer() {}

    /** An IPv4 address itself, or the /64 network of an IPv6 address. */
    public static String of(String hostAddress) {
        String address = hostAddress.replaceFirst("%.*$", "");
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] halves = address.split("::", 2);
        long behind = halves.length == 1 ? 0 : groups(halves[1]).count();
        long zeros = halves.length == 1 ? 0 : Math.max(0, 8 - groups(halves[0]).count() - behind);
        return Stream.of(
                        groups(halves[0]),
                        Stream.generate(() -> "0").limit(zeros),
                        halves.length == 1 ? Stream.<String>of() : groups(halves[1]))
                .flatMap(part -> part)
                .limit(NETWORK_GROUPS)
                .collect(Collectors.joining(":"));
    }

    private static Stream<String> groups(String half) {
        return Stream.of(half.split(":")).filter(group -> !group.isEmpty());
    }
}
