package dev.referee.intake.ami;

import dev.referee.intake.Tap;

import io.vertx.core.Context;

import org.asteriskjava.manager.AuthenticationFailedException;
import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.CoreSettingsAction;
import org.asteriskjava.manager.action.CoreStatusAction;
import org.asteriskjava.manager.action.EventsAction;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.action.ListCommandsAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.response.ManagerError;
import org.asteriskjava.manager.response.ManagerResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import javax.net.ssl.SSLSocketFactory;

/**
 * One AMI connection for questions about Asterisk itself and about the account. It only reads. Its
 * methods block, each for a few seconds at most: not for an event loop.
 */
public final class AmiProbe implements AutoCloseable {
    private final AmiSettings settings;
    private final AmiConnection connection;
    private final FrameQueue queue;
    private final CompletableFuture<IOException> ended = new CompletableFuture<>();

    /**
     * Connects with nothing yet.
     *
     * @param context on which the events are told
     * @param heard takes the name of each event, and of a VarSet the variable's, else an empty text
     */
    public AmiProbe(Context context, AmiSettings settings, BiConsumer<String, String> heard) {
        this.settings = settings;
        AmiLimits limits = AmiLimits.DEFAULT;
        this.queue = new FrameQueue(
                context, frame -> tell(frame, heard), limits.queuedFrames(), limits.queuedChars());
        this.connection = new AmiConnection(
                settings,
                limits,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                EventFilter.of(Tap.Scope.EVERYTHING),
                queue,
                ended::complete);
    }

    private static void tell(String frame, BiConsumer<String, String> heard) {
        String event = AmiFrame.first(frame, "Event");
        if (event != null) {
            heard.accept(event, Objects.requireNonNullElse(AmiFrame.first(frame, "Variable"), ""));
        }
    }

    /**
     * What Asterisk answered.
     *
     * @param message why it refused, or what it remarks; empty for nothing
     * @param fields by their names, in any case
     */
    public record Reply(boolean success, String message, Map<String, String> fields) {
        public Reply {
            Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            copy.putAll(fields);
            fields = copy;
        }
    }

    /** Events that Referee cannot do without, by their names; VarSet is not among them. */
    public static List<String> neededEvents() {
        return EventFilter.ofCalls();
    }

    /**
     * Connects and logs in, without hearing events.
     *
     * @return what is wrong and what to do, without secrets; null when it is logged in
     */
    public @Nullable String open() {
        try {
            connection.login("off");
            return null;
        } catch (IOException
                | TimeoutException
                | AuthenticationFailedException
                | RuntimeException e) {
            return ConnectionAdvice.connecting(
                    settings, AmiSession.firstCause(e, ended.getNow(null)));
        }
    }

    /** For example {@code Asterisk Call Manager/11.0.0}. */
    public String protocol() {
        return String.valueOf(connection.getProtocolIdentifier());
    }

    /** The names of all actions that the account may send, each with its classes. */
    public Reply commands() throws IOException {
        return ask(new ListCommandsAction());
    }

    /** CoreSettings: versions and limits. */
    public Reply settings() throws IOException {
        return ask(new CoreSettingsAction());
    }

    /** CoreStatus: when Asterisk started, by its own time zone. */
    public Reply status() throws IOException {
        return ask(new CoreStatusAction());
    }

    /**
     * A global variable, or a function of the dialplan that only reads.
     *
     * @return empty where it has no value or there is no such function
     */
    public String variable(String name) throws IOException {
        return ask(new GetVarAction(name)).fields().getOrDefault("value", "");
    }

    /**
     * Whether the dialplan has a context, or an extension in it.
     *
     * @param extension null for the context itself
     */
    public Reply dialplan(String context, @Nullable String extension) throws IOException {
        return ask(new ShowDialPlanAction(context, extension));
    }

    /** From now on events are told, as many as the account may hear. */
    public void listen() throws IOException {
        ask(new EventsAction(EventFilter.EVERYTHING.classes()));
    }

    private Reply ask(ManagerAction action) throws IOException {
        ManagerResponse response;
        try {
            response = connection.sendAction(action);
        } catch (TimeoutException | IllegalStateException e) {
            throw new IOException("AMI gives no answer to " + action.getAction(), e);
        }
        if (response == null) {
            throw new IOException("AMI has closed the connection");
        }
        Map<String, String> fields = new TreeMap<>();
        response.getAttributes().forEach((name, value) -> fields.put(name, String.valueOf(value)));
        return new Reply(
                !(response instanceof ManagerError),
                Objects.requireNonNullElse(response.getMessage(), ""),
                fields);
    }

    @Override
    public void close() {
        queue.discard();
        connection.close();
    }
}
