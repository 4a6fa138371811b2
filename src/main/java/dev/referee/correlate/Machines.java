package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Channels without a person behind them. Recognized by their technology, the first part of a
 * channel's name: those that Asterisk creates for itself or for a program (the {@code .type} of
 * ast_channel_tech in main, bridges, apps, res and channels of 16 to 24), but none that reaches a
 * telephone or a network.
 */
final class Machines {
    private static final Set<String> TECHNOLOGIES = Set.of(
            "Announcer",
            "AsyncGoto",
            "AudioSocket",
            "CBAnn",
            "CBRec",
            "Kill",
            "Message",
            "MulticastRTP",
            "Null",
            "Parking",
            "Recorder",
            "Snoop",
            "Surrogate",
            "TestChannel",
            "UnicastRTP",
            "WebSocket");

    private Machines() {}

    /** Whether a channel of this name is one; false for a name that is not known. */
    static boolean isMachine(@Nullable String name) {
        int slash = name == null ? -1 : name.indexOf('/');
        return name != null && slash > 0 && TECHNOLOGIES.contains(name.substring(0, slash));
    }

    /** What a machine is called where it is the goal of a transfer: its technology. */
    static @Nullable String nameOf(@Nullable String name) {
        int slash = name == null ? -1 : name.indexOf('/');
        return name == null || slash < 1 ? null : name.substring(0, slash);
    }
}
