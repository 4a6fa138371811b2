package dev.referee.intake.ami;

import dev.referee.intake.DialogQuestions;
import dev.referee.intake.DialogQuestions.Question;
import dev.referee.model.Fact;

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

    /** Asks for all parts of a channel's dialog, and returns when they are answered. */
    @FunctionalInterface
    interface Asker {
        /**
         * Asks.
         *
         * @return false when some answer did not come in time
         */
        boolean askFor(String uniqueid) throws IOException, InterruptedException;
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
            if (!asker.askFor(uniqueid)) {
                LOG.debug("Not all of the dialog of {} was answered", uniqueid);
            }
        } catch (IOException e) {
            LOG.debug("The dialog of {} could not be read: {}", uniqueid, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It was closed.
        } finally {
            lock.unlock();
        }
    }

    /** Ends all questions. */
    void close() {
        threads.shutdownNow();
    }
}
