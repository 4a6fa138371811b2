package dev.referee.phone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One REFER and what SIP says about it: the answer, and the NOTIFYs (RFC 3515). */
public final class Refer {
    private static final int FIRST_FINAL = 200;
    private static final int FIRST_REFUSAL = 300;
    private static final Pattern SIPFRAG = Pattern.compile("^SIP/2\\.0 (\\d{3})");

    private final Progress progress;
    private final String phone;
    private final String callId;
    private final String referTo;

    // Guarded by progress.
    private int answer; // 0: none yet
    private final List<Integer> notifies = new ArrayList<>();

    Refer(Progress progress, String phone, String callId, String referTo) {
        this.callId = callId;
        this.progress = progress;
        this.phone = phone;
        this.referTo = referTo;
    }

    /** The Call-ID of the dialog that it was sent in. */
    public String callId() {
        return callId;
    }

    void takeAnswer(int status) {
        progress.change(() -> answer = status);
    }

    void takeNotify(String sipfrag) {
        Matcher status = SIPFRAG.matcher(sipfrag);
        if (status.find()) {
            progress.change(() -> notifies.add(Integer.parseInt(status.group(1))));
        }
    }

    /** Whether it may still get a NOTIFY. */
    boolean awaitsNotify() {
        return progress.read(() -> answer < FIRST_REFUSAL && finalNotify() == 0);
    }

    /** Waits for the final answer to the REFER, for example 202. */
    public int awaitAnswer() {
        await("an answer to the REFER", Phones.PATIENCE, () -> answer >= FIRST_FINAL);
        return progress.read(() -> answer);
    }

    /** Waits for the NOTIFY that ends the subscription, and says which status it claimed. */
    public int awaitFinalNotify() {
        return awaitFinalNotify(Phones.PATIENCE);
    }

    /** As {@link #awaitFinalNotify()}, with a limit of its own. */
    public int awaitFinalNotify(Duration limit) {
        await("a final NOTIFY", limit, () -> finalNotify() != 0);
        return progress.read(this::finalNotify);
    }

    /** Whether the last NOTIFY claimed another end than success. To be read as {@link Progress} says. */
    boolean claimsFailure() {
        return finalNotify() >= FIRST_REFUSAL;
    }

    private int finalNotify() {
        return notifies.stream()
                .filter(status -> status >= FIRST_FINAL)
                .findFirst()
                .orElse(0);
    }

    /** The statuses that the NOTIFYs claimed so far, oldest first. */
    public List<Integer> notifies() {
        return progress.read(() -> List.copyOf(notifies));
    }

    private void await(String what, Duration limit, java.util.function.BooleanSupplier condition) {
        progress.await(phone + ": " + what, this::toString, limit, condition);
    }

    @Override
    public String toString() {
        return progress.read(
                () -> "REFER to " + referTo + ", answer " + answer + ", NOTIFYs " + notifies);
    }
}
