package dev.referee.intake.ari;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach Asterisk's REST interface.
 *
 * @param url the HTTP server's root, {@code http} or {@code https}, with the prefix of http.conf if
 *     there is one, without {@code /ari}
 * @param password never printed
 * @param application the name of the Stasis application to listen as. Only one listener can have a
 *     name: the newest wins
 * @param pingInterval how often a silent connection is probed
 * @param sessionHeader the SIP header that names a session on both sides of a proxy; null for none
 */
public record AriSettings(
        URI url,
        String username,
        String password,
        String application,
        Duration pingInterval,
        @Nullable String sessionHeader) {

    /** Those of a site that names no such header. */
    public AriSettings(
            URI url, String username, String password, String application, Duration pingInterval) {
        this(url, username, password, application, pingInterval, null);
    }

    @Override
    public String toString() {
        return "ARI " + username + "@" + url + " as " + application;
    }
}
