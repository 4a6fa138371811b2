package dev.referee.edge.access;

import dev.referee.edge.access.Viewer.Role;
import dev.referee.ladder.Ladder;
import dev.referee.ladder.Ladder.Kind;
import dev.referee.ladder.Ladder.Leg;
import dev.referee.ladder.Ladder.Party;
import dev.referee.ladder.Ladder.Step;
import dev.referee.model.EnumWord;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps of a ladder that each role may see, like {@link Visibility} for the transfer: the
 * identifiers of a leg, the messages of a phone and the applications that the dialplan ran for it are
 * visible to its own party only. Of other phones that were called, only the steps are visible.
 */
public final class LadderVisibility {
    private static final Set<Kind> OWN_ONLY = EnumSet.of(Kind.APPLICATION, Kind.VARIABLE);

    private LadderVisibility() {}

    /**
     * The ladder as a viewer with all of these parts together may see it.
     *
     * @param callIds as {@link VisibleTransfers#callIds} says
     */
    public static Ladder of(Ladder ladder, Set<Role> roles, Map<String, String> callIds) {
        if (roles.contains(Role.ADMIN)) {
            return ladder;
        }
        Set<Ladder.Role> own = EnumSet.noneOf(Ladder.Role.class);
        roles.forEach(role -> {
            Ladder.Role lane = lane(role);
            if (lane != null) {
                own.add(lane);
            }
        });
        return new Ladder(
                ladder.transfer(),
                ladder.state(),
                ladder.reason(),
                ladder.message(),
                ladder.parties().stream()
                        .map(party -> party(party, own, callIds))
                        .toList(),
                ladder.steps().stream()
                        .filter(step -> isOwn(step, own) || !OWN_ONLY.contains(step.kind()))
                        .map(step -> isOwn(step, own) || step.kind() == Kind.VERDICT
                                ? step
                                : withoutDetail(step))
                        .toList(),
                ladder.truncated());
    }

    private static Ladder.@Nullable Role lane(Role role) {
        return switch (role) {
            case TRANSFEROR -> Ladder.Role.TRANSFEROR;
            case TRANSFEREE -> Ladder.Role.TRANSFEREE;
            case TARGET -> Ladder.Role.TARGET;
            case PARTY, ADMIN -> null;
        };
    }

    private static Party party(Party party, Set<Ladder.Role> own, Map<String, String> callIds) {
        if (own.contains(party.role())) {
            return new Party(
                    party.id(),
                    party.role(),
                    party.endpoint(),
                    party.legs().stream().map(leg -> shown(leg, callIds)).toList());
        }
        return new Party(
                party.id(),
                party.role(),
                party.role() == Ladder.Role.OTHER ? null : party.endpoint(),
                List.of());
    }

    private static Leg shown(Leg leg, Map<String, String> callIds) {
        String callId = leg.callId();
        return new Leg(
                leg.channel(),
                leg.uniqueid(),
                callId == null ? null : callIds.getOrDefault(callId, callId));
    }

    private static boolean isOwn(Step step, Set<Ladder.Role> own) {
        return own.stream()
                .map(EnumWord::of)
                .anyMatch(lane -> lane.equals(step.from()) || lane.equals(step.to()));
    }

    private static Step withoutDetail(Step step) {
        return new Step(
                step.at(),
                step.from(),
                step.to(),
                step.kind(),
                step.label(),
                null,
                step.sources(),
                step.misleading());
    }
}
