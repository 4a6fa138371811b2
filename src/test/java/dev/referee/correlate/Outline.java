package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one source told of each channel of a call, in order, with everything that differs from one
 * call to the next like it (names, times, numbers) left out. Channels and bridges are numbered as
 * they appear. Threads of Asterisk that race do so about different channels, with one exception, so
 * that what is told of one keeps its order.
 */
final class Outline {
    /** What two threads of Asterisk tell of one channel, in the order in which most calls have it. */
    private static final List<String> RACING = List.of("dialled by", "RINGING", "dial RINGING");

    /** The variables that the correlator reads. */
    private static final Set<String> VARIABLES = Set.of(
            "SIPTRANSFER",
            "DIALSTATUS",
            "QUEUESTATUS",
            "TRANSFERSTATUS",
            "TRANSFERSTATUSPROTOCOL",
            "STASISSTATUS",
            "AGISTATUS",
            "VMSTATUS",
            "CONFBRIDGE_RESULT",
            "GOSUB_RESULT",
            "PLAYBACKSTATUS");

    private final Map<String, Integer> channels = new HashMap<>();
    private final Map<String, Integer> bridges = new HashMap<>();
    private final Map<String, Channel.State> states = new HashMap<>();
    private final Map<String, List<String>> told = new LinkedHashMap<>();

    private Outline() {}

    /** One line for each channel and bridge, sorted. */
    static List<String> of(List<Heard> heard) {
        Outline outline = new Outline();
        heard.forEach(one -> outline.add(one.fact()));
        List<String> lines = new ArrayList<>();
        outline.told.forEach((channel, facts) -> lines.add(channel + ": " + inOrder(facts)));
        lines.sort(null);
        return lines;
    }

    private static List<String> inOrder(List<String> facts) {
        List<String> ordered = new ArrayList<>(facts);
        for (int i = 1; i < ordered.size(); i++) {
            for (int j = i; j > 0 && isBefore(ordered.get(j), ordered.get(j - 1)); j--) {
                Collections.swap(ordered, j, j - 1);
            }
        }
        return ordered;
    }

    private static boolean isBefore(String fact, String other) {
        int rank = rank(fact);
        return rank >= 0 && rank < rank(other);
    }

    private static int rank(String fact) {
        return IntStream.range(0, RACING.size())
                .filter(i -> fact.startsWith(RACING.get(i)))
                .findFirst()
                .orElse(-1);
    }

    private void add(Fact fact) {
        switch (fact) {
            case Fact.ChannelSeen seen -> becomes(seen.channel());
            case Fact.HangupRequested request ->
                tell(request.channel(), "hangup by " + request.by());
            case Fact.ChannelGone gone -> tell(gone.channel(), "gone, cause " + gone.cause());
            case Fact.EnteredBridge entered ->
                tell(
                        entered.channel(),
                        "enters " + name(entered.bridge())
                                + (entered.swapped() == null
                                        ? ""
                                        : " for " + name(entered.swapped())));
            case Fact.LeftBridge left -> tell(left.channel(), "leaves " + name(left.bridge()));
            case Fact.BridgeGone gone -> tell(number(bridges, "b", gone.bridgeId()), "gone");
            case Fact.DialBegun dial -> tell(dial.dialled(), "dialled by " + name(dial.caller()));
            case Fact.DialProgress dial -> tell(dial.dialled(), "dial " + dial.status());
            case Fact.DialEnded dial -> tell(dial.dialled(), "dial ends " + dial.status());
            case Fact.VariableSet set -> {
                if (VARIABLES.contains(set.name())) {
                    tell(set.channel(), set.name() + "=" + set.value());
                }
            }
            case Fact.BlindTransferred blind ->
                tell(
                        blind.transferor(),
                        "blind " + blind.result() + " of " + name(blind.transferee()) + " in "
                                + name(blind.bridge()) + place(blind.external()));
            case Fact.AttendedTransferred attended ->
                tell(
                        attended.transferor(),
                        "attended " + attended.result() + ' ' + name(attended.second()) + " of "
                                + name(attended.transferee()) + " to " + name(attended.target())
                                + ' ' + name(attended.firstBridge()) + ' '
                                + name(attended.secondBridge()) + ' ' + attended.destination()
                                + ' ' + attended.application() + place(attended.external()));
            case Fact.LocalJoined joined -> tell(joined.one(), "other half " + name(joined.two()));
            case Fact.HandedOver over -> tell(over.transferor(), "handed over " + over.state());
            case Fact.Connected other -> {}
            case Fact.Disconnected other -> {}
            case Fact.Snapshot other -> {}
            case Fact.DialogRead other -> {}
            case Fact.ReferSeen other -> {}
            case Fact.ReferAnswered other -> {}
            case Fact.NotifySeen other -> {}
            case Fact.NotifyAnswered other -> {}
            case Fact.ByeSeen other -> {}
            case Fact.InviteFailed other -> {}
            case Fact.InviteRedirected other -> {}
            case Fact.TransferBegun begun -> tell(begun.channel(), "Transfer");
        }
    }

    private void becomes(Channel channel) {
        if (states.put(channel.uniqueid(), channel.state()) != channel.state()) {
            tell(channel, String.valueOf(channel.state()));
        }
    }

    private void tell(Channel channel, String what) {
        tell(name(channel), what);
    }

    private void tell(String subject, String what) {
        told.computeIfAbsent(subject, one -> new ArrayList<>()).add(what);
    }

    private String name(@Nullable Channel channel) {
        return channel == null ? "nobody" : name(channel.uniqueid());
    }

    private String name(String uniqueid) {
        return number(channels, "c", uniqueid);
    }

    private String name(@Nullable Bridge bridge) {
        return bridge == null
                ? "no bridge"
                : number(bridges, "b", Objects.requireNonNull(bridge.id()));
    }

    private static String number(Map<String, Integer> known, String prefix, String id) {
        return prefix + known.computeIfAbsent(id, one -> known.size() + 1);
    }

    private static String place(boolean external) {
        return external ? " external" : " internal";
    }
}
