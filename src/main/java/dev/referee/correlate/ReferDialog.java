package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The REFERs of one SIP dialog, and which of Asterisk's NOTIFYs in it were received. */
final class ReferDialog {
    /** More than a phone's REFERs can have under way; beyond it the oldest count as not heard. */
    static final int MOST_NOTIFIES = 256;

    private final List<Referral> referrals = new ArrayList<>();
    private final TreeSet<Long> notifies = new TreeSet<>();

    /** Whether an answer or a NOTIFY was heard that is of no REFER that was: others may follow. */
    private boolean missesARefer;

    /** Its REFERs, oldest first. */
    List<Referral> referrals() {
        return referrals;
    }

    boolean awaitsAnAnswer() {
        return referrals.stream().anyMatch(one -> one.answer == null);
    }

    void missesARefer() {
        missesARefer = true;
    }

    /** Notes a NOTIFY's CSeq; false when it was heard before. */
    boolean heard(long notify) {
        boolean isNew = notifies.add(notify);
        if (notifies.size() > MOST_NOTIFIES) {
            notifies.pollFirst();
        }
        return isNew;
    }

    /**
     * Whether nothing is missing from which it follows that both of these NOTIFYs are about the same
     * REFER: Asterisk does not name it (22.10.1), only their order tells it.
     *
     * @param first the CSeq of the one that began a subscription; null when it was not heard
     * @param last the CSeq of the one with the result
     */
    boolean isComplete(@Nullable Long first, long last) {
        return !missesARefer
                && first != null
                && notifies.subSet(first, true, last, true).size() == last - first + 1;
    }
}
