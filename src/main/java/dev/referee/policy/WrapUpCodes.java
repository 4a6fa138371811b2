package dev.referee.policy;

import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The site's own words for how transfers stand: a table whose first row that fits gives the code.
 * Without state: any thread may use it.
 *
 * @param rows no code is given to what none of them fits
 */
public record WrapUpCodes(List<WrapUpRow> rows) {
    /**
     * The one that counts where a site has none. Reasons come first wherever they say all there is
     * to say, so that a code is the same whether or not HEP shows the statuses: Asterisk's NOTIFY
     * says 503 of nearly every call that was not answered (16.28, 22.10.1). docs/WRAP-UP-CODES.md
     * has it as a file, and says where a status makes a difference all the same.
     */
    public static final WrapUpCodes DEFAULT = new WrapUpCodes(List.of(
            row("completed", State.COMPLETED),
            row("abandoned", State.ABANDONED),
            row("unknown", State.UNKNOWN),
            row("busy", Reason.BUSY),
            row("forbidden", Reason.NOT_PERMITTED),
            row("forbidden", 403),
            row("declined", Reason.DECLINED),
            row("no-such-call", Reason.DIALOG_NOT_FOUND),
            row("no-such-call", 481),
            row("not-found", Reason.NO_SUCH_EXTENSION),
            row("not-found", 404),
            row("timeout", Reason.NO_ANSWER),
            row("timeout", 408, 504),
            row("unreachable", Reason.UNREACHABLE),
            row("unavailable", Reason.CONGESTION),
            row(
                    "failed",
                    Reason.MALFORMED_REFER,
                    Reason.NOT_BRIDGED,
                    Reason.TARGET_GONE,
                    Reason.APPLICATION_FAILED,
                    Reason.PARKING_FULL,
                    Reason.INTERNAL_ERROR),
            row("unavailable", 503),
            row("failed", State.FAILED)));

    private static final int NONE = -1;

    /** What use a row is in its table. */
    public enum Use {
        /** It gives its code to something. */
        SOME,
        /** There is no such outcome: its states, reasons and statuses do not go together. */
        FITS_NOTHING,
        /** All that it fits is taken by rows above it. */
        HIDDEN
    }

    public WrapUpCodes {
        rows = List.copyOf(rows);
    }

    /** The same event with its code, or without one. */
    public TransferEvent mark(TransferEvent event) {
        return event.with(event.transfer().withWrapUpCode(code(WrapUpInput.of(event.transfer()))));
    }

    /** What use each row is, in their order. */
    public List<Use> uses() {
        List<WrapUpInput> all = WrapUpInput.all();
        return IntStream.range(0, rows.size())
                .mapToObj(number -> use(number, all))
                .toList();
    }

    private Use use(int number, List<WrapUpInput> all) {
        List<WrapUpInput> fitting = all.stream().filter(rows.get(number)::fits).toList();
        if (fitting.isEmpty()) {
            return Use.FITS_NOTHING;
        }
        return fitting.stream().anyMatch(outcome -> first(outcome) == number)
                ? Use.SOME
                : Use.HIDDEN;
    }

    private @Nullable String code(WrapUpInput outcome) {
        int number = first(outcome);
        return number == NONE ? null : rows.get(number).code();
    }

    private int first(WrapUpInput outcome) {
        return IntStream.range(0, rows.size())
                .filter(number -> rows.get(number).fits(outcome))
                .findFirst()
                .orElse(NONE);
    }

    private static WrapUpRow row(String code, State state) {
        return new WrapUpRow(code, Set.of(state), Set.of(), List.of());
    }

    private static WrapUpRow row(String code, Reason... reasons) {
        return new WrapUpRow(code, Set.of(), Set.of(reasons), List.of());
    }

    private static WrapUpRow row(String code, int... statuses) {
        return new WrapUpRow(
                code,
                Set.of(),
                Set.of(),
                Arrays.stream(statuses)
                        .mapToObj(status -> new StatusRange(status, status))
                        .toList());
    }
}
