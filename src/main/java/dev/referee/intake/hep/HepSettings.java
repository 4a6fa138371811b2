package dev.referee.intake.hep;

import org.jspecify.annotations.Nullable;

/**
 * Where to hear the SIP messages that Asterisk mirrors.
 *
 * @param host the address to listen on
 * @param port the UDP port, 1 to 65535, or 0 for a free one; {@code capture_address} of hep.conf
 *     names both
 * @param password what every packet must bring ({@code capture_password} of hep.conf), or null when
 *     none is asked for; never printed
 */
public record HepSettings(String host, int port, @Nullable String password) {
    @Override
    public String toString() {
        return "HEP on " + address();
    }

    /** The address as people write it. */
    String address() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
