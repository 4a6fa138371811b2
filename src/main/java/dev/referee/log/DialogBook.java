package dev.referee.log;

import dev.referee.model.Dialog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The SIP dialogs of legs that were answered, remembered after the leg is gone so that a page
 * reloaded later is still recognised. Bounded: the one learned longest ago is forgotten first. Safe
 * for use by several threads.
 */
public final class DialogBook {
    private final Map<String, Dialog> byCallId = new LinkedHashMap<>();
    private final List<Consumer<Dialog>> listeners = new CopyOnWriteArrayList<>();
    private final int capacity;

    /** Creates an empty book for at most {@code capacity} dialogs. */
    public DialogBook(int capacity) {
        this.capacity = capacity;
    }

    /** Remembers a dialog, and then tells the listeners; a newer one with its Call-ID replaces it. */
    public void learn(Dialog dialog) {
        synchronized (this) {
            byCallId.remove(dialog.callId());
            byCallId.put(dialog.callId(), dialog);
            if (byCallId.size() > capacity) {
                byCallId.remove(byCallId.keySet().iterator().next());
            }
        }
        listeners.forEach(listener -> listener.accept(dialog));
    }

    /** The dialog with this Call-ID, as the phone sees it. */
    public synchronized Optional<Dialog> find(String callId) {
        return Optional.ofNullable(byCallId.get(callId));
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
