package dev.referee.intake.ami;

import dev.referee.intake.DialogQuestions;
import dev.referee.intake.DialogQuestions.Question;
import dev.referee.model.Fact;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Asks for the SIP dialogs of legs ({@link DialogQuestions}). The answers come through the socket's
 * tap like everything else; a question that fails (the leg may be gone by then) is let be.
 *
 * <p>Hears facts on the Vert.x context, asks on a thread of its own: for the channels that wait, a few
 * at a time. Asterisk answers the questions of a connection one after the other, so that the parts
 * that two readings of one channel give do not get mixed.
 */
final class DialogReader {
    private static final Logger LOG = LoggerFactory.getLogger(DialogReader.class);

    /** Channels being asked about at once. */
    static final int IN_FLIGHT = 16;

    /** Channels waiting to be asked about; one more is asked about only if it is told of again. */
    static final int MAX_WAITING = 10_000;

    private final Asker asker;
    private final DialogQuestions questions = new DialogQuestions();
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;

    /** Asks for all parts of the dialogs of channels, and returns when they are answered. */
    @FunctionalInterface
    interface Asker {
        /**
         * Asks.
         *
         * @param uniqueids of the channels, one perhaps more than once
         * @return false when some answer did not come in time
         */
        boolean askFor(List<String> uniqueids) throws IOException, InterruptedException;
    }

    DialogReader(Asker asker) {
        this.asker = asker;
        this.thread = Thread.ofVirtual().name("ami-dialogs").start(this::askForAll);
    }

    /** Reads the dialogs that a fact raises questions about. On the context. */
    void readAfter(Fact fact) {
        for (Question question : questions.raisedBy(fact)) {
            if (!waiting.offer(question.uniqueid())) {
                LOG.debug("Too many legs at once: {} is not read", question);
                questions.forget(question);
            }
        }
    }

    private void askForAll() {
        try {
            List<String> uniqueids = new ArrayList<>();
            while (true) {
                uniqueids.add(waiting.take());
                waiting.drainTo(uniqueids, IN_FLIGHT - 1);
                askFor(uniqueids);
                uniqueids.clear();
            }
        } catch (InterruptedException e) {
            // It was closed: nobody asks any more.
        }
    }

    private void askFor(List<String> uniqueids) throws InterruptedException {
        try {
            if (!asker.askFor(uniqueids)) {
                LOG.debug("Not all of the dialogs of {} were answered", uniqueids);
            }
        } catch (IOException e) {
            LOG.debug("The dialogs of {} could not be read: {}", uniqueids, e.toString());
        }
    }

    /** Ends all questions. */
    void close() {
        thread.interrupt();
    }
}
