package dev.referee.edge;

import dev.referee.token.Grant;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What one browser may see: its own calls, whose dialogs it proves; what the token that it has shown
 * allows; or on an open server everything. Counts what may be a guess. Used on the edge's context
 * only.
 */
final class Access {
    private static final String ONLY_OWN_DIALOGS =
            "This server tells only the transfers of one's own calls: subscribe with \"dialog\".";

    private final House house;
    private final String peer;
    private final Allowance attempts = new Allowance();
    private final @Nullable Pass pass;

    /** Why something may not be seen. */
    record Refusal(ErrorCode code, String message) {}

    /**
     * Creates that of a browser that has shown nothing yet.
     *
     * @param peer its address as {@link Peer} names it
     * @param onExpiry runs when the token that it has shown counts no longer
     */
    Access(House house, String peer, Runnable onExpiry) {
        this.house = house;
        this.peer = peer;
        this.pass =
                house.tokens() == null ? null : new Pass(house.vertx(), house.tokens(), onExpiry);
    }

    /** Forgets the token: the browser is gone. */
    void end() {
        if (pass != null) {
            pass.tear();
        }
    }

    /**
     * Counts what may be a guess.
     *
     * @return false when there were too many: whoever has guessed too often learns nothing more
     */
    boolean mayTry() {
        return house.attempts().take(attempts, peer);
    }

    /** What was counted last was right. */
    void wasRight() {
        house.attempts().giveBack(attempts, peer);
    }

    boolean takesTokens() {
        return pass != null;
    }

    /**
     * Takes a token in place of the one before, if it is valid; only where tokens are taken.
     *
     * @param answer what it allows, empty when it is not valid; perhaps told before this returns
     */
    void show(String token, Consumer<Optional<Grant>> answer) {
        if (pass == null) {
            throw new IllegalStateException("takes no tokens");
        }
        pass.show(token, answer);
    }

    /** What the token that was shown allows; empty without one that counts. */
    Optional<Grant> grant() {
        return Optional.ofNullable(pass == null ? null : pass.grant());
    }

    /** Whether a topic may be seen; a leg may, because its dialog was proven. */
    boolean allows(Topic topic) {
        return refusal(topic).isEmpty();
    }

    /** Why a topic may not be seen; empty when it may. */
    Optional<Refusal> refusal(Topic topic) {
        return switch (topic) {
            case Topic.Leg leg -> Optional.empty();
            case Topic.Endpoint(String name) -> unless(grant -> grant.allows(name));
            case Topic.Everything all -> unless(Grant::admin);
        };
    }

    private Optional<Refusal> unless(Predicate<Grant> isAllowed) {
        if (house.settings().open()) {
            return Optional.empty();
        }
        if (pass == null) {
            return Optional.of(new Refusal(ErrorCode.NOT_ALLOWED, ONLY_OWN_DIALOGS));
        }
        Grant grant = pass.grant();
        if (grant == null) {
            return Optional.of(
                    new Refusal(ErrorCode.TOKEN_REQUIRED, "Authenticate with a token first."));
        }
        return isAllowed.test(grant)
                ? Optional.empty()
                : Optional.of(new Refusal(ErrorCode.NOT_ALLOWED, "The token does not allow this."));
    }
}
