package dev.referee.ladder;

import dev.referee.ladder.Mark.What;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;
import java.util.function.BiConsumer;

/** Says what each fact adds to which channels and dialogs. */
final class Observer {
    /** Steps of a dialplan that neither call nor serve anybody. */
    private static final Set<String> SILENT = Set.of(
            "AppDial",
            "AppDial2",
            "AppQueue",
            "Set",
            "MSet",
            "NoOp",
            "Verbose",
            "Log",
            "Goto",
            "GotoIf",
            "GotoIfTime",
            "Gosub",
            "GosubIf",
            "Return",
            "Macro",
            "MacroExit",
            "ExecIf",
            "If",
            "While",
            "EndWhile",
            "Answer",
            "Bridge",
            "Stasis",
            "Transfer",
            "UserEvent",
            "Wait",
            "Hangup");

    /** Variables that say what was asked for, and not how it went. */
    private static final Set<String> REQUESTS = Set.of(
            "SIPTRANSFER",
            "SIPREFERTOHDR",
            "SIPREFERREDBYHDR",
            "BLINDTRANSFER",
            "ATTENDEDTRANSFER",
            "TRANSFERERNAME");

    /** Of headers and variables: what a phone sends has any length. */
    private static final int LONGEST_TEXT = 300;

    private final Strands strands;
    private final Strand connections;
    private final int most;
    private final BiConsumer<Strand, Strand> follow;
    private long marks;

    /**
     * Creates one.
     *
     * @param connections what the sources themselves went through
     * @param most the most marks of one channel or dialog
     * @param follow is told that the first has led to the second
     */
    Observer(Strands strands, Strand connections, int most, BiConsumer<Strand, Strand> follow) {
        this.strands = strands;
        this.connections = connections;
        this.most = most;
        this.follow = follow;
    }

    /** A mark of nobody's. */
    Mark mark(Instant at, What what) {
        return new Mark(++marks, at, what, null, null, null, Mark.NONE, false);
    }

    void see(Fact fact, Instant now) {
        Source source = fact.source();
        switch (fact) {
            case Fact.Connected one -> addConnection(What.CONNECTED, source, now);
            case Fact.Disconnected one -> addConnection(What.LOST, source, now);
            case Fact.Snapshot snapshot ->
                snapshot.channels().forEach(one -> present(one.channel(), now));
            case Fact.ChannelSeen seen -> seen(seen.channel(), source, now);
            case Fact.HangupRequested one ->
                add(
                        channel(one.channel(), now),
                        What.HANGUP,
                        source,
                        one.by().name(),
                        cause(one.cause()),
                        code(one.sipStatus()),
                        one.by() == Fact.Ender.FAR_END,
                        now);
            case Fact.ChannelGone one -> {
                Strand channel = channel(one.channel(), now);
                add(channel, What.GONE, source, null, null, code(one.cause()), false, now);
                strands.leave(channel, now);
            }
            case Fact.EnteredBridge one ->
                add(
                        channel(one.channel(), now),
                        What.ENTERED,
                        source,
                        one.bridge().id(),
                        one.swapped(),
                        Mark.NONE,
                        false,
                        now);
            case Fact.LeftBridge one ->
                add(
                        channel(one.channel(), now),
                        What.LEFT,
                        source,
                        one.bridge().id(),
                        null,
                        Mark.NONE,
                        false,
                        now);
            case Fact.BridgeGone one -> {}
            case Fact.DialBegun one -> dialled(one, now);
            case Fact.DialProgress one -> {
                Strand channel = channel(one.dialled(), now);
                if (one.status().equals("RINGING")) {
                    once(channel, What.RINGING, source, null, now);
                } else {
                    add(
                            channel,
                            What.DIAL_PROGRESS,
                            source,
                            one.status(),
                            null,
                            Mark.NONE,
                            false,
                            now);
                }
            }
            case Fact.DialEnded one ->
                add(
                        channel(one.dialled(), now),
                        What.DIAL_ENDED,
                        source,
                        one.status(),
                        null,
                        Mark.NONE,
                        false,
                        now);
            case Fact.VariableSet one -> {
                // That a dial was answered shows without it.
                boolean isAnswer = one.value().equals("ANSWER");
                if (!one.value().isEmpty() && !isAnswer && !REQUESTS.contains(one.name())) {
                    add(
                            channel(one.channel(), now),
                            What.VARIABLE,
                            source,
                            one.name(),
                            one.value(),
                            Mark.NONE,
                            false,
                            now);
                }
            }
            case Fact.TransferBegun one ->
                add(
                        channel(one.channel(), now),
                        What.TRANSFER_ASKED,
                        source,
                        null,
                        one.destination(),
                        Mark.NONE,
                        false,
                        now);
            case Fact.LocalJoined one -> {
                lead(channel(one.one(), now), channel(one.two(), now));
                lead(channel(one.two(), now), channel(one.one(), now));
            }
            case Fact.BlindTransferred one -> {
                Strand channel = channel(one.transferor(), now);
                add(channel, What.BLIND, source, one.result().name(), null, Mark.NONE, true, now);
            }
            case Fact.AttendedTransferred one -> {
                Strand channel = channel(one.transferor(), now);
                add(
                        channel,
                        What.ATTENDED,
                        source,
                        one.result().name(),
                        one.destination().name(),
                        Mark.NONE,
                        true,
                        now);
            }
            case Fact.HandedOver one ->
                add(
                        channel(one.transferor(), now),
                        What.HANDED_OVER,
                        source,
                        one.state() == null ? "" : one.state(),
                        null,
                        Mark.NONE,
                        true,
                        now);
            case Fact.DialogRead one -> bind(strands.appear(one.uniqueid(), now), one.callId());
            case Fact.ReferSeen one -> {
                String to = one.referTo() == null ? null : one.referTo().raw();
                sip(one.request(), What.REFER, source, to, Mark.NONE, one.toPbx(), now);
            }
            case Fact.ReferAnswered one -> {
                Strand dialog = strands.dialog(one.request().callId());
                Mark refer = dialog == null ? null : dialog.find(What.REFER, name(one.request()));
                if (refer != null) {
                    sip(
                            one.request(),
                            What.REFER_ANSWERED,
                            source,
                            null,
                            one.status(),
                            !refer.isToPbx,
                            now);
                }
            }
            case Fact.NotifySeen one ->
                sip(
                        one.request(),
                        What.NOTIFY,
                        source,
                        one.subscriptionState(),
                        one.status() == null ? Mark.NONE : one.status(),
                        one.toPbx(),
                        now);
            case Fact.NotifyAnswered one -> {
                Strand dialog = strands.dialog(one.request().callId());
                Mark notify = dialog == null ? null : dialog.find(What.NOTIFY, name(one.request()));
                if (notify != null) {
                    sip(
                            one.request(),
                            What.NOTIFY_ANSWERED,
                            source,
                            null,
                            one.status(),
                            !notify.isToPbx,
                            now);
                }
            }
            case Fact.ByeSeen one -> {
                if (isInteresting(one.request().callId())) {
                    sip(one.request(), What.BYE, source, null, Mark.NONE, one.fromPhone(), now);
                }
            }
            case Fact.InviteFailed one ->
                sip(one.request(), What.INVITE_FAILED, source, null, one.status(), true, now);
            case Fact.InviteRedirected one ->
                sip(
                        one.request(),
                        What.REDIRECTED,
                        source,
                        one.contact(),
                        one.status(),
                        false,
                        now);
        }
    }

    private void addConnection(What what, Source source, Instant now) {
        connections.add(
                new Mark(++marks, now, what, source, source.name(), null, Mark.NONE, false),
                source,
                most);
    }

    private void present(Channel channel, Instant now) {
        Strand strand = channel(channel, now);
        if (strand.marks.isEmpty()) {
            strand.isTruncated = true;
        }
    }

    private void seen(Channel channel, Source source, Instant now) {
        Strand strand = channel(channel, now);
        switch (channel.state()) {
            case CALLING -> once(strand, What.CALLED, source, channel.extension(), now);
            case RINGING -> once(strand, What.RINGING, source, null, now);
            case UP -> once(strand, What.UP, source, null, now);
            case DOWN, OTHER -> {}
        }
        String application = channel.application();
        if (application != null
                && strand.runs(source, application)
                && !application.isEmpty()
                && !SILENT.contains(application)) {
            add(strand, What.APPLICATION, source, application, null, Mark.NONE, false, now);
        }
    }

    private void dialled(Fact.DialBegun dial, Instant now) {
        Strand dialled = channel(dial.dialled(), now);
        String caller = dial.caller() == null ? null : dial.caller().uniqueid();
        Mark known = dialled.find(What.DIALLED, null);
        if (known == null) {
            add(dialled, What.DIALLED, dial.source(), caller, null, Mark.NONE, false, now);
        } else if (!known.isBy(dial.source())) {
            known.confirm(dial.source(), null, Mark.NONE);
        }
        if (dial.caller() != null) {
            lead(channel(dial.caller(), now), dialled);
        }
    }

    private void lead(Strand from, Strand to) {
        from.lead(to.key);
        if (!from.traces.isEmpty()) {
            follow.accept(from, to);
        }
    }

    /** For what happens to a channel once in its life. */
    private void once(
            Strand channel, What what, Source source, @Nullable String text, Instant now) {
        Mark known = channel.find(what, null);
        if (known == null) {
            add(channel, what, source, null, text, Mark.NONE, false, now);
        } else if (!known.isBy(source)) {
            known.confirm(source, text, Mark.NONE);
        }
    }

    private void add(
            Strand strand,
            What what,
            Source source,
            @Nullable String other,
            @Nullable String text,
            int code,
            boolean isToPbx,
            Instant now) {
        strand.add(
                new Mark(++marks, now, what, source, other, cut(text), code, isToPbx),
                source,
                most);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "…";
    }

    private void sip(
            SipRequest request,
            What what,
            Source source,
            @Nullable String text,
            int code,
            boolean isToPbx,
            Instant now) {
        Strand dialog = strands.openDialog(request.callId(), now);
        String name = name(request);
        if (dialog.find(what, name) != null) {
            return; // sent again
        }
        Strand channel = strands.channelOf(request.callId());
        if (channel != null && !channel.traces.isEmpty()) {
            follow.accept(channel, dialog);
        }
        add(dialog, what, source, name, text, code, isToPbx, now);
    }

    private boolean isInteresting(String callId) {
        Strand channel = strands.channelOf(callId);
        return strands.dialog(callId) != null || (channel != null && !channel.traces.isEmpty());
    }

    private static String name(SipRequest request) {
        return request.fromTag() + ' ' + request.cseq();
    }

    private Strand channel(Channel channel, Instant now) {
        Strand strand = strands.appear(channel.uniqueid(), now);
        if (channel.name() != null) {
            strand.name = channel.name();
        }
        if (channel.callId() != null) {
            bind(strand, channel.callId());
        }
        return strand;
    }

    private void bind(Strand channel, String callId) {
        strands.bind(channel, callId);
        Strand dialog = strands.dialog(callId);
        if (dialog != null && !channel.traces.isEmpty()) {
            follow.accept(channel, dialog);
        }
    }

    private static int code(@Nullable Integer code) {
        return code == null ? Mark.NONE : code;
    }

    private static @Nullable String cause(@Nullable Integer cause) {
        return cause == null ? null : String.valueOf(cause);
    }
}
