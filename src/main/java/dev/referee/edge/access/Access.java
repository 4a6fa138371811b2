package dev.referee.edge.access;

import dev.referee.edge.client.RateLimit;
import dev.referee.model.Dialog;
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
public final class Access {
    private final boolean open;
    private final DialogAuthorizer dialogs;
    private final Attempts guesses;
    private final Attempts questions;
    private final @Nullable TokenSession tokenSession;
    private final String peer;
    private final RateLimit ofOwn = new RateLimit();

    /** Why something may not be seen. */
    public enum Refusal {
        /** The server takes no tokens, so that it tells only the transfers of one's own calls. */
        OWN_DIALOGS_ONLY,
        /** It takes a token that counts, and none was shown. */
        TOKEN_REQUIRED,
        /** The token that was shown is for something else. */
        NOT_BY_THIS_TOKEN
    }

    /**
     * Creates that of a browser that has shown nothing yet.
     *
     * @param guesses counts tries with what may be a guess
     * @param questions counts questions by plain HTTP
     * @param tokenSession null where no tokens are taken
     * @param peer its address as {@link dev.referee.edge.client.Peer} names it
     */
    Access(
            boolean open,
            DialogAuthorizer dialogs,
            Attempts guesses,
            Attempts questions,
            @Nullable TokenSession tokenSession,
            String peer) {
        this.open = open;
        this.dialogs = dialogs;
        this.guesses = guesses;
        this.questions = questions;
        this.tokenSession = tokenSession;
        this.peer = peer;
    }

    /** Forgets the token: the browser is gone. */
    public void end() {
        if (tokenSession != null) {
            tokenSession.tear();
        }
    }

    /**
     * Counts a question by plain HTTP.
     *
     * @return false when its address has asked too often
     */
    public boolean mayAsk() {
        return questions.take(new RateLimit(), peer);
    }

    /**
     * Counts what may be a guess: a dialog or a token that is to be looked at next. What turns out to
     * be right is not counted.
     *
     * @return false when there were too many: whoever has guessed too often learns nothing more
     */
    public boolean mayTry() {
        return guesses.take(ofOwn, peer);
    }

    /** Whom a dialog proves one to be, as far as is known now; was counted as a try. */
    public Optional<Viewer> prove(Dialog claimed) {
        return dialogs.leg(claimed).map(leg -> proven(claimed, leg));
    }

    /**
     * The same as soon as the dialog is known; for one that is not known now.
     *
     * @param answer takes the viewer, or empty when the time is over. Not before this returns
     * @return runs to wait no longer, without an answer
     */
    public Runnable await(Dialog claimed, Consumer<Optional<Viewer>> answer) {
        return dialogs.await(
                claimed, found -> answer.accept(found.map(leg -> proven(claimed, leg))));
    }

    private Viewer proven(Dialog claimed, LegResolver.Found leg) {
        guesses.giveBack(ofOwn, peer);
        return new Viewer(new Topic.Leg(leg.uniqueid()), leg.known().callId(), claimed.callId());
    }

    public boolean takesTokens() {
        return tokenSession != null;
    }

    /**
     * Takes a token in place of the one before, if it is valid; only where tokens are taken. Was
     * counted as a try.
     *
     * @param answer what it allows, empty when it is not valid; perhaps told before this returns
     */
    public void show(String token, Consumer<Optional<Grant>> answer) {
        if (tokenSession == null) {
            throw new IllegalStateException("takes no tokens");
        }
        tokenSession.show(token, grant -> {
            if (grant.isPresent()) {
                guesses.giveBack(ofOwn, peer);
            }
            answer.accept(grant);
        });
    }

    /** What the token that was shown allows; empty without one that counts. */
    public Optional<Grant> grant() {
        return Optional.ofNullable(tokenSession == null ? null : tokenSession.grant());
    }

    /** Whether a topic may be seen; a leg may, because its dialog was proven. */
    public boolean allows(Topic topic) {
        return refusal(topic).isEmpty();
    }

    /** Why a topic may not be seen; empty when it may. */
    public Optional<Refusal> refusal(Topic topic) {
        return switch (topic) {
            case Topic.Leg leg -> Optional.empty();
            case Topic.Endpoint(String name) -> unless(grant -> grant.allows(name));
            case Topic.Everything all -> unless(Grant::admin);
        };
    }

    private Optional<Refusal> unless(Predicate<Grant> isAllowed) {
        if (open) {
            return Optional.empty();
        }
        if (tokenSession == null) {
            return Optional.of(Refusal.OWN_DIALOGS_ONLY);
        }
        Grant grant = tokenSession.grant();
        if (grant == null) {
            return Optional.of(Refusal.TOKEN_REQUIRED);
        }
        return isAllowed.test(grant) ? Optional.empty() : Optional.of(Refusal.NOT_BY_THIS_TOKEN);
    }
}
