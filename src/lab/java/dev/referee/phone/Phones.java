package dev.referee.phone;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A set of scripted SIP phones at one Asterisk, over UDP on the loopback. A test says what each does
 * and waits, with a deadline and never by sleeping, for what it sees:
 *
 * <pre>{@code
 * try (Phones phones = Phones.at("127.0.0.1", 5060)) {
 *     Phone anna = phones.register("anna");
 *     Phone ben = phones.register("ben");
 *     Call call = anna.call("7001");
 *     ben.awaitIncoming().answer();
 *     call.awaitAnswered();
 *     Refer refer = call.refer("7002");
 * }
 * }</pre>
 *
 * <p>What does not happen in time is a {@link PhoneFailure}, whose message ends with the SIP trace.
 * All the methods of phones, calls and REFERs may be called from any thread.
 */
public final class Phones implements AutoCloseable {
    /** How long a phone waits for what SIP should bring at once. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Network network;
    private final Map<String, Phone> phones = new ConcurrentHashMap<>();

    private Phones(Network network) {
        this.network = network;
    }

    /**
     * What the phones of one set share.
     *
     * @param proxy the Route (RFC 3261 section 20.34) of what is sent outside of dialogs; null for none
     */
    record Network(
            InetAddress asterisk,
            int sipPort,
            @Nullable String proxy,
            Trace trace,
            Progress progress,
            ScheduledExecutorService mediaClock) {}

    /**
     * Phones at an Asterisk.
     *
     * @param host Asterisk's address, for example {@code 127.0.0.1}
     * @param sipPort its UDP port, 1 to 65535
     */
    public static Phones at(String host, int sipPort) {
        return at(host, sipPort, null);
    }

    /**
     * Phones that send everything by a proxy on this machine.
     *
     * @param proxyPort its UDP port, 1 to 65535
     */
    public static Phones behindProxy(String host, int sipPort, int proxyPort) {
        return at(host, sipPort, "<sip:127.0.0.1:" + proxyPort + ";lr>");
    }

    private static Phones at(String host, int sipPort, @Nullable String proxy) {
        Trace trace = new Trace();
        ScheduledExecutorService mediaClock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("phones-media").factory());
        try {
            return new Phones(new Network(
                    InetAddress.getByName(host),
                    sipPort,
                    proxy,
                    trace,
                    new Progress(trace),
                    mediaClock));
        } catch (java.net.UnknownHostException e) {
            mediaClock.shutdownNow();
            throw new PhoneFailure("no such host: " + host, e, trace);
        }
    }

    /**
     * A phone that is registered with Asterisk, with the password of the lab, {@code lab-} and the
     * name. The same phone again, newly registered, when there is one of that name already.
     *
     * @param name the endpoint, for example {@code anna}
     * @throws PhoneFailure when Asterisk does not take the registration
     */
    public Phone register(String name) {
        return registerBehind(name, name);
    }

    /**
     * As {@link #register}, of a user that shares an endpoint with others, as behind a proxy.
     *
     * @param endpoint for example {@code proxy}
     * @param name the user, for example {@code proxy-anna}
     */
    public Phone registerBehind(String endpoint, String name) {
        Phone phone = phones.computeIfAbsent(
                name, ignored -> new Phone(network, name, endpoint, "lab-" + name));
        phone.register();
        return phone;
    }

    /** The SIP messages of all the phones so far, for a failure that no phone noticed. */
    public Trace trace() {
        return network.trace();
    }

    /** Hangs up every call and waits until Asterisk agreed; the phones stay registered. */
    public void hangUpAll() {
        phones.values().forEach(Phone::hangUpAll);
    }

    /** Hangs up, unregisters and frees the ports. Does not fail when Asterisk is gone. */
    @Override
    public void close() {
        phones.values().forEach(Phone::close);
        network.mediaClock().shutdownNow();
    }
}
