package dev.referee.lab;

import dev.referee.asterisk.Asterisk;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * An ARI program that takes whom the dialplan hands it ({@code Stasis(lab-dialler)}) and calls others
 * for them, as many sites have one. For one thread.
 */
public final class Dialler implements AutoCloseable {
    private static final String NAME = "lab-dialler";
    private static int made;

    private final AriApplication application;
    private final List<String> machines = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable WebSocket media;
    private String caller = "";

    /** Registers it with Asterisk. */
    public Dialler(Asterisk.Address asterisk) {
        application = AriApplication.register(asterisk, NAME);
    }

    /** Waits for the one whom the dialplan hands it. */
    public Dialler awaitCaller() {
        caller = application.awaitArrival();
        return this;
    }

    /** The channel of the one whom the dialplan handed it. */
    public String caller() {
        return caller;
    }

    /**
     * Makes a bridge with the caller in it.
     *
     * @param type {@code mixing} or {@code holding}
     * @return its id
     */
    public String bridgeCaller(String type) {
        String bridge = unique("bridge");
        post("bridges?type=" + type + "&bridgeId=" + bridge);
        add(bridge, caller);
        return bridge;
    }

    /** Lets a channel join a bridge. */
    public void add(String bridge, String channel) {
        post("bridges/" + bridge + "/addChannel?channel=" + channel);
    }

    /** Takes a channel out of a bridge. */
    public void remove(String bridge, String channel) {
        post("bridges/" + bridge + "/removeChannel?channel=" + channel);
    }

    /** Answers the caller. */
    public void answer() {
        post("channels/" + caller + "/answer");
    }

    /** Lets the caller hear ringing. */
    public void ring() {
        post("channels/" + caller + "/ring");
    }

    /** Lets the caller hear music. */
    public void music() {
        post("channels/" + caller + "/moh");
    }

    /** Calls a phone, as the caller's call; gives its channel. */
    public String originate(String phone) {
        return originate(phone, "&originator=" + caller);
    }

    /** Calls a phone, and Asterisk is not told for whom. */
    public String originateForNobody(String phone) {
        return originate(phone, "");
    }

    private String originate(String phone, String more) {
        String channel = unique("target");
        post("channels?endpoint=PJSIP/" + phone + "&app=" + NAME
                + "&appArgs=dialled&timeout=12&channelId=" + channel + more);
        return channel;
    }

    /** Makes a channel and dials it afterwards. */
    public String createAndDial(String phone) {
        String channel = unique("target");
        post("channels/create?endpoint=PJSIP/" + phone + "&app=" + NAME
                + "&appArgs=dialled&channelId=" + channel + "&originator=" + caller);
        application.await("StasisStart", channel);
        post("channels/" + channel + "/dial?caller=" + caller + "&timeout=12");
        return channel;
    }

    /** A machine that gets the media of a bridge. */
    public String externalMedia(String parameters) {
        String channel = unique("media");
        machines.add(channel);
        post("channels/externalMedia?app=" + NAME + "&format=ulaw&channelId=" + channel + "&"
                + parameters);
        application.await("StasisStart", channel);
        return channel;
    }

    /** A machine that gets the media of a bridge over a WebSocket, which is opened. */
    public String webSocket() {
        String channel = unique("media");
        post("channels/externalMedia?app=" + NAME + "&format=ulaw&channelId=" + channel
                + "&external_host=INCOMING&encapsulation=none&transport=websocket"
                + "&connection_type=server");
        String connection = application
                .get("channels/" + channel + "/variable?variable=MEDIA_WEBSOCKET_CONNECTION_ID")
                .getString("value");
        media = http.newWebSocketBuilder()
                .subprotocols("media")
                .buildAsync(
                        URI.create("ws://" + application.server() + "media/" + connection),
                        new WebSocket.Listener() {})
                .join();
        application.await("StasisStart", channel);
        machines.add(channel);
        return channel;
    }

    /** A machine that hears what the caller says. */
    public String snoop() {
        String channel = unique("snoop");
        post("channels/" + caller + "/snoop/" + channel + "?spy=both&app=" + NAME);
        application.await("StasisStart", channel);
        return channel;
    }

    /** Waits until a phone that was called has answered. */
    public void awaitAnswer(String channel) {
        application.await("StasisStart", channel);
    }

    /** Waits until a channel that was made and dialled is up. */
    public void awaitUp(String channel) {
        while (!"Up"
                .equals(application
                        .await("ChannelStateChange", channel)
                        .getJsonObject("channel")
                        .getString("state"))) {
            // It rings first.
        }
    }

    /** Waits until a channel is gone. */
    public void awaitGone(String channel) {
        application.await("ChannelDestroyed", channel);
    }

    /** Waits until the caller is no longer in its hands. */
    public void awaitCallerGone() {
        application.await("StasisEnd", caller);
    }

    /** Brings the caller together with one who has answered, in a bridge whose id it gives. */
    public String connect(String channel) {
        String bridge = unique("talk");
        post("bridges?type=mixing&bridgeId=" + bridge);
        add(bridge, caller);
        add(bridge, channel);
        return bridge;
    }

    /** Says something to the caller, to its end. */
    public void play(String sound) {
        post("channels/" + caller + "/play?media=sound:" + sound);
        application.await("PlaybackFinished");
    }

    /** Says something to all in a bridge, to its end. */
    public void playInto(String bridge, String sound) {
        post("bridges/" + bridge + "/play?media=sound:" + sound);
        application.await("PlaybackFinished");
    }

    /** Records a bridge. */
    public void record(String bridge) {
        post("bridges/" + bridge + "/record?format=wav&ifExists=overwrite&name=" + bridge);
    }

    /** Lets the caller go on in the dialplan. */
    public void continueInDialplan() {
        post("channels/" + caller + "/continue");
    }

    /** Hangs the caller up. */
    public void hangUpCaller() {
        hangUp(caller);
    }

    /** Hangs up what {@link #externalMedia} made: it does not end with the people. */
    public void hangUpMachines() {
        machines.forEach(this::hangUp);
        machines.clear();
    }

    /** Hangs a channel up. */
    public void hangUp(String channel) {
        delete("channels/" + channel);
    }

    /** Asks Asterisk to do something, which it must accept. */
    public void post(String resource) {
        application.post(resource);
    }

    /** Asks Asterisk to remove something, which it must accept. */
    public void delete(String resource) {
        application.delete(resource);
    }

    private static String unique(String what) {
        made++;
        return what + "-" + ProcessHandle.current().pid() + "-" + made;
    }

    /** Leaves no machine behind, however the call went. */
    @Override
    public void close() {
        for (String machine : machines) {
            try {
                hangUp(machine);
            } catch (AssertionError e) {
                // It went with the people.
            }
        }
        if (media != null) {
            media.abort();
        }
        http.close();
        application.close();
    }
}
