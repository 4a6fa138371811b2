package dev.referee.intake.ami;

import dev.referee.intake.ami.Actions.DialogPart;
import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.response.ManagerError;
import org.asteriskjava.manager.response.ManagerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks for the SIP dialog of each PJSIP leg when its phone rings, and once more when it is answered.
 * A phone that refuses is recognised by what it gave with its ringing (its tag is in the 180, seen
 * on 22.10.1); behind a proxy that forks, another phone than the one that rang first may answer.
 * Before the ringing there is no tag of the called phone. The answers come through the socket's tap like everything else;
 * a question that fails (the leg may be gone by then) is let be.
 *
 * <p>Hears facts on the Vert.x context, asks on threads of its own.
 */
final class DialogReader {
    private static final Logger LOG = LoggerFactory.getLogger(DialogReader.class);

    /** Channels being asked about at once. */
    static final int IN_FLIGHT = 4;

    /** Channels waiting to be asked about; one more is asked about only if it is told of again. */
    static final int MAX_WAITING = 10_000;

    /** Questions remembered as asked; beyond it the oldest may be asked again. */
    private static final int MAX_ASKED = 20_000;

    private final Asker asker;
    private final Set<String> asked = new LinkedHashSet<>();
    private final ThreadPoolExecutor threads;

    /** Sends a question and waits for the answer; null when the connection ended. */
    @FunctionalInterface
    interface Asker {
        @org.jspecify.annotations.Nullable
        ManagerResponse ask(GetVarAction action) throws IOException, TimeoutException;
    }

    DialogReader(Asker asker) {
        this.asker = asker;
        threads = new ThreadPoolExecutor(
                IN_FLIGHT,
                IN_FLIGHT,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                Thread.ofVirtual().name("ami-dialogs-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Takes note of a fact. On the context. */
    void heard(Fact fact) {
        switch (fact) {
            case Fact.ChannelSeen seen -> channelSeen(seen.channel());
            case Fact.Snapshot snapshot ->
                snapshot.channels().forEach(present -> channelSeen(present.channel()));
            case Fact.ChannelGone gone -> {
                asked.remove(question(gone.channel().uniqueid(), Channel.State.RINGING));
                asked.remove(question(gone.channel().uniqueid(), Channel.State.UP));
            }
            case Fact.Connected f -> {}
            case Fact.Disconnected f -> {}
            case Fact.HangupRequested f -> {}
            case Fact.EnteredBridge f -> {}
            case Fact.LeftBridge f -> {}
            case Fact.BridgeGone f -> {}
            case Fact.DialBegun f -> {}
            case Fact.DialProgress f -> {}
            case Fact.DialEnded f -> {}
            case Fact.VariableSet f -> {}
            case Fact.LocalJoined f -> {}
            case Fact.BlindTransferred f -> {}
            case Fact.AttendedTransferred f -> {}
            case Fact.HandedOver f -> {}
            case Fact.DialogRead f -> {}
            case Fact.ReferSeen f -> {}
            case Fact.ReferAnswered f -> {}
            case Fact.NotifySeen f -> {}
            case Fact.NotifyAnswered f -> {}
            case Fact.ByeSeen f -> {}
            case Fact.InviteFailed f -> {}
        }
    }

    private void channelSeen(Channel channel) {
        String name = channel.name();
        String question = question(channel.uniqueid(), channel.state());
        if ((channel.state() != Channel.State.RINGING && channel.state() != Channel.State.UP)
                || name == null
                || !name.startsWith("PJSIP/")
                || !asked.add(question)) {
            return;
        }
        if (asked.size() > MAX_ASKED) {
            asked.remove(asked.iterator().next());
        }
        try {
            threads.execute(() -> askFor(channel.uniqueid()));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many legs at once: the dialog of {} is not read", channel.uniqueid());
            asked.remove(question);
        }
    }

    private static String question(String uniqueid, Channel.State state) {
        return uniqueid + " " + state;
    }

    private void askFor(String uniqueid) {
        for (DialogPart part : DialogPart.values()) {
            // Asterisk finds a channel by its uniqueid too (ast_channel_get_by_name, 16 and 22),
            // which unlike its name does not come again.
            GetVarAction action = new GetVarAction(uniqueid, part.variable());
            action.setActionId(part.actionId(uniqueid));
            try {
                ManagerResponse answer = asker.ask(action);
                if (answer == null || answer instanceof ManagerError) {
                    LOG.debug("The dialog of {} could not be read: {}", uniqueid, answer);
                    return;
                }
            } catch (IOException | TimeoutException | IllegalStateException e) {
                LOG.debug("The dialog of {} could not be read: {}", uniqueid, e.toString());
                return;
            }
        }
    }

    /** Ends all questions. */
    void close() {
        threads.shutdownNow();
    }
}
