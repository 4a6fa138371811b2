package dev.referee.edge.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who counts as one, where an address has a limit. */
class PeerTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
        "2001:db8:1:2:ffff:ffff:ffff:ffff, 2001:db8:1:2",
        "2001:db8:1:2::1, 2001:db8:1:2",
        "2001:db8::1, 2001:db8:0:0",
        "2001:db8:0:0:1:2:3:4, 2001:db8:0:0",
        "fe80::1%eth0, fe80:0:0:0",
        "fe80:0:0:0:1:2:3:4%2, fe80:0:0:0",
        "::1, 0:0:0:0",
        "0:0:0:0:0:0:0:1, 0:0:0:0",
        "1::, 1:0:0:0",
    })
    void anIpv4AddressIsOneAndSoIsAnIpv6Network(String address, String peer) {
        assertEquals(peer, Peer.of(address));
    }
}
