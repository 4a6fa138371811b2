package dev.referee.edge;

import dev.referee.token.TokenSettings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How browsers reach Referee, and how much each may ask for.
 *
 * @param port 1 to 65535, or 0 for any free one
 * @param open whether anybody may subscribe to an endpoint and see the page of all transfers.
 *     Without it that takes a token
 * @param demoSipWebSocket the PBX's SIP WebSocket for the demo page's phones, for example {@code
 *     ws://localhost:8088/ws}; null switches the demo page off
 * @param pingInterval how often an idle socket is probed; two silent intervals close it
 * @param tokens whose tokens are taken; null for nobody's
 * @param tls null for plain HTTP
 * @param origins of the pages that may connect, like {@code https://crm.example}; without any, see
 *     {@link dev.referee.edge.access.Origins}
 * @param maxConnections sockets, streams and requests at one time
 * @param maxConnectionsPerAddress those of one {@link dev.referee.edge.client.Peer} at one time
 * @param maxFramesPerMinute frames of one browser; more close its connection. Also questions by
 *     plain HTTP of one {@link dev.referee.edge.client.Peer}
 * @param maxAttempts per browser and minute, tries to get in that failed; more close its connection
 * @param maxAttemptsPerAddress likewise of all browsers of one {@link dev.referee.edge.client.Peer}
 * @param maxSubscriptions subscriptions per socket
 * @param maxFrameBytes the largest frame taken from a browser
 * @param maxQueuedFrames frames that may wait for a slow browser before it is cut off
 * @param dialogWait how long a subscription waits for its dialog to become known before it is
 *     answered {@code unknown-dialog}
 * @param matching by what else than its Call-ID a dialog is found
 */
public record EdgeSettings(
        String host,
        int port,
        boolean open,
        @Nullable String demoSipWebSocket,
        Duration pingInterval,
        @Nullable TokenSettings tokens,
        @Nullable Tls tls,
        List<String> origins,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxFramesPerMinute,
        int maxAttempts,
        int maxAttemptsPerAddress,
        int maxSubscriptions,
        int maxFrameBytes,
        int maxQueuedFrames,
        Duration dialogWait,
        Matching matching) {
    /**
     * By what a phone's own view of its dialog is matched with Asterisk's, besides the Call-ID with
     * both tags. For phones behind a proxy that changes the Call-ID, or all of it.
     *
     * @param byTags whether both tags suffice, whatever the Call-ID
     * @param bySessionId whether the header that names the session suffices
     */
    public record Matching(boolean byTags, boolean bySessionId) {
        /** By the Call-ID with both tags only. */
        public static final Matching EXACT = new Matching(false, false);

        /** Whether a dialog may be found although its Call-ID is another. */
        public boolean looksBeyondCallId() {
            return byTags || bySessionId;
        }
    }

    /**
     * The server's certificate.
     *
     * @param certificate in PEM, with those that it was signed by behind it
     * @param key its private key in PEM
     * @param reload how often it is looked whether the files have changed
     */
    public record Tls(Path certificate, Path key, Duration reload) {}
}
