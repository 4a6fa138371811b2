package dev.referee.intake.ari;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Dialog;
import dev.referee.model.Fact;
import dev.referee.model.Fact.Destination;
import dev.referee.model.Fact.Ender;
import dev.referee.model.Fact.PresentChannel;
import dev.referee.model.Fact.TransferResult;
import dev.referee.model.Source;
import dev.referee.model.Variables;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an ARI event says, as facts. The same for live events and for recorded ones: an event's
 * facts depend on nothing but its JSON. Event types and fields that are not known are passed over;
 * an event that cannot be understood gives no facts and is counted. For one thread at a time.
 *
 * <p>Five events are Referee's own and exist only in recordings and between {@link AriIntake} and
 * this class, for what Referee reads and notices on its own accord:
 *
 * <ul>
 *   <li>{@code {"type":"RefereeConnected"}}: from here on events are told;
 *   <li>{@code {"type":"RefereeSnapshot","startup_time":…,"channels":[…],"bridges":[…]}}: what {@code
 *       GET /asterisk/info}, {@code /channels} and {@code /bridges} said after a connect;
 *   <li>{@code {"type":"RefereeChannelRead","channel":{…}}}: what {@code GET /channels/{id}} said;
 *   <li>{@code {"type":"RefereeDialogRead","id":…,"call_id":…,"local_tag":…,"remote_tag":…}}: a leg's
 *       SIP dialog, as {@code GET /channels/{id}/variable} said, with {@code session_id} where the site
 *       names a header for it and the phone sent it;
 *   <li>{@code {"type":"RefereeDisconnected"}}: the connection was lost.
 * </ul>
 */
public final class AriFacts {
    /** The longest text that is let through, in characters. Asterisk's own are far shorter. */
    static final int LONGEST_VALUE = 4_096;

    /** The events that become facts: all that has to be asked of Asterisk. */
    static final Set<String> EVENTS = Set.of(
            "BridgeAttendedTransfer",
            "BridgeBlindTransfer",
            "BridgeDestroyed",
            "ChannelCreated",
            "ChannelDestroyed",
            "ChannelDialplan",
            "ChannelEnteredBridge",
            "ChannelHangupRequest",
            "ChannelLeftBridge",
            "ChannelStateChange",
            "ChannelTransfer",
            "ChannelVarset",
            "Dial");

    private static final Set<String> DIAL_PROGRESS = Set.of("RINGING", "PROGRESS", "PROCEEDING");

    static final ObjectMapper JSON = new ObjectMapper();

    private long malformed;

    /**
     * The facts of one event, in order; often none.
     *
     * @param json the event's JSON object
     */
    public List<Fact> of(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            malformed++;
            return List.of();
        }
    }

    /** The facts of one event, in order; often none. */
    List<Fact> of(JsonNode event) {
        try {
            return facts(event);
        } catch (MalformedEvent e) {
            malformed++;
            return List.of();
        }
    }

    /** How many events could not be understood so far. */
    public long malformed() {
        return malformed;
    }

    private static List<Fact> facts(JsonNode event) throws MalformedEvent {
        return switch (need(text(event, "type"))) {
            case "ChannelCreated", "ChannelStateChange", "RefereeChannelRead" ->
                List.of(new Fact.ChannelSeen(Source.ARI, channel(event, "channel")));
            case "ChannelDialplan" -> dialplan(channel(event, "channel"));
            case "ChannelVarset" -> variableSet(event);
            case "ChannelHangupRequest" -> List.of(hangupRequested(event));
            case "ChannelDestroyed" ->
                List.of(new Fact.ChannelGone(
                        Source.ARI, channel(event, "channel"), cause(event), sipStatus(event)));
            case "ChannelEnteredBridge" ->
                List.of(new Fact.EnteredBridge(
                        Source.ARI, channel(event, "channel"), bridge(event, "bridge"), null));
            case "ChannelLeftBridge" ->
                List.of(new Fact.LeftBridge(
                        Source.ARI, channel(event, "channel"), bridge(event, "bridge")));
            case "BridgeDestroyed" ->
                List.of(new Fact.BridgeGone(Source.ARI, bridge(event, "bridge").id()));
            case "Dial" -> List.of(dial(event));
            case "BridgeBlindTransfer" -> List.of(blindTransferred(event));
            case "BridgeAttendedTransfer" -> List.of(attendedTransferred(event));
            case "ChannelTransfer" ->
                List.of(new Fact.HandedOver(
                        Source.ARI,
                        channel(event.path("referred_by"), "source_channel"),
                        text(event, "state")));
            case "RefereeConnected" -> List.of(new Fact.Connected(Source.ARI, null));
            case "RefereeSnapshot" ->
                List.of(
                        new Fact.Connected(Source.ARI, text(event, "startup_time")),
                        snapshot(event));
            case "RefereeDialogRead" ->
                List.of(new Fact.DialogRead(
                        Source.ARI,
                        need(text(event, "id")),
                        need(text(event, "call_id")),
                        need(text(event, "local_tag")),
                        need(text(event, "remote_tag")),
                        Dialog.comparableSessionId(text(event, "session_id"))));
            case "RefereeDisconnected" -> List.of(new Fact.Disconnected(Source.ARI));
            default -> List.of();
        };
    }

    private static List<Fact> dialplan(Channel channel) {
        Fact seen = new Fact.ChannelSeen(Source.ARI, channel);
        return "Transfer".equals(channel.application())
                ? List.of(
                        seen,
                        new Fact.TransferBegun(Source.ARI, channel, channel.applicationData()))
                : List.of(seen);
    }

    /**
     * A variable that matters; of any other, the channel, where it runs an application that no other
     * event shows: for a channel that was itself dialled, {@code ChannelDialplan} says {@code AppDial}
     * whatever its first application after a transfer is (seen on 22.10.1).
     */
    private static List<Fact> variableSet(JsonNode event) throws MalformedEvent {
        if (!event.hasNonNull("channel")) {
            return List.of(); // A global variable.
        }
        Channel channel = channel(event, "channel");
        String name = withoutUnderscores(need(text(event, "variable")));
        if (Variables.NAMES.contains(name)) {
            String value = Objects.requireNonNullElse(text(event, "value"), "");
            return List.of(new Fact.VariableSet(Source.ARI, channel, name, value));
        }
        String application = channel.application();
        return application == null || application.startsWith("AppDial")
                ? List.of()
                : List.of(new Fact.ChannelSeen(Source.ARI, channel));
    }

    /** {@code _NAME} and {@code __NAME} set NAME and have it inherited by channels dialled later. */
    private static String withoutUnderscores(String name) {
        int start = 0;
        while (start < 2 && start < name.length() && name.charAt(start) == '_') {
            start++;
        }
        return name.substring(start);
    }

    /**
     * Only a hangup that Asterisk decided itself has {@code soft}; its {@code cause} is one of
     * Asterisk's AST_SOFTHANGUP flags and no Q.850 cause (main/channel.c, {@code ast_softhangup},
     * read in 16 and 22).
     */
    private static Fact hangupRequested(JsonNode event) throws MalformedEvent {
        boolean soft = event.path("soft").asBoolean(false);
        return new Fact.HangupRequested(
                Source.ARI,
                channel(event, "channel"),
                soft
                        ? Ender.ofSoftHangup(number(event, "cause", 1, Integer.MAX_VALUE))
                        : Ender.FAR_END,
                soft ? null : cause(event),
                soft ? null : sipStatus(event));
    }

    /**
     * A forwarded dial (302 from the phone) ends here as CANCEL, and one to the new channel begins
     * with the next event: {@code forward} and {@code forwarded} tell nothing more.
     */
    private static Fact dial(JsonNode event) throws MalformedEvent {
        Channel caller = channelOrNull(event, "caller");
        Channel dialled = channel(event, "peer");
        String status = text(event, "dialstatus");
        if (status == null) {
            return new Fact.DialBegun(Source.ARI, caller, dialled, textOrNull(event, "dialstring"));
        }
        return DIAL_PROGRESS.contains(status)
                ? new Fact.DialProgress(Source.ARI, caller, dialled, status)
                : new Fact.DialEnded(Source.ARI, caller, dialled, status);
    }

    private static Fact blindTransferred(JsonNode event) throws MalformedEvent {
        return new Fact.BlindTransferred(
                Source.ARI,
                result(event),
                channel(event, "channel"),
                channelOrNull(event, "transferee"),
                bridgeOrNull(event, "bridge"),
                event.path("is_external").asBoolean(false),
                text(event, "context"),
                text(event, "exten"),
                channelOrNull(event, "replace_channel"));
    }

    private static Fact attendedTransferred(JsonNode event) throws MalformedEvent {
        return new Fact.AttendedTransferred(
                Source.ARI,
                result(event),
                channel(event, "transferer_first_leg"),
                channel(event, "transferer_second_leg"),
                channelOrNull(event, "transferee"),
                channelOrNull(event, "transfer_target"),
                bridgeOrNull(event, "transferer_first_leg_bridge"),
                bridgeOrNull(event, "transferer_second_leg_bridge"),
                event.path("is_external").asBoolean(false),
                destination(event),
                text(event, "destination_application"),
                channelOrNull(event, "replace_channel"));
    }

    private static TransferResult result(JsonNode event) throws MalformedEvent {
        return switch (need(text(event, "result"))) {
            case "Success" -> TransferResult.SUCCESS;
            case "Fail" -> TransferResult.FAIL;
            case "Invalid" -> TransferResult.INVALID;
            case "Not Permitted" -> TransferResult.NOT_PERMITTED;
            default -> throw new MalformedEvent();
        };
    }

    private static Destination destination(JsonNode event) throws MalformedEvent {
        return switch (need(text(event, "destination_type"))) {
            case "bridge" -> Destination.BRIDGE;
            case "application" -> Destination.APPLICATION;
            case "link" -> Destination.LINK;
            case "threeway" -> Destination.THREEWAY;
            case "fail" -> Destination.FAIL;
            default -> throw new MalformedEvent();
        };
    }

    private static Fact snapshot(JsonNode event) throws MalformedEvent {
        Map<String, Bridge> bridgeOf = new HashMap<>();
        for (JsonNode node : event.path("bridges")) {
            Bridge bridge = bridge(node);
            node.path("channels").forEach(id -> bridgeOf.put(id.asText(), bridge));
        }
        List<PresentChannel> channels = new ArrayList<>();
        for (JsonNode node : event.path("channels")) {
            Channel channel = channel(node);
            channels.add(new PresentChannel(channel, bridgeOf.get(channel.uniqueid())));
        }
        return new Fact.Snapshot(Source.ARI, channels);
    }

    private static Channel channel(JsonNode parent, String field) throws MalformedEvent {
        return channel(parent.path(field));
    }

    private static @Nullable Channel channelOrNull(JsonNode parent, String field)
            throws MalformedEvent {
        return parent.hasNonNull(field) ? channel(parent.path(field)) : null;
    }

    private static Channel channel(JsonNode node) throws MalformedEvent {
        JsonNode dialplan = node.path("dialplan");
        return new Channel(
                need(text(node, "id")),
                text(node, "name"),
                Channel.State.of(text(node, "state")),
                text(dialplan, "context"),
                text(dialplan, "exten"),
                text(dialplan, "app_name"),
                textOrNull(dialplan, "app_data"),
                text(node, "protocol_id"),
                null,
                textOrNull(node.path("caller"), "number"));
    }

    private static Bridge bridge(JsonNode parent, String field) throws MalformedEvent {
        return bridge(parent.path(field));
    }

    private static @Nullable Bridge bridgeOrNull(JsonNode parent, String field)
            throws MalformedEvent {
        return parent.hasNonNull(field) ? bridge(parent.path(field)) : null;
    }

    private static Bridge bridge(JsonNode node) throws MalformedEvent {
        return new Bridge(
                need(text(node, "id")),
                text(node, "technology"),
                "parking".equals(text(node, "bridge_class")));
    }

    /** A Q.850 cause; null for none, which Asterisk writes as 0, -1 or not at all. */
    private static @Nullable Integer cause(JsonNode event) {
        return number(event, "cause", 1, 127);
    }

    private static @Nullable Integer sipStatus(JsonNode event) {
        return number(event, "tech_cause", 100, 699);
    }

    private static @Nullable Integer number(JsonNode event, String field, int least, int most) {
        JsonNode node = event.path(field);
        int number = node.canConvertToInt() ? node.intValue() : 0;
        return number < least || number > most ? null : number;
    }

    /** The text of a field; null where it is missing, empty or no text. */
    private static @Nullable String text(JsonNode node, String field) throws MalformedEvent {
        String text = node.path(field).textValue();
        if (text != null && text.length() > LONGEST_VALUE) {
            throw new MalformedEvent();
        }
        return text == null || text.isEmpty() ? null : text;
    }

    /** As {@link #text}, and null where it is too long: what the dialplan wrote may be. */
    private static @Nullable String textOrNull(JsonNode node, String field) {
        String text = node.path(field).textValue();
        return text == null || text.isEmpty() || text.length() > LONGEST_VALUE ? null : text;
    }

    private static String need(@Nullable String text) throws MalformedEvent {
        if (text == null) {
            throw new MalformedEvent();
        }
        return text;
    }

    /** An event without something that every event of its type has. */
    private static final class MalformedEvent extends Exception {
        MalformedEvent() {
            super(null, null, false, false);
        }
    }
}
