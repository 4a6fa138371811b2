package dev.referee.intake.ami;

import dev.referee.intake.Tap;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import io.vertx.core.Context;

import org.asteriskjava.manager.AuthenticationFailedException;
import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.AbstractManagerAction;
import org.asteriskjava.manager.action.CoreShowChannelsAction;
import org.asteriskjava.manager.action.CoreStatusAction;
import org.asteriskjava.manager.action.EventsAction;
import org.asteriskjava.manager.action.FilterAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.PingAction;
import org.asteriskjava.manager.response.ManagerError;
import org.asteriskjava.manager.response.ManagerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocketFactory;

/**
 * One connection with Asterisk from the first byte to the last: logs in, reads what is going on,
 * and watches over it until it ends. {@link #live} runs on a thread that may block; frames are heard
 * and facts are told on the Vert.x context.
 */
final class AmiSession {
    private static final Logger LOG = LoggerFactory.getLogger(AmiSession.class);

    private final AmiSettings settings;
    private final AmiLimits limits;
    private final EventFilter filter;
    private final AmiConnection connection;
    private final FrameQueue queue;
    private final DialogReader dialogs;
    private final @Nullable SipNotifier notifier;
    private final CompletableFuture<IOException> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> snapshot = new CompletableFuture<>();
    private final AmiFacts mapping;
    private final Tap tap;
    private final Consumer<Fact> watcher;

    /**
     * @param notifier is told when it may send through this session; null for none
     * @param mapping used on the context only
     * @param tap hears each frame on the context
     * @param watcher takes each fact on the context
     */
    AmiSession(
            Context context,
            AmiSettings settings,
            AmiLimits limits,
            SSLSocketFactory tls,
            @Nullable SipNotifier notifier,
            AmiFacts mapping,
            Tap tap,
            Consumer<Fact> watcher) {
        this.settings = settings;
        this.notifier = notifier;
        this.limits = limits;
        this.mapping = mapping;
        this.tap = tap;
        this.watcher = watcher;
        this.filter = EventFilter.of(tap.scope());
        this.queue = new FrameQueue(
                context, this::tellFacts, limits.queuedFrames(), limits.queuedChars());
        this.connection = new AmiConnection(settings, limits, tls, filter, queue, this::lost);
        this.dialogs = new DialogReader(connection.dialogs());
    }

    /** How a session went, as far as the next one needs to know. */
    record End(String detail, Duration wasUp) {}

    /**
     * Lives through the whole connection.
     *
     * @param status is told when it is up, and when it is not although it is connected
     */
    End live(BiConsumer<Boolean, String> status) throws InterruptedException {
        long upSince = 0;
        try {
            logIn();
        } catch (IOException
                | TimeoutException
                | AuthenticationFailedException
                | RuntimeException e) {
            close();
            return new End(ConnectionAdvice.connecting(settings, firstCause(e)), Duration.ZERO);
        }
        try {
            readState(status);
            if (notifier != null) {
                notifier.opened(this::ask);
            }
            upSince = System.nanoTime();
            watch();
            throw new IllegalStateException("watched to no end");
        } catch (IOException | TimeoutException e) {
            return new End(
                    ConnectionAdvice.lost(settings, firstCause(e)),
                    upSince == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - upSince));
        } finally {
            if (notifier != null) {
                notifier.closed();
            }
            lost(new IOException("the session has ended"));
            close();
            queue.awaitEmpty();
        }
    }

    private void logIn() throws IOException, TimeoutException, AuthenticationFailedException {
        // Without events, so that the first thing told is that Asterisk is there.
        connection.login("off");
    }

    private void readState(BiConsumer<Boolean, String> status)
            throws IOException, TimeoutException, InterruptedException {
        ask(new CoreStatusAction(), Actions.LIFE);
        chooseEvents();
        ask(new BridgeListAction(), Actions.BRIDGES);
        if (ask(new CoreShowChannelsAction(), Actions.CHANNELS) instanceof ManagerError refused) {
            status.accept(false, ConnectionAdvice.mayNotList(settings, refused.getMessage()));
            return;
        }
        awaitSnapshot();
        status.accept(
                true,
                "Connected with " + settings + ", " + connection.getProtocolIdentifier() + ".");
    }

    private void chooseEvents() throws IOException, TimeoutException {
        for (String pattern : filter.patterns()) {
            if (ask(new FilterAction(pattern)) instanceof ManagerError refused) {
                LOG.debug("AMI sends more than needed, Filter: {}", refused.getMessage());
                break;
            }
        }
        ask(new EventsAction(filter.classes()));
    }

    private void awaitSnapshot() throws IOException, InterruptedException {
        try {
            CompletableFuture.anyOf(snapshot, ended)
                    .get(limits.snapshotTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IOException(
                    "the list of channels did not come whole within " + limits.snapshotTimeout());
        }
        if (!snapshot.isDone()) {
            throw ended.join();
        }
    }

    /** Returns only by the exception that says why the connection ended. */
    private void watch() throws IOException, TimeoutException, InterruptedException {
        long intervalNanos = settings.pingInterval().toNanos();
        while (true) {
            try {
                throw ended.get(intervalNanos, TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (java.util.concurrent.TimeoutException e) {
                if (System.nanoTime() - connection.lastHeardNanos() >= intervalNanos) {
                    ask(new PingAction());
                }
            }
        }
    }

    private ManagerResponse ask(AbstractManagerAction action, String actionId)
            throws IOException, TimeoutException {
        action.setActionId(actionId);
        return ask(action);
    }

    private ManagerResponse ask(ManagerAction action) throws IOException, TimeoutException {
        ManagerResponse response;
        try {
            response = connection.sendAction(action);
        } catch (IllegalStateException e) {
            throw new IOException("the connection has ended", e);
        }
        if (response == null) {
            throw new IOException("the connection has ended");
        }
        return response;
    }

    private Exception firstCause(Exception reported) {
        return firstCause(reported, ended.getNow(null));
    }

    /**
     * Of several failures the one that says most: the library often reports only that something was
     * missing after the socket had failed.
     *
     * @param socket why the connection has ended; null where it has not
     */
    static Exception firstCause(Exception reported, @Nullable IOException socket) {
        return switch (socket) {
            case null -> reported;
            case AmiConnection.GivenUp givenUp ->
                givenUp.greeted() ? reported : new TimeoutException("no greeting");
            default -> refused(reported) ? reported : socket;
        };
    }

    private static boolean refused(Exception reported) {
        return reported instanceof AuthenticationFailedException && reported.getCause() == null;
    }

    private void lost(IOException why) {
        if (ended.complete(why)) {
            queue.end(AmiFacts.LOST_FRAME);
        }
    }

    /** Tells the facts in a frame. On the context. */
    private void tellFacts(String frame) {
        tap.heard(Source.AMI, frame);
        long rejected = mapping.rejected();
        for (Fact fact : mapping.of(frame)) {
            watcher.accept(fact);
            dialogs.readAfter(fact);
            if (fact instanceof Fact.Snapshot) {
                snapshot.complete(null);
            }
        }
        if (mapping.rejected() > rejected) {
            LOG.debug("A frame lacks something: {}", AmiFrame.first(frame, "Event"));
        }
    }

    /** Closes the connection at once. Any thread. */
    void close() {
        dialogs.close();
        connection.close();
    }

    /** Throws away what was not told yet: nobody listens any more. */
    void discard() {
        queue.discard();
    }
}
