package dev.referee.intake.ami;

import java.time.Duration;

/**
 * How to reach Asterisk's manager interface.
 *
 * @param port 1 to 65535, 5038 as Asterisk ships
 * @param secret never printed
 * @param tls whether the port speaks TLS; the host name is checked then
 * @param pingInterval how often a silent connection is probed
 */
public record AmiSettings(
        String host, int port, String username, String secret, boolean tls, Duration pingInterval) {

    @Override
    public String toString() {
        return "AMI " + username + "@" + host + ":" + port + (tls ? " over TLS" : "");
    }
}
