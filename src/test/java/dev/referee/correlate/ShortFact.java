package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;

/** A fact in one short line, for a failure that a person reads. */
final class ShortFact {
    private ShortFact() {}

    static String of(Fact fact) {
        return fact.source() + " " + text(fact);
    }

    private static String text(Fact fact) {
        return switch (fact) {
            case Fact.ChannelSeen one -> full(one.channel());
            case Fact.HangupRequested one ->
                "hangup of " + full(one.channel()) + " by " + one.by() + ", cause " + one.cause();
            case Fact.ChannelGone one -> "gone " + full(one.channel()) + ", cause " + one.cause();
            case Fact.EnteredBridge one ->
                name(one.channel()) + " enters " + one.bridge().id() + " "
                        + one.bridge().technology()
                        + (one.swapped() == null ? "" : " for " + one.swapped());
            case Fact.LeftBridge one ->
                name(one.channel()) + " leaves " + one.bridge().id();
            case Fact.BridgeGone one -> "gone " + one.bridgeId();
            case Fact.DialBegun one ->
                name(one.caller()) + " dials " + name(one.dialled()) + " " + one.dialString();
            case Fact.DialProgress one ->
                name(one.caller()) + " dials " + name(one.dialled()) + ": " + one.status();
            case Fact.DialEnded one ->
                name(one.caller()) + " dialled " + name(one.dialled()) + ": " + one.status();
            case Fact.VariableSet one -> name(one.channel()) + " " + one.name() + "=" + one.value();
            case Fact.LocalJoined one -> name(one.one()) + " and " + name(one.two());
            case Fact.BlindTransferred one ->
                "BLIND " + one.result() + " " + name(one.transferor()) + " sends "
                        + name(one.transferee()) + " to " + one.extension();
            case Fact.AttendedTransferred one ->
                "ATTENDED " + one.result() + " " + name(one.transferor()) + ", "
                        + name(one.second()) + " join " + name(one.transferee()) + " and "
                        + name(one.target()) + ": " + one.destination() + " "
                        + one.application();
            case Fact.DialogRead one -> "dialog of " + one.uniqueid();
            case Fact.ReferSeen one ->
                "REFER " + one.request().callId() + " " + one.request().cseq() + " "
                        + (one.referTo() == null ? null : one.referTo().raw());
            case Fact.ReferAnswered one ->
                "REFER " + one.request().callId() + " " + one.request().cseq() + ": "
                        + one.status();
            case Fact.NotifySeen one -> "NOTIFY " + one.request().callId() + " " + one.status();
            case Fact.NotifyAnswered one ->
                "NOTIFY " + one.request().callId() + ": " + one.status();
            case Fact.ByeSeen one -> "BYE " + one.request().callId();
            case Fact.InviteFailed one -> "INVITE " + one.request().callId() + ": " + one.status();
            case Fact.InviteRedirected one ->
                "INVITE " + one.request().callId() + ": " + one.status() + " to " + one.contact();
            case Fact.TransferBegun one ->
                name(one.channel()) + " begins Transfer(" + one.destination() + ")";
            case Fact.Snapshot one -> "snapshot of " + one.channels().size();
            case Fact.Connected one -> "connected, life " + one.life();
            case Fact.Disconnected one -> "disconnected";
            case Fact.HandedOver one -> one.toString();
        };
    }

    private static String full(Channel channel) {
        return name(channel) + " " + channel.state() + " " + channel.extension()
                + (channel.application() == null
                        ? ""
                        : " runs " + channel.application() + "(" + channel.applicationData() + ")");
    }

    /** With its uniqueid, which the failure names. */
    private static String name(@Nullable Channel channel) {
        return channel == null ? "nobody" : channel.name() + "=" + channel.uniqueid();
    }
}
