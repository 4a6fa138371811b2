package dev.referee.intake.ami;

import dev.referee.intake.ami.Actions.DialogPart;
import dev.referee.intake.ami.Actions.DialogQuestion;
import dev.referee.intake.ami.AmiFrame.BadFrame;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Dialog;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts together the answers to what Referee itself asked: the lists of bridges and channels become
 * one snapshot, the parts of a dialog become one fact. Holds only what is not complete yet.
 */
final class Answers {
    /** The most entries of a list. A longer one gives no snapshot and counts as a bad frame. */
    static final int MAX_LIST = 100_000;

    /** The most dialogs of which some parts are missing; beyond it the oldest is forgotten. */
    static final int MAX_DIALOGS = 1_000;

    private final Map<String, Bridge> bridges = new HashMap<>();
    private final List<ListedChannel> channels = new ArrayList<>();
    private final Map<String, Map<DialogPart, String>> dialogs = new LinkedHashMap<>();
    private final Words words;
    private boolean listBroken;

    /**
     * @param words gives the uniqueids of channels
     */
    Answers(Words words) {
        this.words = words;
    }

    private record ListedChannel(Channel channel, @Nullable String bridgeId) {}

    /** What a response says; null when it says nothing yet or was not asked for by Referee. */
    @Nullable
    Fact response(AmiFrame frame) throws BadFrame {
        String ours = Actions.ours(frame.get("ActionID"));
        if (ours == null) {
            return null;
        }
        boolean success = "Success".equals(frame.get("Response"));
        if (ours.equals(Actions.LIFE)) {
            forget();
            return new Fact.Connected(Source.AMI, success ? life(frame) : null);
        }
        DialogQuestion question = Actions.dialogQuestion(ours);
        return question == null || !success ? null : dialog(question, frame);
    }

    /** The start of the Asterisk process in its own local time, to the second. */
    private static String life(AmiFrame frame) throws BadFrame {
        return frame.require("CoreStartupDate") + " " + frame.require("CoreStartupTime");
    }

    private @Nullable Fact dialog(DialogQuestion question, AmiFrame frame) throws BadFrame {
        String value = frame.get("Value");
        if (value == null) {
            return null; // not a PJSIP leg, or just gone
        }
        String uniqueid = words.of(question.uniqueid(), 0, question.uniqueid().length());
        Map<DialogPart, String> parts =
                dialogs.computeIfAbsent(uniqueid, id -> new EnumMap<>(DialogPart.class));
        parts.put(question.part(), value);
        String callId = parts.get(DialogPart.CALL_ID);
        String localTag = parts.get(DialogPart.LOCAL_TAG);
        String remoteTag = parts.get(DialogPart.REMOTE_TAG);
        if (callId == null || localTag == null || remoteTag == null) {
            if (dialogs.size() > MAX_DIALOGS) {
                dialogs.remove(dialogs.keySet().iterator().next());
            }
            return null;
        }
        dialogs.remove(uniqueid);
        return new Fact.DialogRead(
                Source.AMI, uniqueid, callId, localTag, remoteTag, sessionId(parts));
    }

    /** A phone either called or was called: the other function gives nothing. */
    private static @Nullable String sessionId(Map<DialogPart, String> parts) {
        String ofCaller = Dialog.comparableSessionId(parts.get(DialogPart.HEADER_OF_CALLER));
        return ofCaller != null
                ? ofCaller
                : Dialog.comparableSessionId(parts.get(DialogPart.HEADER_OF_CALLED));
    }

    /** One event of a list: an entry, or its end. */
    @Nullable
    Fact listEvent(String event, AmiFrame frame) throws BadFrame {
        return switch (event) {
            case "BridgeListItem" -> bridgeItem(frame);
            case "CoreShowChannel" -> channelItem(frame);
            case "CoreShowChannelsComplete" -> snapshot(frame);
            default -> null;
        };
    }

    private @Nullable Fact bridgeItem(AmiFrame frame) throws BadFrame {
        Bridge bridge = frame.maybeBridge("");
        if (bridge == null || bridges.size() >= MAX_LIST) {
            // Only the technology is lost: the channels say which bridge they are in.
            throw new BadFrame("no BridgeUniqueid, or too many bridges");
        }
        bridges.put(bridge.id(), bridge);
        return null;
    }

    private @Nullable Fact channelItem(AmiFrame frame) throws BadFrame {
        boolean brokenBefore = listBroken;
        listBroken = true;
        if (channels.size() < MAX_LIST && frame.get("Uniqueid") != null) {
            channels.add(new ListedChannel(frame.channel(""), frame.get("BridgeId")));
            listBroken = brokenBefore;
        }
        return null;
    }

    /** A list that is not whole is no snapshot: what it lacks would be taken for gone. */
    private Fact snapshot(AmiFrame frame) throws BadFrame {
        try {
            Integer announced = frame.number("ListItems");
            if (listBroken || (announced != null && announced != channels.size())) {
                throw new BadFrame("list of channels is not whole");
            }
            List<Fact.PresentChannel> present = new ArrayList<>(channels.size());
            for (ListedChannel listed : channels) {
                present.add(new Fact.PresentChannel(listed.channel(), bridge(listed.bridgeId())));
            }
            return new Fact.Snapshot(Source.AMI, present);
        } finally {
            forgetLists();
        }
    }

    private @Nullable Bridge bridge(@Nullable String id) {
        if (id == null) {
            return null;
        }
        Bridge known = bridges.get(id);
        return known == null ? new Bridge(id, null) : known;
    }

    /** A channel is gone: its dialog will not be read any more. */
    void forgetDialog(String uniqueid) {
        dialogs.remove(uniqueid);
    }

    /** Forgets what was not complete: the connection is another one. */
    void forget() {
        forgetLists();
        dialogs.clear();
    }

    private void forgetLists() {
        bridges.clear();
        channels.clear();
        listBroken = false;
    }
}
