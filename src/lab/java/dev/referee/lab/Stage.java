package dev.referee.lab;

import dev.referee.asterisk.Asterisk;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Phones;

import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What a test against a real Asterisk plays on: Asterisk, Referee beside it, and phones. */
public final class Stage implements AutoCloseable {
    private static final Duration QUIET = Duration.ofSeconds(15);

    /**
     * Longer than any Dial and Queue of the lab: one that a feature code began goes on to its own limit
     * where everybody hangs up at the wrong moment (22.10.1).
     */
    private static final Duration EMPTY = Duration.ofSeconds(35);

    private static final Duration POLL = Duration.ofMillis(50);

    private final Asterisk asterisk;
    private final RefereeProcess referee;
    private final Vertx vertx;
    private final HepRelay hep;
    private final Ari ari;
    private final Phones phones;

    private Stage(Asterisk asterisk, RefereeProcess referee, Vertx vertx, HepRelay hep) {
        this.asterisk = asterisk;
        this.vertx = vertx;
        this.hep = hep;
        this.referee = referee;
        this.ari = new Ari(asterisk.address());
        this.phones = Phones.at(asterisk.address().host(), asterisk.address().sipPort());
    }

    /** Starts Referee beside an Asterisk that runs. */
    static Stage beside(Asterisk asterisk) {
        Vertx vertx = Vertx.vertx();
        HepRelay hep = new HepRelay(vertx, asterisk.address().hepPort());
        int port = RefereeProcess.freeUdpPort();
        hep.mend(port);
        return new Stage(
                asterisk, RefereeProcess.start(asterisk.address().withHepPort(port)), vertx, hep);
    }

    /** The Asterisk; it may be killed and started again. */
    public Asterisk asterisk() {
        return asterisk;
    }

    /** Referee. */
    public RefereeProcess referee() {
        return referee;
    }

    /** What hands on the SIP messages that Asterisk mirrors. */
    HepRelay hep() {
        return hep;
    }

    /** From now on Referee hears SIP messages so much later than Asterisk sends them; zero: at once. */
    public void delaySip(Duration delay) {
        hep.delay(delay);
    }

    /** For what tests open themselves. */
    Vertx vertx() {
        return vertx;
    }

    /** The scripted phones. */
    public Phones phones() {
        return phones;
    }

    /** The party of a leg, subscribed to that leg's transfers by its dialog. */
    public Party party(Call leg) {
        return Party.connect(vertx, leg.phone().name(), referee.url()).subscribe(leg.dialog());
    }

    /** Anna calls Ben, who answers. Both are registered anew. */
    Talk annaTalksToBen() {
        return talk(phones.register("anna"), "7001", phones.register("ben"));
    }

    /** Somebody calls an extension at which Ben answers. */
    public Talk talk(Phone caller, String extension, Phone ben) {
        Call call = caller.call(extension);
        Call atBen = ben.awaitIncoming().ring().answer();
        call.awaitAnswered();
        // A REFER that comes before that is refused with 400.
        awaitTogether(caller, ben);
        return new Talk(call, atBen);
    }

    /** Hangs up every phone and waits until Asterisk has no channel left. */
    public void hangUpAll() {
        phones.hangUpAll();
        await(EMPTY, "Asterisk still has channels", () -> ari.channels().isEmpty());
    }

    /** Waits until Asterisk itself says that the two phones hear each other. */
    public void awaitTogether(Phone one, Phone other) {
        await(
                one.name() + " and " + other.name() + " are not in one bridge",
                () -> ari.areTogether(one.endpoint(), other.endpoint()));
    }

    /** Waits until Asterisk itself says that the two phones hear each other no more. */
    public void awaitApart(Phone one, Phone other) {
        await(
                one.name() + " and " + other.name() + " are still in one bridge",
                () -> !ari.areTogether(one.endpoint(), other.endpoint()));
    }

    /** Waits until Asterisk itself says that a phone waits in a holding bridge, as when parked. */
    public void awaitHeld(Phone phone) {
        await(phone.name() + " is in no holding bridge", () -> ari.isHeld(phone.endpoint()));
    }

    /** Waits until Asterisk itself says that a phone is in no call. */
    public void awaitIdle(Phone phone) {
        await(phone.name() + " is still in a call", () -> ari.isIdle(phone.endpoint()));
    }

    /** Waits until Asterisk itself says that no Local channel is left. */
    public void awaitNoLocalChannels() {
        await("there is still a Local channel", ari::hasNoLocalChannels);
    }

    /** The name of a phone's only channel, for example {@code PJSIP/anna-00000001}. */
    public String channel(Phone phone) {
        return ari.channel(phone.endpoint()).getString("name");
    }

    /** The id of a phone's only channel, as ARI takes it. */
    public String channelId(Phone phone) {
        return ari.channel(phone.endpoint()).getString("id");
    }

    /** An ARI application of an admin's own, by this name. */
    public AriApplication application(String name) {
        return AriApplication.register(asterisk.address(), name);
    }

    /** An ARI program that calls others for whom the dialplan hands it. */
    public Dialler dialler() {
        return new Dialler(asterisk.address());
    }

    /** Somebody who is told of all transfers. */
    public Party everything() {
        return Party.connect(vertx, "everything", referee.url()).subscribeToAll();
    }

    /** Waits until Asterisk itself says that a phone is in an application. */
    public void awaitApplication(Phone phone, String application) {
        await(
                phone.name() + " is not in " + application,
                () -> ari.runs(phone.endpoint(), application));
    }

    /** Asterisk's version, for example {@code 22.10.1}. */
    public String asteriskVersion() {
        return ari.version();
    }

    /** Whether Asterisk itself says that a phone is in a bridge that is no holding bridge. */
    public boolean isBridged(Phone phone) {
        return ari.isBridged(phone.endpoint());
    }

    /**
     * Waits for something that Asterisk is asked for again and again.
     *
     * @param complaint what is wrong when it does not come
     */
    public void await(String complaint, BooleanSupplier condition) {
        await(QUIET, complaint, condition);
    }

    private void await(Duration limit, String complaint, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(complaint + ": " + ari.channels());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        phones.close();
        referee.close();
        hep.close();
        var unused = vertx.close();
        ari.close();
    }
}
