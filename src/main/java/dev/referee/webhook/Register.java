package dev.referee.webhook;

import dev.referee.log.EventLog;
import dev.referee.log.Ledger;
import dev.referee.log.Ledger.Order;
import dev.referee.log.Ledger.Standing;
import dev.referee.problem.Problem;
import dev.referee.problem.Problem.Kind;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Which receivers there are, and what administrators have ordered of each. What is changed is kept
 * first and done then. For one context, and one change after the other.
 */
final class Register {
    private static final Logger LOG = LoggerFactory.getLogger(Register.class);
    /** How long a change may take to be kept before it is said that it was not. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String SECRET = "secret";
    private static final String SECOND_SECRET = "secondSecret";

    private final List<Subscription> configured;
    private final Set<String> configuredIds;
    private final Rules rules;
    private final EventLog log;
    private final Ledger ledger;
    private final Deliveries deliveries;
    private final Map<String, Order> orders = new HashMap<>();

    Register(
            List<Subscription> configured,
            Rules rules,
            EventLog log,
            Ledger ledger,
            Deliveries deliveries) {
        this.configured = List.copyOf(configured);
        this.configuredIds =
                configured.stream().map(Subscription::id).collect(Collectors.toUnmodifiableSet());
        this.rules = rules;
        this.log = log;
        this.ledger = ledger;
        this.deliveries = deliveries;
    }

    /** Begins with all receivers where they stood. */
    void begin(Map<String, Order> kept, Map<String, Standing> standings) {
        orders.putAll(kept);
        for (Subscription one : configured) {
            deliveries.begin(one, standings.get(one.id()), isPaused(one.id()));
        }
        kept.forEach((id, order) -> {
            String definition = order.definition();
            if (definition != null) {
                begin(id, definition, standings.get(id));
            } else if (order.isPaused() && !isConfigured(id)) {
                LOG.warn(
                        "Webhook {} is paused and no longer in the configuration. If it returns, it"
                                + " is still paused: delete it to change that",
                        id);
            }
        });
    }

    private void begin(String id, String definition, @Nullable Standing before) {
        if (isConfigured(id)) {
            LOG.warn(
                    "Webhook {} is in the configuration and was also created by REST: the one of"
                            + " the configuration is used",
                    id);
            return;
        }
        switch (rules.definitions().read(definition)) {
            case Definitions.Definition.Right(Subscription read, List<String> warnings) ->
                deliveries.begin(
                        rules.isPrivateAllowed() ? read : read.withPublicAddressesAlone(),
                        before,
                        isPaused(id));
            case Definitions.Definition.Wrong(List<String> problems) ->
                LOG.error(
                        "Webhook {}, created by REST, cannot be read and receives nothing: {}",
                        id,
                        String.join(" ", problems));
        }
    }

    /** For what the log's file does not do now. */
    static Problem away() {
        return new Problem(
                Kind.UNAVAILABLE,
                "What is remembered of webhooks cannot be kept or read now: see \"log\" of /readyz."
                        + " Try again.");
    }

    boolean isConfigured(String id) {
        return configuredIds.contains(id);
    }

    private boolean isPaused(String id) {
        Order order = orders.get(id);
        return order != null && order.isPaused();
    }

    private @Nullable String definition(String id) {
        Order order = orders.get(id);
        return order == null ? null : order.definition();
    }

    /** The delivery to a receiver. */
    Delivery delivery(String id) throws Problem {
        return deliveries
                .find(id)
                .orElseThrow(() ->
                        new Problem(Kind.NOT_FOUND, "No webhook has this id. List the webhooks."));
    }

    /**
     * Adds a receiver, which is sent what is told from now on.
     *
     * @param json with all that describes it, but perhaps without a secret
     */
    Future<Made> add(String json) throws Problem {
        Definitions.Definition.Right read = switch (rules.definitions().read(json)) {
            case Definitions.Definition.Right right -> right;
            case Definitions.Definition.Wrong(List<String> problems) ->
                throw new Problem(Kind.INVALID_BODY, String.join(" ", problems));
        };
        refuseWhatMayNotBe(read.subscription());
        boolean isGiven = !read.subscription().secrets().isEmpty();
        Secret secret = isGiven ? read.subscription().secrets().getFirst() : Secret.generate();
        Subscription made =
                isGiven ? read.subscription() : read.subscription().withSecrets(List.of(secret));
        Order order =
                new Order(new JsonObject(json).put(SECRET, secret.reveal()).encode(), false);
        Standing now = new Standing(log.newest(), List.of(), null);
        // In this order: one that is made must not miss what is told before it is kept where it is.
        return kept(ledger.save(made.id(), now, List.of()))
                .compose(begun -> kept(ledger.order(made.id(), order)))
                .map(ordered -> {
                    orders.put(made.id(), order);
                    deliveries.begin(made, now, false);
                    return new Made(made.id(), isGiven ? null : secret, read.warnings());
                });
    }

    /**
     * What was made.
     *
     * @param secret null when the administrator knows it
     */
    record Made(String id, @Nullable Secret secret, List<String> warnings) {}

    private void refuseWhatMayNotBe(Subscription subscription) throws Problem {
        String id = subscription.id();
        if (deliveries.find(id).isPresent()) {
            throw new Problem(
                    Kind.CONFLICT,
                    "There is a webhook " + id
                            + " already. Choose another id, or delete that one.");
        }
        long made = orders.values().stream()
                .filter(order -> order.definition() != null)
                .count();
        if (made >= rules.most() && definition(id) == null) {
            throw new Problem(
                    Kind.CONFLICT,
                    "There are " + made + " webhooks made by REST, and admin.webhooks allows "
                            + rules.most() + ". Delete one, or raise it.");
        }
        if (subscription.isPrivateAllowed() && !rules.isPrivateAllowed()) {
            throw new Problem(
                    Kind.INVALID_BODY,
                    "privateAddresses is true, and the configuration does not allow that here: set"
                            + " admin.private_addresses, or leave it out.");
        }
    }

    /**
     * Takes out a receiver that was made by REST, or forgets what was ordered of one that has left
     * the configuration.
     */
    Future<Void> remove(String id) throws Problem {
        if (!orders.containsKey(id)) { // one that is not configured or cannot be read has but this
            delivery(id);
        }
        if (isConfigured(id)) {
            throw new Problem(
                    Kind.CONFLICT,
                    "Webhook " + id + " stands in the configuration: take it out of webhooks there,"
                            + " and start Referee again. Until then it can be paused.");
        }
        Optional<Delivery> delivery = deliveries.find(id);
        // What is kept of it behind the forgetting would come back with the next one of this id.
        return inTime(delivery.map(Delivery::keepLast).orElseGet(Future::succeededFuture))
                .compose(last -> kept(ledger.forget(id)))
                .onFailure(notKept -> delivery.ifPresent(Delivery::keepOn))
                .map(forgotten -> {
                    orders.remove(id);
                    deliveries.forget(id);
                    return null;
                });
    }

    private static Future<Void> inTime(Future<Void> kept) {
        return kept.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> Future.failedFuture(away()));
    }

    Future<Void> pause(String id) throws Problem {
        Delivery delivery = delivery(id);
        return order(id, new Order(definition(id), true)).map(kept -> {
            delivery.pause();
            return null;
        });
    }

    Future<Void> resume(String id) throws Problem {
        Delivery delivery = delivery(id);
        return inTime(delivery.keepUnrefused())
                .compose(kept -> order(id, new Order(definition(id), false)))
                .onFailure(notKept -> delivery.keepRefused())
                .map(kept -> {
                    delivery.resume();
                    return null;
                });
    }

    /** Gives a receiver a new first secret; the first one becomes the second. */
    Future<Secret> rotate(String id) throws Problem {
        Courier courier = delivery(id).courier();
        String definition = definition(id);
        if (isConfigured(id) || definition == null) {
            throw new Problem(
                    Kind.CONFLICT,
                    "The secret of webhook " + id + " stands in the configuration: set a new one as"
                            + " second_secret there.");
        }
        Secret former = courier.subscription().secrets().getFirst();
        Secret next = Secret.generate();
        JsonObject changed = new JsonObject(definition)
                .put(SECRET, next.reveal())
                .put(SECOND_SECRET, former.reveal());
        changed.remove("second_secret"); // as it was called before it was camelCase
        return order(id, new Order(changed.encode(), isPaused(id))).map(kept -> {
            courier.rotate(courier.subscription().withSecrets(List.of(next, former)));
            return next;
        });
    }

    private Future<Void> order(String id, Order order) {
        return kept(ledger.order(id, order)).map(kept -> {
            orders.put(id, order);
            return null;
        });
    }

    private static Future<Void> kept(CompletionStage<Boolean> stage) {
        return Future.fromCompletionStage(stage, Vertx.currentContext())
                .compose(kept ->
                        kept ? Future.<Void>succeededFuture() : Future.failedFuture(away()));
    }
}
