package dev.referee.intake.ami;

import dev.referee.intake.ami.AmiFrame.BadFrame;
import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Ender;
import dev.referee.model.Source;
import dev.referee.model.Variables;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Turns AMI frames into facts. Live intake and replay use the same mapping, and the facts follow
 * from the frames alone. One instance per recording or intake: it holds what a list or a dialog
 * needs until it is complete. Used by one thread at a time.
 *
 * <p>A frame that lacks what its event always has (a Uniqueid, a readable number) gives no fact and
 * is counted; nothing ever throws. Field names as of Asterisk 16 and 22.
 */
public final class AmiFacts {
    /**
     * The frame by which an intake writes into a recording that the connection was lost. Asterisk
     * never sends it.
     */
    static final String LOST_FRAME = "Event: RefereeLostConnection";

    private static final Source AMI = Source.AMI;

    private final Words words = new Words();
    private final Answers answers = new Answers(words);
    private long rejected;

    /** Creates one that has heard nothing yet. */
    public AmiFacts() {}

    /**
     * The facts in one frame, often none, seldom more than one.
     *
     * @param frame its lines, CR LF between them, with or without the closing blank line
     */
    public List<Fact> of(String frame) {
        try {
            Fact fact = fact(frame);
            if (fact == null) {
                return List.of();
            }
            Fact begun = transferBegun(frame, fact);
            return begun == null ? List.of(fact) : List.of(fact, begun);
        } catch (BadFrame e) {
            rejected++;
            return List.of();
        }
    }

    /** How many frames so far lacked what they should have had. */
    public long rejected() {
        return rejected;
    }

    private @Nullable Fact fact(String text) throws BadFrame {
        String event = AmiFrame.first(text, "Event");
        if (event == null) {
            return AmiFrame.first(text, "Response") == null
                    ? null
                    : answers.response(new AmiFrame(text));
        }
        return switch (event) {
            case "Newchannel", "Newstate", "Newexten" ->
                new Fact.ChannelSeen(AMI, frame(text).channel(""));
            case "HangupRequest" -> hangupRequested(frame(text), true);
            case "SoftHangupRequest" -> hangupRequested(frame(text), false);
            case "Hangup" -> channelGone(frame(text));
            case "VarSet" -> variableSet(frame(text));
            case "DialBegin", "DialState", "DialEnd" -> dial(event, frame(text));
            case "BridgeEnter", "BridgeLeave", "BridgeDestroy" -> bridge(event, frame(text));
            case "LocalBridge" -> localJoined(frame(text));
            case "BlindTransfer" -> blindTransferred(frame(text));
            case "AttendedTransfer" -> attendedTransferred(frame(text));
            case "RefereeLostConnection" -> lost();
            case "BridgeListItem",
                    "BridgeListComplete",
                    "CoreShowChannel",
                    "CoreShowChannelsComplete" -> answers.listEvent(event, frame(text));
            // FullyBooted brings no fact: a new Asterisk always begins with a new connection, and
            // its start time, asked for after every login, says more.
            default -> null;
        };
    }

    /** The same event says that the application Transfer begins; null for what is no such event. */
    private static @Nullable Fact transferBegun(String frame, Fact fact) throws BadFrame {
        return fact instanceof Fact.ChannelSeen seen
                        && "Transfer".equals(seen.channel().application())
                        && "Newexten".equals(AmiFrame.first(frame, "Event"))
                ? new Fact.TransferBegun(AMI, seen.channel(), seen.channel().applicationData())
                : null;
    }

    private AmiFrame frame(String text) {
        return new AmiFrame(text, words);
    }

    private Fact lost() {
        answers.forget();
        return new Fact.Disconnected(AMI);
    }

    private static Fact hangupRequested(AmiFrame frame, boolean byFarEnd) throws BadFrame {
        // A soft hangup's TechCause may be left over from an earlier dial (16 and 22).
        return new Fact.HangupRequested(
                AMI,
                frame.channel(""),
                byFarEnd ? Ender.FAR_END : Ender.ofSoftHangup(frame.number("Cause")),
                byFarEnd ? cause(frame) : null,
                byFarEnd ? sipStatus(frame) : null);
    }

    private Fact channelGone(AmiFrame frame) throws BadFrame {
        Channel channel = frame.channel("");
        answers.forgetDialog(channel.uniqueid());
        return new Fact.ChannelGone(AMI, channel, cause(frame), sipStatus(frame));
    }

    /** Null also when the cause is 0, which Asterisk writes when there is none. */
    private static @Nullable Integer cause(AmiFrame frame) throws BadFrame {
        Integer cause = frame.number("Cause");
        return cause == null || cause < 1 || cause > 127 ? null : cause;
    }

    private static @Nullable Integer sipStatus(AmiFrame frame) throws BadFrame {
        Integer status = frame.number("TechCause");
        return status == null || status < 100 || status > 699 ? null : status;
    }

    private static @Nullable Fact variableSet(AmiFrame frame) throws BadFrame {
        String name = frame.require("Variable");
        // Leading underscores only say that dialled channels inherit it.
        int start = 0;
        while (start < name.length() && name.charAt(start) == '_') {
            start++;
        }
        name = name.substring(start);
        if (!Variables.NAMES.contains(name)) {
            return null;
        }
        return new Fact.VariableSet(
                AMI, frame.channel(""), name, AmiFrame.unescape(frame.requireMaybeEmpty("Value")));
    }

    private static Fact dial(String event, AmiFrame frame) throws BadFrame {
        Channel caller = frame.maybeChannel("");
        Channel dialled = frame.channel("Dest");
        return switch (event) {
            case "DialBegin" -> new Fact.DialBegun(AMI, caller, dialled, frame.get("DialString"));
            case "DialState" ->
                new Fact.DialProgress(AMI, caller, dialled, frame.require("DialStatus"));
            default -> new Fact.DialEnded(AMI, caller, dialled, frame.require("DialStatus"));
        };
    }

    private static Fact bridge(String event, AmiFrame frame) throws BadFrame {
        Bridge bridge = frame.maybeBridge("");
        if (bridge == null) {
            throw new BadFrame("no BridgeUniqueid");
        }
        return switch (event) {
            case "BridgeEnter" ->
                new Fact.EnteredBridge(AMI, frame.channel(""), bridge, frame.get("SwapUniqueid"));
            case "BridgeLeave" -> new Fact.LeftBridge(AMI, frame.channel(""), bridge);
            default -> new Fact.BridgeGone(AMI, bridge.id());
        };
    }

    private static Fact localJoined(AmiFrame frame) throws BadFrame {
        return new Fact.LocalJoined(AMI, frame.channel("LocalOne"), frame.channel("LocalTwo"));
    }

    private static Fact blindTransferred(AmiFrame frame) throws BadFrame {
        return new Fact.BlindTransferred(
                AMI,
                result(frame),
                frame.channel("Transferer"),
                frame.maybeChannel("Transferee"),
                frame.maybeBridge(""),
                external(frame),
                frame.get("Context"),
                frame.get("Extension"));
    }

    private static Fact attendedTransferred(AmiFrame frame) throws BadFrame {
        return new Fact.AttendedTransferred(
                AMI,
                result(frame),
                frame.channel("OrigTransferer"),
                frame.channel("SecondTransferer"),
                frame.maybeChannel("Transferee"),
                frame.maybeChannel("TransferTarget"),
                frame.maybeBridge("Orig"),
                frame.maybeBridge("Second"),
                external(frame),
                destination(frame),
                frame.get("DestApp"));
    }

    private static Fact.TransferResult result(AmiFrame frame) throws BadFrame {
        String result = frame.require("Result");
        return switch (result) {
            case "Success" -> Fact.TransferResult.SUCCESS;
            case "Fail" -> Fact.TransferResult.FAIL;
            case "Invalid" -> Fact.TransferResult.INVALID;
            case "Not Permitted" -> Fact.TransferResult.NOT_PERMITTED;
            default -> throw new BadFrame("unknown Result " + result);
        };
    }

    private static Fact.Destination destination(AmiFrame frame) throws BadFrame {
        String type = frame.require("DestType");
        return switch (type) {
            case "Bridge" -> Fact.Destination.BRIDGE;
            case "App" -> Fact.Destination.APPLICATION;
            case "Link" -> Fact.Destination.LINK;
            case "Threeway" -> Fact.Destination.THREEWAY;
            case "Fail" -> Fact.Destination.FAIL;
            default -> throw new BadFrame("unknown DestType " + type);
        };
    }

    private static boolean external(AmiFrame frame) throws BadFrame {
        return frame.require("IsExternal").equals("Yes");
    }
}
