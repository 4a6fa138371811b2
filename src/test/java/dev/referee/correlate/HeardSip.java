package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Fact;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * In which dialogs nobody can tell from the packets that were heard whose NOTIFY is whose: those of
 * several REFERs, as Asterisk does not name the REFER that a NOTIFY is about.
 *
 * @param muddled the Call-IDs of those where a REFER or a NOTIFY was lost, or heard out of order
 * @param crowded the Call-IDs of those where two REFERs were heard at almost the same time
 */
record HeardSip(Set<String> muddled, Set<String> crowded) {
    private static final Duration CROWD = Duration.ofMillis(100);

    static HeardSip of(List<Heard> told, List<Heard> heard) {
        Map<String, List<Fact>> sent = byCallId(told);
        Map<String, List<Fact>> arrived = byCallId(heard);
        Set<String> muddled = sent.entrySet().stream()
                .filter(dialog -> refersIn(dialog.getValue()) > 1)
                .filter(dialog -> !dialog.getValue().equals(arrived.get(dialog.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new HeardSip(muddled, crowded(heard));
    }

    /** The REFERs and NOTIFYs of each dialog in the order in which they came first. */
    private static Map<String, List<Fact>> byCallId(List<Heard> heard) {
        Map<String, List<Fact>> found = new LinkedHashMap<>();
        for (Heard one : heard) {
            String callId = switch (one.fact()) {
                case Fact.ReferSeen refer -> refer.request().callId();
                case Fact.NotifySeen notify -> notify.request().callId();
                default -> null;
            };
            if (callId != null) {
                List<Fact> facts = found.computeIfAbsent(callId, id -> new ArrayList<>());
                if (!facts.contains(one.fact())) {
                    facts.add(one.fact());
                }
            }
        }
        return found;
    }

    private static long refersIn(List<Fact> facts) {
        return facts.stream().filter(Fact.ReferSeen.class::isInstance).count();
    }

    private static Set<String> crowded(List<Heard> heard) {
        Map<String, Heard> last = new LinkedHashMap<>();
        Set<String> found = new HashSet<>();
        for (Heard one : heard) {
            if (one.fact() instanceof Fact.ReferSeen refer) {
                String callId = refer.request().callId();
                Heard before = last.put(callId, one);
                if (before != null
                        && !before.fact().equals(one.fact())
                        && before.at().plus(CROWD).isAfter(one.at())) {
                    found.add(callId);
                }
            }
        }
        return found;
    }
}
