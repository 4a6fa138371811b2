package dev.referee.intake.ami;

import dev.referee.intake.DialogQuestions;
import dev.referee.intake.DialogQuestions.Question;
import dev.referee.intake.ami.Actions.DialogPart;
import dev.referee.model.Fact;

import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.response.ManagerError;
import org.asteriskjava.manager.response.ManagerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Asks for the SIP dialogs of legs ({@link DialogQuestions}). The answers come through the socket's
 * tap like everything else; a question that fails (the leg may be gone by then) is let be.
 *
 * <p>Hears facts on the Vert.x context, asks on threads of its own.
 */
final class DialogReader {
    private static final Logger LOG = LoggerFactory.getLogger(DialogReader.class);

    /** Channels being asked about at once. */
    static final int IN_FLIGHT = 4;

    /** Channels waiting to be asked about; one more is asked about only if it is told of again. */
    static final int MAX_WAITING = 10_000;

    private static final int LOCKS = 64;

    private final Asker asker;
    private final DialogQuestions questions = new DialogQuestions();
    private final ThreadPoolExecutor threads;

    /** By the channel: the parts that two readings of one channel give would get mixed. */
    private final List<Lock> oneAtATime =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

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

    /** Reads the dialogs that a fact raises questions about. On the context. */
    void readAfter(Fact fact) {
        for (Question question : questions.raisedBy(fact)) {
            try {
                threads.execute(() -> askFor(question.uniqueid()));
            } catch (RejectedExecutionException e) {
                LOG.debug("Too many legs at once: {} is not read", question);
                questions.forget(question);
            }
        }
    }

    private void askFor(String uniqueid) {
        Lock lock = oneAtATime.get(Math.floorMod(uniqueid.hashCode(), LOCKS));
        lock.lock();
        try {
            askForParts(uniqueid);
        } finally {
            lock.unlock();
        }
    }

    private void askForParts(String uniqueid) {
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
