package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Dialog;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** What is remembered of dialogs, and for how long. */
class DialogBookTest {
    private static final int CAPACITY = 10;
    private static final String SESSION = "ab30317f1a784dc48ff824d0d3715d86";

    private static Dialog dialog(int i) {
        return new Dialog("call-" + i, "tag-" + i, "pbx-" + i, SESSION + i);
    }

    @Test
    void nothingLeadsToAForgottenDialog() {
        DialogBook book = new DialogBook(CAPACITY);
        book.fingerprint();
        for (int i = 1; i <= 100 * CAPACITY; i++) {
            book.learn("leg-" + i, dialog(i));
        }
        // The leg, its Call-ID, its tags and its session.
        assertEquals(4 * CAPACITY, book.keys());
        assertEquals(Map.of(), book.findByFingerprint(Fingerprints.ofTags(dialog(1))));
        assertEquals(Map.of(), book.findByFingerprint(Fingerprints.ofSessionId(SESSION + 1)));
        assertEquals(
                Map.of("leg-1000", dialog(1000)),
                book.findByFingerprint(Fingerprints.ofTags(dialog(1000))));
    }

    @Test
    void legWithOtherTagsIsNotFoundByTheOldOnes() {
        DialogBook book = new DialogBook(CAPACITY);
        book.fingerprint();
        book.learn("leg", dialog(1));
        book.learn("leg", dialog(2));
        assertEquals(Map.of(), book.findByFingerprint(Fingerprints.ofTags(dialog(1))));
        assertEquals(4, book.keys());
    }

    @Test
    void whatWasKnownBeforeIsFoundToo() {
        DialogBook book = new DialogBook(CAPACITY);
        book.learn("leg", dialog(1));
        book.fingerprint();
        assertEquals(
                Map.of("leg", dialog(1)),
                book.findByFingerprint(Fingerprints.ofSessionId(SESSION + 1)));
    }

    @Test
    void nothingIsKeptForWhatIsNotLookedFor() {
        DialogBook book = new DialogBook(CAPACITY);
        book.learn("leg", dialog(1));
        assertEquals(2, book.keys());
    }

    /** Each source reads each dialog twice, and the header only when it is there. */
    @Test
    void sessionOfADialogStaysKnownWhenItIsReadWithoutOne() {
        DialogBook book = new DialogBook(CAPACITY);
        book.learn("leg", dialog(1));
        book.learn("leg", new Dialog("call-1", "tag-1", "pbx-1"));
        assertEquals(Map.of("leg", dialog(1)), book.find("call-1"));
        book.learn("leg", new Dialog("call-1", "tag-2", "pbx-1"));
        assertEquals(
                Map.of("leg", new Dialog("call-1", "tag-2", "pbx-1")),
                book.find("call-1"),
                "another phone has answered");
    }
}
