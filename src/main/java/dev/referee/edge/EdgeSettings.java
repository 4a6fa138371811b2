package dev.referee.edge;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How browsers reach Referee, and how much each may ask for.
 *
 * @param port 1 to 65535, or 0 for any free one
 * @param open whether anybody may subscribe to an endpoint and see the page of all transfers.
 *     Without it only dialogs can be subscribed to
 * @param demoSipWebSocket the PBX's SIP WebSocket for the demo page's phones, for example {@code
 *     ws://localhost:8088/ws}; null switches the demo page off
 * @param pingInterval how often an idle socket is probed; two silent intervals close it
 * @param maxConnections sockets at one time
 * @param maxSubscriptions subscriptions per socket
 * @param maxFrameBytes the largest frame taken from a browser
 * @param maxQueuedFrames frames that may wait for a slow browser before it is cut off
 * @param dialogWait how long a subscription waits for its dialog to become known before it is
 *     answered {@code unknown-dialog}
 */
public record EdgeSettings(
        String host,
        int port,
        boolean open,
        @Nullable String demoSipWebSocket,
        Duration pingInterval,
        int maxConnections,
        int maxSubscriptions,
        int maxFrameBytes,
        int maxQueuedFrames,
        Duration dialogWait) {}
