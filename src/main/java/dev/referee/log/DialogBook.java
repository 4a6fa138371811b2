package dev.referee.log;

import dev.referee.model.Dialog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The SIP dialogs of legs that were answered, remembered after the leg is gone so that a page
 * reloaded later is still recognised. Bounded: the one learned longest ago is forgotten first. Safe
 * for use by several threads.
 */
public final class DialogBook {
    private final Map<String, Dialog> byCallId = new LinkedHashMap<>();
    private final int capacity;

    /** Creates an empty book for at most {@code capacity} dialogs. */
    public DialogBook(int capacity) {
        this.capacity = capacity;
    }

    /** Remembers a dialog; a newer one with the same Call-ID replaces it. */
    public synchronized void learn(Dialog dialog) {
        byCallId.remove(dialog.callId());
        byCallId.put(dialog.callId(), dialog);
        if (byCallId.size() > capacity) {
            byCallId.remove(byCallId.keySet().iterator().next());
        }
    }

    /** The dialog with this Call-ID, as the phone sees it. */
    public synchronized Optional<Dialog> find(String callId) {
        return Optional.ofNullable(byCallId.get(callId));
    }
}
