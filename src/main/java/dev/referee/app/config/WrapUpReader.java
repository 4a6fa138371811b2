package dev.referee.app.config;

import dev.referee.model.EnumWord;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.policy.WrapUpCodes;
import dev.referee.policy.WrapUpRow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code wrap_up_codes}: an item of which nothing is set is none. */
final class WrapUpReader {
    private final Values values;
    private final List<String> problems;
    private final List<WrapUpRow> rows = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();

    WrapUpReader(Values values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    /** The table; of what cannot be read, or can never count, the problems tell. */
    WrapUpCodes read() {
        int before = problems.size();
        for (int number = 1; number <= Key.MOST_ITEMS; number++) {
            String section = "wrap_up_codes." + number;
            if (values.hasAnyOf(section)) {
                sections.add(section);
                rows.add(row(number, section));
            }
        }
        WrapUpCodes codes = rows.isEmpty() ? WrapUpCodes.DEFAULT : new WrapUpCodes(rows);
        if (!rows.isEmpty() && problems.size() == before) {
            checkUse(codes);
        }
        return codes;
    }

    private WrapUpRow row(int number, String section) {
        Key<String> code = Keys.WRAP_UP_CODE.ofItem(number);
        if (!values.isGiven(code)) {
            problems.add(code.path() + " is missing. Set it, or remove the item.");
        }
        Set<State> states = Set.copyOf(values.list(Keys.WRAP_UP_STATES.ofItem(number)));
        Set<Reason> reasons = Set.copyOf(values.list(Keys.WRAP_UP_REASONS.ofItem(number)));
        for (Reason reason : reasons) {
            if (!states.isEmpty() && !states.contains(reason.state())) {
                problems.add(section + ".reasons has " + EnumWord.of(reason)
                        + ", which is a reason of " + EnumWord.of(reason.state())
                        + ". Add that state to states, remove states, or remove the reason.");
            }
        }
        return new WrapUpRow(
                values.find(code).orElse(""),
                states,
                reasons,
                values.list(Keys.WRAP_UP_STATUSES.ofItem(number)));
    }

    private void checkUse(WrapUpCodes codes) {
        List<WrapUpCodes.Use> uses = codes.uses();
        for (int i = 0; i < uses.size(); i++) {
            switch (uses.get(i)) {
                case SOME -> {}
                case FITS_NOTHING ->
                    problems.add(sections.get(i) + " can never match: only failed transfers have"
                            + " sip_statuses, so no other state or reason can be combined with"
                            + " them.");
                case HIDDEN ->
                    problems.add(sections.get(i) + " can never match: the rows above it match"
                            + " all its transfers. Move it up, or remove it.");
            }
        }
    }
}
