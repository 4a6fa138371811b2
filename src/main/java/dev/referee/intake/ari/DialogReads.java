package dev.referee.intake.ari;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.referee.intake.DialogQuestions;
import dev.referee.intake.DialogQuestions.Question;
import dev.referee.model.Fact;

import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Reads the SIP dialogs of legs, one leg after the other: Asterisk's HTTP server has few threads. A
 * leg that cannot be read, mostly because it is gone by then, is let be. On one Vert.x context.
 */
final class DialogReads {
    private static final Logger LOG = LoggerFactory.getLogger(DialogReads.class);

    private final AriLimits limits;
    private final @Nullable String sessionHeader;
    private final BiFunction<String, String, Future<String>> variable;
    private final Consumer<String> told;
    private final DialogQuestions questions = new DialogQuestions();
    private final Deque<Question> waiting = new ArrayDeque<>();
    private boolean reading;

    /**
     * Creates one that has nothing to do yet.
     *
     * @param sessionHeader the header that is read too; null for none
     * @param variable reads a variable or function: the channel's id, the name
     * @param told takes the event that says what was read
     */
    DialogReads(
            AriLimits limits,
            @Nullable String sessionHeader,
            BiFunction<String, String, Future<String>> variable,
            Consumer<String> told) {
        this.limits = limits;
        this.sessionHeader = sessionHeader;
        this.variable = variable;
        this.told = told;
    }

    /** Reads what a fact that was just told raises questions about. */
    void readAfter(Fact fact) {
        for (Question question : questions.raisedBy(fact)) {
            if (waiting.size() < limits.waitingDialogs()) {
                waiting.addLast(question);
            } else {
                LOG.debug("Too many legs at once: {} is not read", question);
                questions.forget(question);
            }
        }
        readNext();
    }

    /** Forgets all: the connection is gone. */
    void clear() {
        waiting.clear();
        questions.clear();
    }

    private void readNext() {
        if (reading || waiting.isEmpty()) {
            return;
        }
        reading = true;
        Question question = waiting.removeFirst();
        read(question.uniqueid()).onComplete(event -> {
            reading = false;
            if (event.succeeded()) {
                told.accept(event.result());
            } else {
                LOG.debug("{} could not be read: {}", question, String.valueOf(event.cause()));
            }
            readNext();
        });
    }

    private Future<String> read(String id) {
        ObjectNode event = AriFacts.JSON.createObjectNode();
        event.put("type", "RefereeDialogRead");
        event.put("id", id);
        return header(id, "PJSIP_HEADER")
                .compose(ofCaller -> ofCaller.isEmpty()
                        ? header(id, "PJSIP_RESPONSE_HEADER")
                        : Future.succeededFuture(ofCaller))
                .onSuccess(value -> {
                    if (!value.isEmpty()) {
                        event.put("session_id", value);
                    }
                })
                .compose(read -> variable.apply(id, "CHANNEL(pjsip,call-id)"))
                .onSuccess(value -> event.put("call_id", value))
                .compose(read -> variable.apply(id, "CHANNEL(pjsip,local_tag)"))
                .onSuccess(value -> event.put("local_tag", value))
                .compose(read -> variable.apply(id, "CHANNEL(pjsip,remote_tag)"))
                .onSuccess(value -> event.put("remote_tag", value))
                .map(read -> event.toString());
    }

    /**
     * The header that names the session, empty where there is none: of the INVITE of a phone that
     * calls, or of the 200 of one that was called (16.28, 22.10.1).
     */
    private Future<String> header(String id, String function) {
        return sessionHeader == null
                ? Future.succeededFuture("")
                : variable.apply(id, function + "(read," + sessionHeader + ")").otherwise("");
    }
}
