package dev.referee.log;

import dev.referee.model.Dialog;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The SIP dialogs of legs that were answered, remembered after the leg is gone so that a page
 * reloaded later is still recognised. Several legs may have the same Call-ID: the caller chooses it
 * (RFC 3261 section 8.1.1.4), perhaps to be that of another's call. Bounded: the leg learned longest
 * ago is forgotten first. Safe for use by several threads.
 */
public final class DialogBook {
    /** By uniqueid, the one learned longest ago in front. */
    private final Map<String, Dialog> byLeg = new LinkedHashMap<>();
    /** By Call-ID and uniqueid: the same dialogs. */
    private final Map<String, Map<String, Dialog>> byCallId = new HashMap<>();
    /** By {@link Fingerprints} and uniqueid: the same dialogs; empty unless they are looked for. */
    private final Map<String, Map<String, Dialog>> byFingerprint = new HashMap<>();

    private boolean fingerprinted;

    private final List<Consumer<Dialog>> listeners = new CopyOnWriteArrayList<>();
    private final int capacity;
    private final BiConsumer<String, Dialog> keeper;

    /** Creates an empty book for at most {@code capacity} dialogs. */
    public DialogBook(int capacity) {
        this(capacity, (uniqueid, dialog) -> {});
    }

    /**
     * Creates an empty book whose dialogs are kept beyond the process.
     *
     * @param keeper takes a dialog whenever it becomes the one learned last, with its leg's
     *     uniqueid; must not block
     */
    DialogBook(int capacity, BiConsumer<String, Dialog> keeper) {
        this.capacity = capacity;
        this.keeper = keeper;
    }

    /** Takes what was kept, the one learned longest ago first; what is known already is newer. */
    synchronized void restore(Map<String, Dialog> kept) {
        Map<String, Dialog> newer = new LinkedHashMap<>(byLeg);
        kept.forEach(this::put);
        newer.forEach(this::put);
    }

    /**
     * Remembers a leg's dialog, and then tells the listeners. A newer one of the same leg replaces
     * it; one with the same Call-ID does not.
     *
     * @param uniqueid Asterisk's name of the leg's channel, which no caller can choose
     */
    public void learn(String uniqueid, Dialog dialog) {
        Dialog learned;
        synchronized (this) {
            learned = withKnownSession(byLeg.get(uniqueid), dialog);
            put(uniqueid, learned);
            keeper.accept(uniqueid, learned);
        }
        listeners.forEach(listener -> listener.accept(learned));
    }

    /** A dialog is read more than once, by each source, and not each time the header can be. */
    private static Dialog withKnownSession(@Nullable Dialog known, Dialog dialog) {
        return known != null && dialog.sessionId() == null && known.isSameAs(dialog)
                ? known
                : dialog;
    }

    /** Remembers these legs' dialogs as if they had just been learned: they are in a transfer. */
    public synchronized void mention(Set<String> uniqueids) {
        for (String uniqueid : uniqueids) {
            Dialog dialog = byLeg.get(uniqueid);
            if (dialog != null) {
                put(uniqueid, dialog);
                keeper.accept(uniqueid, dialog);
            }
        }
    }

    /** Has all of them kept again, the one learned longest ago first. */
    synchronized void keepAll() {
        byLeg.forEach(keeper);
    }

    private void put(String uniqueid, Dialog dialog) {
        forget(uniqueid);
        byLeg.put(uniqueid, dialog);
        byCallId.computeIfAbsent(dialog.callId(), callId -> new LinkedHashMap<>())
                .put(uniqueid, dialog);
        if (fingerprinted) {
            putFingerprints(uniqueid, dialog);
        }
        if (byLeg.size() > capacity) {
            forget(byLeg.keySet().iterator().next());
        }
    }

    private void putFingerprints(String uniqueid, Dialog dialog) {
        for (String fingerprint : fingerprints(dialog)) {
            byFingerprint
                    .computeIfAbsent(fingerprint, key -> new LinkedHashMap<>())
                    .put(uniqueid, dialog);
        }
    }

    private static List<String> fingerprints(Dialog dialog) {
        String sessionId = dialog.sessionId();
        return sessionId == null
                ? List.of(Fingerprints.ofTags(dialog))
                : List.of(Fingerprints.ofTags(dialog), Fingerprints.ofSessionId(sessionId));
    }

    /** From now on dialogs can be found by {@link #findByFingerprint}, too. */
    public synchronized void fingerprint() {
        if (!fingerprinted) {
            fingerprinted = true;
            byLeg.forEach(this::putFingerprints);
        }
    }

    /**
     * The dialogs with these tags or this session identifier, by their legs' uniqueids, as the phones
     * see them, the one learned last at the end. None before {@link #fingerprint}.
     *
     * @param fingerprint by {@link Fingerprints}
     */
    public synchronized SequencedMap<String, Dialog> findByFingerprint(String fingerprint) {
        return new LinkedHashMap<>(byFingerprint.getOrDefault(fingerprint, Map.of()));
    }

    /** The dialogs with this Call-ID by their legs' uniqueids, as the phones see them. */
    public synchronized Map<String, Dialog> find(String callId) {
        return Map.copyOf(byCallId.getOrDefault(callId, Map.of()));
    }

    private void forget(String uniqueid) {
        Dialog known = byLeg.remove(uniqueid);
        if (known == null) {
            return;
        }
        forget(uniqueid, known.callId(), byCallId);
        if (fingerprinted) {
            fingerprints(known).forEach(one -> forget(uniqueid, one, byFingerprint));
        }
    }

    private static void forget(
            String uniqueid, String key, Map<String, Map<String, Dialog>> dialogs) {
        dialogs.computeIfPresent(key, (same, legs) -> {
            legs.remove(uniqueid);
            return legs.isEmpty() ? null : legs;
        });
    }

    /** How many keys lead to dialogs: each forgotten leg takes its own along. */
    synchronized int keys() {
        return byLeg.size() + byCallId.size() + byFingerprint.size();
    }

    /**
     * Tells every dialog learned from now on, on the thread of whoever teaches it: a listener must
     * not block and hands over to its own thread.
     *
     * @return runs to stop listening
     */
    public Runnable listen(Consumer<Dialog> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
