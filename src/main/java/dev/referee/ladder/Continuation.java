package dev.referee.ladder;

import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Leg;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Role;
import dev.referee.ladder.Ladder.Step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts together what two processes have drawn of one transfer. */
final class Continuation {
    private Continuation() {}

    static Ladder of(Ladder earlier, Ladder later) {
        Map<String, String> renamed = new HashMap<>();
        Map<String, Party> parties = new LinkedHashMap<>();
        later.parties().forEach(party -> parties.put(party.id(), party));
        for (Party party : earlier.parties()) {
            Party same = parties.values().stream()
                    .filter(one -> isSame(one, party))
                    .findFirst()
                    .orElse(null);
            String id = same != null
                    ? same.id()
                    : parties.containsKey(party.id()) ? party.id() + "-before" : party.id();
            renamed.put(party.id(), id);
            parties.put(id, same == null ? with(party, id, party.legs()) : both(party, same));
        }
        List<Step> steps = new ArrayList<>();
        earlier.steps()
                .forEach(step -> steps.add(moved(
                        step,
                        renamed.getOrDefault(step.from(), step.from()),
                        renamed.getOrDefault(step.to(), step.to()))));
        if (!later.steps().isEmpty()) {
            steps.add(new Step(
                    later.steps().getFirst().at(),
                    Ladder.PBX,
                    Ladder.PBX,
                    Kind.OBSERVER,
                    "Referee was restarted",
                    null,
                    List.of(),
                    null));
        }
        steps.addAll(later.steps());
        return new Ladder(
                later.transfer(),
                later.state(),
                later.reason(),
                later.message(),
                parties.values().stream()
                        .sorted(Comparator.comparing(Party::role))
                        .toList(),
                steps,
                earlier.truncated() || later.truncated());
    }

    private static boolean isSame(Party one, Party other) {
        return one.role() == other.role()
                && (one.role() != Role.OTHER
                        || (one.endpoint() != null && one.endpoint().equals(other.endpoint())));
    }

    private static Party both(Party earlier, Party later) {
        Set<Leg> legs = new LinkedHashSet<>(earlier.legs());
        legs.addAll(later.legs());
        Party named = later.endpoint() == null ? earlier : later;
        return with(named, later.id(), List.copyOf(legs));
    }

    private static Party with(Party party, String id, List<Leg> legs) {
        return new Party(id, party.role(), party.endpoint(), legs);
    }

    private static Step moved(Step step, String from, String to) {
        return new Step(
                step.at(),
                from,
                to,
                step.kind(),
                step.label(),
                step.detail(),
                step.sources(),
                step.misleading());
    }
}
