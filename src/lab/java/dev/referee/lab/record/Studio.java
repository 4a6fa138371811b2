package dev.referee.lab.record;

import dev.referee.asterisk.Asterisk;
import dev.referee.lab.Ami;
import dev.referee.lab.Ari;
import dev.referee.lab.AriApplication;
import dev.referee.lab.Dialler;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Phones;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The people of a recorded call at a real Asterisk, and what Asterisk itself says of them. */
final class Studio implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(50);

    final Phone anna;
    final Phone ben;
    final Phone cleo;
    final Phone dora;
    final Phone emil;
    final Phone nora;

    /** Asterisk ends this one's calls when it has been silent for four seconds. */
    final Phone olga;

    /** A program beside Asterisk, which may do anything. */
    final Ami ami;

    private final Asterisk.Address asterisk;
    private final Phones phones;
    private final Ari ari;

    Studio(Asterisk.Address asterisk) {
        this.asterisk = asterisk;
        phones = Phones.at(asterisk.host(), asterisk.sipPort());
        ari = new Ari(asterisk);
        ami = Ami.connect(asterisk);
        anna = phones.register("anna");
        ben = phones.register("ben");
        cleo = phones.register("cleo");
        dora = phones.register("dora");
        emil = phones.register("emil");
        nora = phones.register("nora");
        olga = phones.register("olga");
        clearAway();
    }

    /** What a call that failed has left behind must not be in the next one's recording. */
    private void clearAway() {
        try (AriApplication program = AriApplication.register(asterisk, "lab-broom")) {
            ari.channels().forEach(channel -> {
                try {
                    program.delete("channels/" + channel.getString("id"));
                } catch (AssertionError e) {
                    // It went by itself.
                }
            });
        }
        await("Asterisk still has channels", () -> ari.channels().isEmpty());
    }

    /**
     * Two who talk.
     *
     * @param anna the leg of the one who is going to transfer
     * @param ben the leg of the one who is going to be transferred
     */
    record Pair(Call anna, Call ben) {}

    /** Ben calls Anna. */
    Pair benCallsAnna() {
        return benCalls("7000");
    }

    /** Ben calls an extension at which Anna's phone rings. */
    Pair benCalls(String extension) {
        return calls(ben, extension);
    }

    /** Somebody calls an extension at which Anna's phone rings. */
    Pair calls(Phone caller, String extension) {
        Call call = caller.call(extension);
        Call atAnna = anna.awaitIncoming().ring().answer();
        call.awaitAnswered();
        awaitTogether(anna, caller);
        pause(1);
        return new Pair(atAnna, call);
    }

    /** Anna calls Ben: he is the called one. */
    Pair annaCallsBen() {
        return annaCalls("7001", ben);
    }

    /** Anna calls an extension at which another one's phone rings. */
    Pair annaCalls(String extension, Phone other) {
        Call call = anna.call(extension);
        Call atOther = other.awaitIncoming().ring().answer();
        call.awaitAnswered();
        awaitTogether(anna, other);
        pause(1);
        return new Pair(call, atOther);
    }

    /** Anna holds Ben and talks with the one who is called at an extension. */
    Call annaConsults(Pair pair, String extension, Phone other) {
        pair.anna().hold();
        Call consultation = anna.call(extension);
        other.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        awaitTogether(anna, other);
        pause(1);
        return consultation;
    }

    Dialler dialler() {
        return new Dialler(asterisk);
    }

    Ari ari() {
        return ari;
    }

    /** Waits until Asterisk itself says that the two hear each other. */
    void awaitTogether(Phone one, Phone other) {
        await(
                one.name() + " and " + other.name() + " are not in one bridge",
                () -> ari.areTogether(one.endpoint(), other.endpoint()));
    }

    /** Waits until Asterisk itself says that the two hear each other no more. */
    void awaitApart(Phone one, Phone other) {
        await(
                one.name() + " and " + other.name() + " are still in one bridge",
                () -> !ari.areTogether(one.endpoint(), other.endpoint()));
    }

    /** Waits until Asterisk itself says that a phone is in no call. */
    void awaitIdle(Phone phone) {
        await(phone.name() + " is still in a call", () -> ari.isIdle(phone.endpoint()));
    }

    /** Waits until Asterisk itself says that a phone is in an application. */
    void awaitApplication(Phone phone, String application) {
        await(
                phone.name() + " is not in " + application,
                () -> ari.runs(phone.endpoint(), application));
    }

    /** The name of a phone's only channel. */
    String channel(Phone phone) {
        return ari.channel(phone.endpoint()).getString("name");
    }

    /** People talk, wait or listen for a while: a recording has its own time. */
    void pause(double seconds) {
        try {
            Thread.sleep(Duration.ofMillis(Math.round(seconds * 1000)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    void await(String complaint, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(complaint + ": " + ari.channels());
            }
            pause(POLL.toMillis() / 1000.0);
        }
    }

    /** Everybody hangs up. */
    void hangUpAll() {
        phones.hangUpAll();
        await("Asterisk still has channels", () -> ari.channels().isEmpty());
    }

    @Override
    public void close() {
        phones.close();
        ami.close();
        ari.close();
    }
}
