package dev.referee.lab.clients;

import dev.referee.asterisk.Asterisk;
import dev.referee.lab.Ari;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Phones;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Those with whom a client talks: scripted phones, and what Asterisk itself says of them. */
final class People implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration RINGING = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Ari ari;
    private final Phones phones;
    private final Phone ben;
    private final Phone cleo;
    private final Phone dora;

    People(Asterisk.Address asterisk) {
        ari = new Ari(asterisk);
        phones = Phones.at(asterisk.host(), asterisk.sipPort());
        ben = phones.register("ben");
        cleo = phones.register("cleo");
        dora = phones.register("dora");
    }

    Phone ben() {
        return ben;
    }

    Phone cleo() {
        return cleo;
    }

    Phone dora() {
        return dora;
    }

    /** Asterisk's version without Debian's own part, for example {@code 22.10.1}. */
    String asteriskVersion() {
        return ari.version().replaceFirst("[^0-9.].*", "");
    }

    /** The client calls Ben, who answers. */
    Call talkWith(Client client) {
        client.call("7001");
        Call atBen = ben.awaitIncoming().ring().answer();
        client.awaitAnswered();
        awaitTogether(client.endpoint(), ben.endpoint());
        return atBen;
    }

    /** The phone rings for a while before its owner does something. */
    Call awaitRung(Phone phone) {
        Call call = phone.awaitIncoming().ring();
        pause(RINGING);
        return call;
    }

    /** Waits until Asterisk itself says that the two hear each other. */
    void awaitTogether(String endpoint, String other) {
        await(
                endpoint + " and " + other + " are not in one bridge",
                () -> ari.areTogether(endpoint, other));
    }

    /** What Asterisk says of Ben now. */
    String whatBecameOfBen(Client client) {
        if (ari.isIdle(ben.endpoint())) {
            return "Ben is cut off";
        }
        return ari.areTogether(client.endpoint(), ben.endpoint())
                ? "Ben still talks with the client"
                : "Ben waits alone";
    }

    /** Everybody hangs up, and Asterisk has no call left. */
    void hangUpAll(Client client) {
        phones.hangUpAll();
        client.hangUpAll();
        await("Asterisk still has channels", () -> ari.channels().isEmpty());
    }

    private void await(String complaint, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(complaint + ": " + ari.channels());
            }
            pause(POLL);
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        phones.close();
        ari.close();
    }
}
