package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

class ReferDialogTest {
    private final ReferDialog dialog = new ReferDialog();

    @Test
    void notifyThatWasNotHeardLeavesItOpenWhoseTheLaterOnesAre() {
        dialog.heard(7);
        dialog.heard(9);
        assertFalse(dialog.isComplete(7L, 9));
        dialog.heard(8);
        assertTrue(dialog.isComplete(7L, 9));
    }

    @Test
    void notifyThatIsHeardTwiceIsNoOther() {
        assertTrue(dialog.heard(7));
        assertFalse(dialog.heard(7));
    }

    @Test
    void subscriptionWhoseBeginningWasNotHeardIsNotComplete() {
        dialog.heard(7);
        assertFalse(dialog.isComplete(null, 7));
    }

    @Test
    void phoneThatIsNotifiedWithoutEndDoesNotFillTheMemory() {
        LongStream.rangeClosed(1, ReferDialog.MOST_NOTIFIES).forEach(cseq -> dialog.heard(cseq));
        assertTrue(dialog.isComplete(1L, ReferDialog.MOST_NOTIFIES));
        dialog.heard(ReferDialog.MOST_NOTIFIES + 1);
        assertFalse(dialog.isComplete(1L, ReferDialog.MOST_NOTIFIES));
        assertTrue(dialog.isComplete(2L, ReferDialog.MOST_NOTIFIES + 1));
    }
}
