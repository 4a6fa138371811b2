package dev.referee.lab.record;

import dev.referee.asterisk.Asterisk;
import dev.referee.lab.AriApplication;

/**
 * An ARI program that takes whom the dialplan hands it ({@code Stasis(lab-dialler)}) and calls others
 * for them, as many sites have one. For one thread.
 */
final class Dialler implements AutoCloseable {
    private static final String NAME = "lab-dialler";
    private static int made;

    private final AriApplication application;
    private String caller = "";

    Dialler(Asterisk.Address asterisk) {
        application = AriApplication.register(asterisk, NAME);
    }

    /** Waits for the one whom the dialplan hands it. */
    Dialler awaitCaller() {
        caller = application.awaitArrival();
        return this;
    }

    String caller() {
        return caller;
    }

    /** Makes a bridge with the caller in it. */
    String bridgeCaller(String type) {
        String bridge = unique("bridge");
        post("bridges?type=" + type + "&bridgeId=" + bridge);
        add(bridge, caller);
        return bridge;
    }

    void add(String bridge, String channel) {
        post("bridges/" + bridge + "/addChannel?channel=" + channel);
    }

    void remove(String bridge, String channel) {
        post("bridges/" + bridge + "/removeChannel?channel=" + channel);
    }

    void answer() {
        post("channels/" + caller + "/answer");
    }

    void ring() {
        post("channels/" + caller + "/ring");
    }

    void music() {
        post("channels/" + caller + "/moh");
    }

    /** Calls a phone, as the caller's call. */
    String originate(String phone) {
        return originate(phone, "&originator=" + caller);
    }

    /** Calls a phone, and Asterisk is not told for whom. */
    String originateForNobody(String phone) {
        return originate(phone, "");
    }

    private String originate(String phone, String more) {
        String channel = unique("target");
        post("channels?endpoint=PJSIP/" + phone + "&app=" + NAME
                + "&appArgs=dialled&timeout=12&channelId=" + channel + more);
        return channel;
    }

    /** Makes a channel and dials it afterwards. */
    String createAndDial(String phone) {
        String channel = unique("target");
        post("channels/create?endpoint=PJSIP/" + phone + "&app=" + NAME
                + "&appArgs=dialled&channelId=" + channel + "&originator=" + caller);
        application.await("StasisStart", channel);
        post("channels/" + channel + "/dial?caller=" + caller + "&timeout=12");
        return channel;
    }

    /** A machine that gets the media of a bridge. */
    String externalMedia(String parameters) {
        String channel = unique("media");
        post("channels/externalMedia?app=" + NAME + "&format=ulaw&channelId=" + channel + "&"
                + parameters);
        application.await("StasisStart", channel);
        return channel;
    }

    /** A machine that hears what the caller says. */
    String snoop() {
        String channel = unique("snoop");
        post("channels/" + caller + "/snoop/" + channel + "?spy=both&app=" + NAME);
        application.await("StasisStart", channel);
        return channel;
    }

    void awaitAnswer(String channel) {
        application.await("StasisStart", channel);
    }

    /** Waits until a channel that was made and dialled is up. */
    void awaitUp(String channel) {
        while (!"Up".equals(application
                .await("ChannelStateChange", channel)
                .getJsonObject("channel")
                .getString("state"))) {
            // It rings first.
        }
    }

    void awaitGone(String channel) {
        application.await("ChannelDestroyed", channel);
    }

    /** Brings the caller together with one who has answered. */
    void connect(String channel) {
        String bridge = unique("talk");
        post("bridges?type=mixing&bridgeId=" + bridge);
        add(bridge, caller);
        add(bridge, channel);
    }

    /** Says something to the caller, to its end. */
    void play(String sound) {
        post("channels/" + caller + "/play?media=sound:" + sound);
        application.await("PlaybackFinished");
    }

    /** Says something to all in a bridge, to its end. */
    void playInto(String bridge, String sound) {
        post("bridges/" + bridge + "/play?media=sound:" + sound);
        application.await("PlaybackFinished");
    }

    void record(String bridge) {
        post("bridges/" + bridge + "/record?format=wav&ifExists=overwrite&name=" + bridge);
    }

    void stopMusic() {
        delete("channels/" + caller + "/moh");
    }

    void continueInDialplan() {
        post("channels/" + caller + "/continue");
    }

    void hangUpCaller() {
        hangUp(caller);
    }

    void hangUp(String channel) {
        delete("channels/" + channel);
    }

    void post(String resource) {
        application.post(resource);
    }

    void delete(String resource) {
        application.delete(resource);
    }

    private static String unique(String what) {
        made++;
        return what + "-" + ProcessHandle.current().pid() + "-" + made;
    }

    @Override
    public void close() {
        application.close();
    }
}
