package dev.referee.intake.ami;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How to reach Asterisk's manager interface.
 *
 * @param port 1 to 65535, 5038 as Asterisk ships
 * @param secret never printed
 * @param tls whether the port speaks TLS; the host name is checked then
 * @param pingInterval how often a silent connection is probed
 * @param sessionHeader the SIP header that names a session on both sides of a proxy; null for none
 */
public record AmiSettings(
        String host,
        int port,
        String username,
        String secret,
        boolean tls,
        Duration pingInterval,
        @Nullable String sessionHeader) {

    /** Those of a site that names no such header. */
    public AmiSettings(
            String host,
            int port,
            String username,
            String secret,
            boolean tls,
            Duration pingInterval) {
        this(host, port, username, secret, tls, pingInterval, null);
    }

    @Override
    public String toString() {
        return "AMI " + username + "@" + host + ":" + port + (tls ? " over TLS" : "");
    }
}
