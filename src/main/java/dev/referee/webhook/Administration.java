package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.DeadLetter;
import dev.referee.log.Ledger.KeptLetter;
import dev.referee.log.Ledger.Order;
import dev.referee.log.Ledger.Standing;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What an administrator may ask of webhooks and do with them. What was done is kept as durably as
 * the ledger keeps things. Any thread may ask; futures complete on any context and fail with a
 * {@link Problem}.
 */
public final class Administration {
    private final Context context;
    private final Timing timing;
    private final Ledger ledger;
    private final Deliveries deliveries;
    private final Register register;

    /** Used on the context alone. */
    private boolean ready;

    /** Completes when the change before is done, well or not. Used on the context alone. */
    private Future<?> turn = Future.succeededFuture();

    Administration(
            Context context,
            Timing timing,
            EventLog log,
            Ledger ledger,
            Deliveries deliveries,
            List<Subscription> configured,
            Rules rules) {
        this.context = context;
        this.timing = timing;
        this.ledger = ledger;
        this.deliveries = deliveries;
        this.register = new Register(configured, rules, log, ledger, deliveries);
    }

    /** Begins with what was kept: before that nothing is known. On the context. */
    void begin(Map<String, Order> orders, Map<String, Standing> standings) {
        register.begin(orders, standings);
        ready = true;
    }

    /** What is done on the context. */
    private interface Task<T> {
        Future<T> run() throws Problem;
    }

    /**
     * A receiver that was made, or has a new secret.
     *
     * @param secret the one that was generated, told this once; null when none was
     * @param warnings what should be changed, a sentence each
     */
    public record Made(Hook hook, @Nullable String secret, List<String> warnings) {
        public Made {
            warnings = List.copyOf(warnings);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Made[" + hook.subscription() + "]";
        }
    }

    /**
     * What came of sending something by hand.
     *
     * @param status of HTTP; null when there was no answer in time
     * @param reason why it was not taken, or is still a dead letter although it was; else null
     */
    public record Trial(
            boolean isTaken,
            @Nullable Integer status,
            Duration took,
            @Nullable String reason) {
        private Trial with(String other) {
            return new Trial(isTaken, status, took, other);
        }

        private static Trial of(Answer answer, Duration took) {
            return new Trial(
                    answer.isTaken(),
                    answer.status(),
                    took,
                    answer.isTaken() ? null : answer.summary());
        }
    }

    /** All receivers, by their ids. */
    public Future<List<Hook>> list() {
        return ask(() -> Future.succeededFuture(deliveries.all().stream()
                .map(one -> describe(one.getKey(), one.getValue()))
                .toList()));
    }

    /** One receiver. */
    public Future<Hook> find(String id) {
        return ask(() -> Future.succeededFuture(hook(id)));
    }

    /** Adds a receiver, described as {@link Definitions} says; without a secret it gets one. */
    public Future<Made> create(String json) {
        return change(() -> register.add(json)
                .compose(made -> made(made.id(), made.secret(), made.warnings())));
    }

    /** Takes out a receiver that was added so. */
    public Future<Void> delete(String id) {
        return change(() -> register.remove(id));
    }

    /** Sends a receiver nothing more, over restarts too, until it is resumed. */
    public Future<Hook> pause(String id) {
        return change(() -> register.pause(id).compose(done -> described(id)));
    }

    /** Goes on with one that was paused or has answered 410 Gone, where it stands. */
    public Future<Hook> resume(String id) {
        return change(() -> register.resume(id).compose(done -> described(id)));
    }

    /** Gives one a new secret; the newest of before is valid too until the next time. */
    public Future<Made> rotate(String id) {
        return change(() -> register.rotate(id).compose(secret -> made(id, secret, List.of())));
    }

    /** Sends a receiver one event of a transfer that never was, whatever it is subscribed to. */
    public Future<Trial> test(String id) {
        return ask(() -> {
            Courier courier = register.delivery(id).courier();
            EventLog.Entry sample = Sample.at(timing.wall());
            Message message = courier.subscription().format().message(sample).orElseThrow();
            return carry(courier, message, sample.event().id());
        });
    }

    /**
     * The newest dead letters, newest first.
     *
     * @param webhook whose; null for all
     * @param before only those with a lower number
     */
    public Future<List<KeptLetter>> deadLetters(@Nullable String webhook, long before, int most) {
        return ask(() -> read(
                ledger.deadLetters(webhook, before, most).thenApply(found -> found.orElse(null))));
    }

    /** One dead letter. */
    public Future<KeptLetter> deadLetter(long number) {
        return deadLetters(null, number + 1, 1).compose(found -> {
            boolean isThere = !found.isEmpty() && found.getFirst().number() == number;
            return isThere
                    ? Future.succeededFuture(found.getFirst())
                    : Future.failedFuture(new Problem(
                            Kind.NOT_FOUND,
                            "No dead letter has this number. List the dead letters."));
        });
    }

    /**
     * Sends a dead letter at once, under its event's id and however its receiver stands. When it is
     * taken it is none any more, if that can be kept.
     */
    public Future<Trial> resend(long number) {
        return deadLetter(number).compose(kept -> ask(() -> resend(kept)));
    }

    private Future<Trial> resend(KeptLetter kept) throws Problem {
        DeadLetter letter = kept.letter();
        String event = letter.event();
        String body = letter.request();
        if (event == null || body == null) {
            throw new Problem(
                    Kind.CONFLICT,
                    "The log deleted these events before they could be sent: they are lost.");
        }
        Delivery delivery = deliveries
                .find(letter.webhook())
                .orElseThrow(() -> new Problem(
                        Kind.CONFLICT,
                        "Its webhook " + letter.webhook() + " is no longer there. Create it again"
                                + " under this id."));
        return carry(delivery.courier(), Message.of(letter.headers(), body), event)
                .compose(trial -> trial.isTaken()
                        ? takeOut(kept.number(), trial)
                        : Future.succeededFuture(trial));
    }

    private Future<Trial> takeOut(long number, Trial taken) {
        return Future.fromCompletionStage(ledger.takeOut(number), context)
                .map(out -> out
                        ? taken
                        : taken.with("The receiver accepted it, but log.file cannot be written now,"
                                + " so it stays in the list. Resending it sends it twice."));
    }

    private static Future<Trial> carry(Courier courier, Message message, String event) {
        long began = System.nanoTime();
        return courier.carryAnyway(message, event)
                .map(answer -> Trial.of(answer, Duration.ofNanos(System.nanoTime() - began)));
    }

    private Future<Made> made(String id, @Nullable Secret secret, List<String> warnings) {
        return described(id)
                .map(hook -> new Made(hook, secret == null ? null : secret.reveal(), warnings));
    }

    private Future<Hook> described(String id) {
        try {
            return Future.succeededFuture(hook(id));
        } catch (Problem e) {
            return Future.failedFuture(e);
        }
    }

    private Hook hook(String id) throws Problem {
        return describe(id, register.delivery(id));
    }

    private Hook describe(String id, Delivery delivery) {
        return delivery.describe(register.isConfigured(id));
    }

    /** Null stands for what cannot be read or kept now. */
    private <T> Future<T> read(CompletionStage<@Nullable T> stage) {
        return Future.fromCompletionStage(stage, context)
                .compose(value -> value == null
                        ? Future.failedFuture(Register.away())
                        : Future.succeededFuture(value));
    }

    private <T> Future<T> ask(Task<T> task) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(nothing -> attempt(task).onComplete(answer));
        return answer.future();
    }

    /** One after the other. */
    private <T> Future<T> change(Task<T> task) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(nothing -> {
            Future<T> mine = turn.transform(before -> attempt(task));
            turn = mine;
            mine.onComplete(answer);
        });
        return answer.future();
    }

    private <T> Future<T> attempt(Task<T> task) {
        try {
            return ready ? task.run() : Future.failedFuture(Register.away());
        } catch (Problem | RuntimeException e) {
            // Whoever asked must not wait for ever.
            return Future.failedFuture(e);
        }
    }
}
