package dev.referee.reconcile;

import dev.referee.model.CallRecord;
import dev.referee.model.CallRecord.AttendedTransferred;
import dev.referee.model.CallRecord.Begun;
import dev.referee.model.CallRecord.BlindTransferred;
import dev.referee.model.CallRecord.BridgeEntered;
import dev.referee.model.CallRecord.BridgeLeft;
import dev.referee.model.CallRecord.Gone;
import dev.referee.model.CallRecord.Seen;
import dev.referee.reconcile.Proof.Party;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Follows the records of one Asterisk in the order in which it wrote them, and tells what each
 * transfer in them came to as soon as that is certain. Holds the channels that were in a bridge and
 * are there, and no more than a limit of them: of those forgotten before their end nothing is decided.
 */
final class Proofs {
    private final int mostChannels;
    private final Consumer<Proof> proofs;
    private final Map<String, Presence> channels = new LinkedHashMap<>();
    private final Map<String, Set<String>> bridges = new HashMap<>();
    /** By the transferee's uniqueid. */
    private final Map<String, Pursuit> underWay = new LinkedHashMap<>();
    /** Which of the records told of a channel's birth, of those that are there. */
    private final Map<String, Long> births = new LinkedHashMap<>();

    private long taken;

    /** Some of them by the linkedid of the calls that are made for them. */
    private final Map<String, Pursuit> callers = new HashMap<>();

    /**
     * @param mostChannels that are held at one time, at least 1
     */
    Proofs(int mostChannels, Consumer<Proof> proofs) {
        this.mostChannels = mostChannels;
        this.proofs = proofs;
    }

    /** A channel that is there and was in a bridge. */
    private static final class Presence {
        private final String name;
        private @Nullable BridgeEntered bridge;
        /** Whether any record tells of a bridge: some sites do not keep these. */
        private boolean bridgeTold;

        private Presence(String name) {
            this.name = name;
        }
    }

    /** Takes the next record. */
    void take(CallRecord record) {
        taken++;
        switch (record.what()) {
            case BridgeEntered entered -> enter(record, presence(record), entered);
            case BridgeLeft left -> {
                Presence channel = presence(record);
                channel.bridgeTold = true;
                if (channel.bridge != null && channel.bridge.bridge().equals(left.bridge())) {
                    leave(record.uniqueid(), channel);
                }
            }
            case BlindTransferred blind -> begin(Pursuit.blind(record, taken, blind));
            case AttendedTransferred attended -> begin(Pursuit.attended(record, taken, attended));
            case Gone gone -> go(record, gone);
            // Asterisk tells something of a channel also when it is gone (LINKEDID_END).
            case Seen seen -> {}
            case Begun begun -> {
                births.put(record.uniqueid(), taken);
                if (births.size() > mostChannels) {
                    births.remove(births.keySet().iterator().next());
                }
                Pursuit pursuit = callers.get(record.linkedid());
                if (pursuit != null) {
                    pursuit.calls().begun(record.uniqueid(), record.at());
                }
            }
        }
    }

    /** No more records follow, or some are missing here: tells of what is undecided, and forgets. */
    void end() {
        List.copyOf(underWay.keySet()).forEach(this::giveUp);
        channels.clear();
        bridges.clear();
        births.clear();
    }

    private Presence presence(CallRecord record) {
        Presence known = channels.get(record.uniqueid());
        if (known != null) {
            return known;
        }
        if (channels.size() == mostChannels) {
            forgetTheOldest();
        }
        Presence added = new Presence(record.channel());
        channels.put(record.uniqueid(), added);
        return added;
    }

    private void forgetTheOldest() {
        Iterator<Map.Entry<String, Presence>> oldest = channels.entrySet().iterator();
        Map.Entry<String, Presence> entry = oldest.next();
        leave(entry.getKey(), entry.getValue());
        oldest.remove();
        giveUp(entry.getKey());
    }

    private void giveUp(String transferee) {
        Pursuit pursuit = remove(transferee);
        if (pursuit != null) {
            Presence channel = channels.get(transferee);
            proofs.accept(pursuit.open(channel == null ? null : channel.name));
        }
    }

    private @Nullable Pursuit remove(String transferee) {
        Pursuit pursuit = underWay.remove(transferee);
        if (pursuit != null && pursuit.linkedid() != null) {
            callers.remove(pursuit.linkedid(), pursuit);
        }
        return pursuit;
    }

    private void begin(Pursuit pursuit) {
        String transferee = pursuit.transferee();
        if (transferee == null) {
            proofs.accept(pursuit.open(null));
            return;
        }
        giveUp(transferee);
        if (underWay.size() == mostChannels) {
            giveUp(underWay.keySet().iterator().next());
        }
        underWay.put(transferee, pursuit);
        String linkedid = pursuit.linkedid();
        Pursuit other = linkedid == null ? null : callers.put(linkedid, pursuit);
        if (other != null) {
            other.calls().doubt();
            pursuit.calls().doubt();
        }
        // Two calls are joined before the record of it is written.
        review(transferee, null);
    }

    private void enter(CallRecord record, Presence channel, BridgeEntered entered) {
        leave(record.uniqueid(), channel);
        channel.bridge = entered;
        channel.bridgeTold = true;
        Set<String> members =
                bridges.computeIfAbsent(entered.bridge(), any -> new LinkedHashSet<>());
        members.add(record.uniqueid());
        List.copyOf(members).forEach(member -> review(member, record));
    }

    private void leave(String uniqueid, Presence channel) {
        BridgeEntered bridge = channel.bridge;
        channel.bridge = null;
        if (bridge != null) {
            bridges.computeIfPresent(bridge.bridge(), (id, members) -> {
                members.remove(uniqueid);
                return members.isEmpty() ? null : members;
            });
        }
    }

    /**
     * Looks whether a transferee is connected now.
     *
     * @param record that made it worth a look; null for that of the transfer itself
     */
    private void review(String transferee, @Nullable CallRecord record) {
        Pursuit pursuit = underWay.get(transferee);
        Presence channel = channels.get(transferee);
        if (pursuit == null || channel == null || channel.bridge == null) {
            return;
        }
        BridgeEntered bridge = channel.bridge;
        pursuit.isIn(bridge);
        for (String member : bridges.getOrDefault(bridge.bridge(), Set.of())) {
            Presence peer = channels.get(member);
            if (peer != null
                    && !member.equals(transferee)
                    && pursuit.isReached(bridge, member, peer.name)) {
                remove(transferee);
                Long birth = births.get(member);
                proofs.accept(pursuit.connected(
                        record,
                        channel.name,
                        new Party(member, peer.name),
                        bridge.bridge(),
                        birth != null && birth < pursuit.began()));
                return;
            }
        }
    }

    private void go(CallRecord record, Gone gone) {
        Pursuit caller = callers.get(record.linkedid());
        if (caller != null) {
            caller.calls().ended(record.uniqueid(), record.at());
        }
        births.remove(record.uniqueid());
        Presence channel = channels.remove(record.uniqueid());
        if (channel == null) {
            giveUp(record.uniqueid());
            return;
        }
        leave(record.uniqueid(), channel);
        Pursuit pursuit = remove(record.uniqueid());
        if (pursuit != null) {
            proofs.accept(
                    channel.bridgeTold
                            ? pursuit.gone(record, gone)
                            : pursuit.open(record.channel()));
        }
    }
}
