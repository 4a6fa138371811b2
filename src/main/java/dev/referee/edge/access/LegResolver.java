package dev.referee.edge.access;

import dev.referee.edge.EdgeSettings.Matching;
import dev.referee.log.DialogBook;
import dev.referee.log.Fingerprints;
import dev.referee.model.Dialog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the leg that somebody proves to have: by the Call-ID and both tags as Asterisk has them, and,
 * where the site says that a proxy changes these, by the tags alone or by a session identifier.
 */
final class LegResolver {
    private final DialogBook book;
    private final Matching matching;

    LegResolver(DialogBook book, Matching matching) {
        this.book = book;
        this.matching = matching;
        if (matching.looksBeyondCallId()) {
            book.fingerprint();
        }
    }

    /**
     * A leg that was found.
     *
     * @param uniqueid of its channel
     * @param known its dialog as Asterisk has it
     */
    record Found(String uniqueid, Dialog known) {}

    /** The leg of a dialog whose secrets are right; empty where none or more than one dialog fits. */
    Optional<Found> find(Dialog claimed) {
        Optional<Found> found = exactly(claimed);
        if (found.isEmpty() && isOfPlausibleLength(claimed)) {
            found = matching.byTags() ? byTags(claimed) : found;
            found = found.isEmpty() && matching.bySessionId() ? bySessionId(claimed) : found;
        }
        return found;
    }

    private Optional<Found> exactly(Dialog claimed) {
        Optional<Found> found = Optional.empty();
        for (Map.Entry<String, Dialog> known : book.find(claimed.callId()).entrySet()) {
            // Both at once and in constant time: the time must not tell how much was right.
            if (areEqual(known.getValue().tags(), claimed.tags())) {
                found = Optional.of(new Found(known.getKey(), known.getValue()));
            }
        }
        return found;
    }

    /** What is claimed is shown to the one who claims it again and again. */
    private static boolean isOfPlausibleLength(Dialog claimed) {
        return claimed.callId().length() <= Dialog.LONGEST_IDENTIFIER;
    }

    private Optional<Found> byTags(Dialog claimed) {
        return theOnly(
                book.findByFingerprint(Fingerprints.ofTags(claimed)),
                known -> areEqual(known.tags(), claimed.tags()));
    }

    private Optional<Found> bySessionId(Dialog claimed) {
        String sessionId = claimed.sessionId();
        return sessionId == null
                ? Optional.empty()
                : theOnly(
                        book.findByFingerprint(Fingerprints.ofSessionId(sessionId)),
                        known -> known.sessionId() != null
                                && areEqual(known.sessionId(), sessionId));
    }

    /** Of several legs of one dialog, as after a pickup, the one learned last; of several dialogs none. */
    private static Optional<Found> theOnly(
            Map<String, Dialog> candidates, java.util.function.Predicate<Dialog> fits) {
        Optional<Found> found = Optional.empty();
        for (Map.Entry<String, Dialog> known : candidates.entrySet()) {
            if (!fits.test(known.getValue())) {
                continue;
            }
            if (found.isPresent() && !found.get().known().isSameAs(known.getValue())) {
                return Optional.empty();
            }
            found = Optional.of(new Found(known.getKey(), known.getValue()));
        }
        return found;
    }

    /** What a claim waits for: it may be true once a dialog with one of the same keys is learned. */
    Set<String> keys(Dialog dialog) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add("call-id " + dialog.callId());
        if (matching.byTags()) {
            keys.add(Fingerprints.ofTags(dialog));
        }
        String sessionId = dialog.sessionId();
        if (matching.bySessionId() && sessionId != null) {
            keys.add(Fingerprints.ofSessionId(sessionId));
        }
        return keys;
    }

    private static boolean areEqual(String known, String claimed) {
        return MessageDigest.isEqual(
                known.getBytes(StandardCharsets.UTF_8), claimed.getBytes(StandardCharsets.UTF_8));
    }
}
