package dev.referee.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are public: of the others a receiver's name could make Referee send to machines that
 * only it can reach (server-side request forgery). Those that the IANA special-purpose registries
 * (RFC 6890) do not call globally reachable are not, and of IPv6 only 2000::/3 is.
 */
final class Addresses {
    private static final List<Block> NOT_PUBLIC_4 = List.of(
            new Block(0, 0, 8),
            new Block(10, 0, 8),
            new Block(100, 64, 10),
            new Block(127, 0, 8),
            new Block(169, 254, 16),
            new Block(172, 16, 12),
            new Block(192, 168, 16),
            new Block(198, 18, 15),
            new Block(224, 0, 3));
    /** Of 192.0.0.0/24, 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24: no server is there. */
    private static final List<List<Integer>> NOT_PUBLIC_24 = List.of(
            List.of(192, 0, 0), List.of(192, 0, 2), List.of(198, 51, 100), List.of(203, 0, 113));

    private record Block(int first, int second, int bits) {
        boolean has(byte[] address) {
            int mine = first << 8 | second;
            int given = Byte.toUnsignedInt(address[0]) << 8 | Byte.toUnsignedInt(address[1]);
            return mine >> (16 - bits) == given >> (16 - bits);
        }
    }

    private Addresses() {}

    /** Whether anybody on the Internet could reach this one. */
    static boolean isPublic(InetAddress address) {
        return switch (address) {
            case Inet4Address four -> isPublic4(four.getAddress());
            case Inet6Address six -> isPublic6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] address) {
        List<Integer> network = List.of(
                Byte.toUnsignedInt(address[0]),
                Byte.toUnsignedInt(address[1]),
                Byte.toUnsignedInt(address[2]));
        return NOT_PUBLIC_4.stream().noneMatch(block -> block.has(address))
                && !NOT_PUBLIC_24.contains(network);
    }

    private static boolean isPublic6(byte[] address) {
        int first = Byte.toUnsignedInt(address[0]) << 8 | Byte.toUnsignedInt(address[1]);
        int second = Byte.toUnsignedInt(address[2]) << 8 | Byte.toUnsignedInt(address[3]);
        if (first == 0x2002) { // 6to4 (RFC 3056) leads to the IPv4 address in it
            return isPublic4(Arrays.copyOfRange(address, 2, 6));
        }
        // 2001::/23 has Teredo and others; 2001:db8::/32 and 3fff::/20 are for documents
        boolean special = first == 0x2001 && (second < 0x200 || second == 0xdb8);
        return first >> 13 == 1 && !special && !(first == 0x3fff && second < 0x1000);
    }

    /** Those of a host. Blocks until the name service has answered. */
    static List<InetAddress> of(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }
}
