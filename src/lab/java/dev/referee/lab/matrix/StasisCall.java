package dev.referee.lab.matrix;

import dev.referee.lab.AriApplication;
import dev.referee.lab.Talk;
import dev.referee.phone.Call;

/** Anna talks with Ben in a bridge of an ARI application, which has the call in its hands. */
final class StasisCall implements AutoCloseable {
    private static final String BRIDGE = "bridges/lab-transfers";

    private final AriApplication application;
    private final String annaId;
    private final String benId;
    private final Talk talk;

    StasisCall(AriApplication application, MatrixFixture people) {
        this.application = application;
        Call call = people.anna.call("7022");
        annaId = application.awaitArrival();
        application.post("channels/" + annaId + "/answer");
        call.awaitAnswered();
        application.post(BRIDGE + "?type=mixing");
        add(annaId);
        dial("ben");
        Call atBen = people.ben.awaitIncoming().ring().answer();
        benId = application.awaitArrival();
        add(benId);
        people.stage.awaitTogether(people.anna, people.ben);
        talk = new Talk(call, atBen);
    }

    /** Calls a phone for the application. */
    void dial(String phone) {
        application.post("channels?endpoint=PJSIP/" + phone + "&app=" + application.name());
    }

    /** Lets a channel join the talk. */
    void add(String channel) {
        application.post(BRIDGE + "/addChannel?channel=" + channel);
    }

    /** Takes a channel out of the talk. */
    void remove(String channel) {
        application.post(BRIDGE + "/removeChannel?channel=" + channel);
    }

    Talk talk() {
        return talk;
    }

    String annaId() {
        return annaId;
    }

    String benId() {
        return benId;
    }

    /** Ends it: channels that an application has in hand do not end with the other side's. */
    @Override
    public void close() {
        application.delete("channels/" + benId);
        application.delete("channels/" + annaId);
        application.delete(BRIDGE);
    }
}
