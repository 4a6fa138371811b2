package dev.referee.intake.ami;

import dev.referee.intake.Notifier;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.PJSIPNotifyAction;
import org.asteriskjava.manager.response.ManagerError;
import org.asteriskjava.manager.response.ManagerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * NOTIFYs by AMI's PJSIPNotify, over the connection that is open. Whether Asterisk lets this
 * account send any is found out after each login, by an action that names nobody to send to.
 *
 * <p>Its actions have no ActionID of Referee's own: the answers are facts for nobody, and no
 * recording has them.
 *
 * <p>Opened and closed on the thread of the connections, one at a time; sends for any thread.
 */
final class SipNotifier implements Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(SipNotifier.class);

    private static final String TECHNOLOGY = "PJSIP/";

    /** What Asterisk says, 16.28 and 22.10.1. */
    private static final String DENIED = "Permission denied";

    private static final String NO_SUCH_ACTION = "Invalid/unknown command";

    /**
     * The longest value: a line of 1,022 characters passes; a longer one is refused twice, so that
     * all answers after it would belong to other questions (seen on 16.28 and 22.10.1).
     */
    static final int LONGEST_VALUE = 1_000;

    /**
     * What comes through a Variable as it is. Quotes and backslashes are taken away there, a comma
     * begins another variable (seen on 16.28 and 22.10.1), and a line break another header.
     */
    private static final Pattern SAYABLE =
            Pattern.compile("[\\x20-\\x7e&&[^\",\\\\]]{1," + LONGEST_VALUE + "}");

    private static final Pattern NAME = Pattern.compile("PJSIP/[^\\p{Cntrl}]{1,200}");

    private final Context context;
    private final AmiSettings settings;
    private volatile @Nullable Line line;
    private volatile boolean refusedBefore;
    private @Nullable String complaint;

    /** An open connection, and whether it lets NOTIFYs be sent. */
    private record Line(Asker asker, boolean isAllowed) {}

    /** Sends an action and waits for the answer. */
    @FunctionalInterface
    interface Asker {
        ManagerResponse ask(ManagerAction action) throws IOException, TimeoutException;
    }

    /**
     * @param context where answers are told
     */
    SipNotifier(Context context, AmiSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    /** A connection is there: finds out what it may do, and says once when that is nothing. */
    void opened(Asker asker) throws IOException, TimeoutException {
        String hindrance = hindrance(asker.ask(new PJSIPNotifyAction()));
        if (hindrance != null && !hindrance.equals(complaint)) {
            LOG.warn("{}", hindrance);
        }
        complaint = hindrance;
        line = new Line(asker, hindrance == null);
    }

    /** The connection is gone, or about to be. */
    void closed() {
        line = null;
    }

    private @Nullable String hindrance(ManagerResponse answer) {
        String message = String.valueOf(answer.getMessage());
        if (message.startsWith(DENIED)) {
            return ConnectionAdvice.mayNotNotify(settings, message);
        }
        return message.startsWith(NO_SUCH_ACTION) ? ConnectionAdvice.cannotNotify(settings) : null;
    }

    @Override
    public Future<Answer> send(String endpoint, String event, String contentType, String content) {
        Line open = line;
        if (open == null) {
            return Future.succeededFuture(Answer.AWAY);
        }
        if (!open.isAllowed()
                || !NAME.matcher(endpoint).matches()
                || !SAYABLE.matcher(event).matches()
                || !SAYABLE.matcher(contentType).matches()
                || !SAYABLE.matcher(content).matches()) {
            return Future.succeededFuture(Answer.FAILED);
        }
        String name = endpoint.substring(TECHNOLOGY.length());
        PJSIPNotifyAction action = new PJSIPNotifyAction();
        action.setEndpoint(name);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("Event", event);
        variables.put("Content-Type", contentType);
        variables.put("Content", content);
        action.setVariables(variables);
        Promise<Answer> told = Promise.promise();
        Thread.ofVirtual().name("ami-notify").start(() -> {
            Answer answer = send(open.asker(), action, name);
            context.runOnContext(nothing -> told.complete(answer));
        });
        return told.future();
    }

    private Answer send(Asker asker, PJSIPNotifyAction action, String name) {
        try {
            ManagerResponse answer = asker.ask(action);
            if (!(answer instanceof ManagerError)) {
                return Answer.SENT;
            }
            refused(String.valueOf(answer.getMessage()), name);
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.debug("No answer to a PJSIPNotify: {}", e.toString());
        }
        return Answer.FAILED;
    }

    /** Says it once: more of the same would only fill the log, and all are counted. */
    private void refused(String message, String name) {
        if (refusedBefore) {
            LOG.debug("Asterisk refuses a SIP NOTIFY: {}", message);
            return;
        }
        refusedBefore = true;
        LOG.warn("{}", ConnectionAdvice.notifyRefused(message.replace(name, "...")));
    }
}
