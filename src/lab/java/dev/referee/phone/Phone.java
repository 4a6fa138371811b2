package dev.referee.phone;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import javax.sip.ServerTransaction;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.EventHeader;
import javax.sip.header.Header;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** One scripted phone: {@link Phones#register} makes it. It may be in several calls at a time. */
public final class Phone {
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int REGISTERED_SECONDS = 3600;

    private final Phones.Network network;
    private final String name;
    private final String endpoint;
    private final UserAgent agent;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Deque<Call> unseen = new ArrayDeque<>(); // guarded by progress
    private final List<Notified> notified = new ArrayList<>(); // guarded by progress

    Phone(Phones.Network network, String name, String endpoint, String password) {
        this.network = network;
        this.name = name;
        this.endpoint = endpoint;
        this.agent = UserAgent.start(network, name, password, this::takeRequest);
    }

    /** Its user name, which is mostly that of its endpoint, for example {@code anna}. */
    public String name() {
        return name;
    }

    /** Its endpoint as Referee names it, for example {@code PJSIP/anna}. */
    public String endpoint() {
        return "PJSIP/" + endpoint;
    }

    void register() {
        Registration registration = registerFor(REGISTERED_SECONDS, Phones.PATIENCE);
        if (registration.status != Response.OK) {
            throw network.progress()
                    .failure(
                            name + " could not register: Asterisk answered " + registration.status);
        }
    }

    private static final class Registration {
        private int status; // 0 until there is a final one
    }

    private Registration registerFor(int seconds, Duration limit) {
        Registration registration = new Registration();
        agent.doing("REGISTER", () -> {
            Request request = agent.request(Request.REGISTER, "");
            agent.setExpires(request, seconds);
            if (network.proxy() != null) {
                // The proxy adds the way back (RFC 3327 section 5.1).
                request.setHeader(UserAgent.rawHeader("Supported", "path"));
            }
            return agent.send(request, event -> {
                int status = event.getResponse().getStatusCode();
                if (status >= Response.OK) {
                    network.progress().change(() -> registration.status = status);
                }
            });
        });
        network.progress()
                .await(
                        "an answer to " + name + "'s REGISTER",
                        () -> "Asterisk did not answer",
                        limit,
                        () -> registration.status != 0);
        return registration;
    }

    /**
     * Begins a call; returns at once.
     *
     * @param extension what to dial, for example {@code 7001}
     */
    public Call call(String extension) {
        return call(extension, null);
    }

    private Call call(String extension, @Nullable String replaces) {
        Call call = new Call(network, this, agent);
        calls.add(call);
        call.dial(extension, replaces);
        return call;
    }

    /**
     * Takes the place of another phone in a call, without any REFER (INVITE with Replaces, RFC 3891).
     *
     * @param leg the other phone's leg; Asterisk has given its tag
     * @param extension what to dial
     */
    public Call takeOver(Call leg, String extension) {
        return call(extension, leg.replaces());
    }

    /** Sends a REFER outside of any dialog (RFC 3515 section 2.4.1 allows it). */
    public Refer referOutsideOfCalls(String extension) {
        return agent.doing("REFER", () -> {
            Request request = agent.request(Request.REFER, extension);
            String callId = ((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId();
            String referTo = "<" + agent.uri(extension) + ">";
            Refer refer = new Refer(network.progress(), name, callId, referTo);
            request.setHeader(UserAgent.rawHeader("Refer-To", referTo));
            agent.send(request, event -> refer.takeAnswer(event.getResponse().getStatusCode()));
            return refer;
        });
    }

    /**
     * The oldest incoming call that was not asked for yet; it has not been answered in any way, not
     * even with ringing.
     */
    public Call awaitIncoming() {
        return awaitIncoming(Phones.PATIENCE);
    }

    /** As {@link #awaitIncoming()}, with a limit of its own. */
    public Call awaitIncoming(Duration limit) {
        Progress progress = network.progress();
        progress.await("a call for " + name, () -> "none came", limit, () -> !unseen.isEmpty());
        @Nullable Call call = progress.read(unseen::poll);
        if (call == null) {
            throw progress.failure("two threads waited for the same call of " + name);
        }
        return call;
    }

    /**
     * Waits until this phone or the other one has an incoming call that was not asked for yet, and says
     * which; empty when NOTIFYs claim that all these REFERs failed.
     */
    public Optional<Phone> firstCalled(Phone other, Refer... refers) {
        Progress progress = network.progress();
        BooleanSupplier called = () -> !unseen.isEmpty() || !other.unseen.isEmpty();
        progress.await(
                "a call for " + name + " or " + other.name,
                () -> "none came",
                Phones.PATIENCE,
                () -> called.getAsBoolean() || Stream.of(refers).allMatch(Refer::claimsFailure));
        return progress.read(() -> called.getAsBoolean()
                ? Optional.of(unseen.isEmpty() ? other : this)
                : Optional.empty());
    }

    /**
     * A NOTIFY that came outside of any call.
     *
     * @param contentType of the body, for example {@code text/plain}; empty when it has none
     */
    public record Notified(String event, String contentType, String body) {
        private static Notified of(Request request) {
            return new Notified(
                    value(request, EventHeader.NAME),
                    value(request, ContentTypeHeader.NAME),
                    UserAgent.body(request));
        }

        private static String value(Request request, String name) {
            @Nullable Header header = request.getHeader(name);
            String line = header == null ? "" : header.toString();
            return line.substring(line.indexOf(':') + 1).strip();
        }
    }

    /** The NOTIFYs with this event that came outside of calls so far, oldest first. */
    public List<Notified> notified(String event) {
        return network.progress()
                .read(() -> notified.stream()
                        .filter(one -> one.event().equals(event))
                        .toList());
    }

    /** Waits until so many of them have come. */
    public List<Notified> awaitNotified(String event, int count) {
        network.progress()
                .await(
                        count + " NOTIFYs to " + name,
                        () -> notified(event).toString(),
                        Phones.PATIENCE,
                        () -> notified(event).size() >= count);
        return notified(event);
    }

    private void takeRequest(Request request, ServerTransaction transaction) throws Exception {
        boolean inDialog = ((ToHeader) request.getHeader(ToHeader.NAME)).getTag() != null;
        if (inDialog) {
            // It was over: RFC 3261 section 12.2.2.
            forgotten(request, transaction);
            return;
        }
        switch (request.getMethod()) {
            case Request.INVITE -> {
                Call call = new Call(network, this, agent);
                calls.add(call);
                call.receive(request, transaction);
                network.progress().change(() -> unseen.add(call));
            }
            case Request.NOTIFY -> {
                network.progress().change(() -> notified.add(Notified.of(request)));
                transaction.sendResponse(agent.response(request, Response.OK, UserAgent.newTag()));
            }
            case Request.OPTIONS, Request.INFO, Request.MESSAGE ->
                transaction.sendResponse(agent.response(request, Response.OK, UserAgent.newTag()));
            default -> forgotten(request, transaction);
        }
    }

    private void forgotten(Request request, ServerTransaction transaction) throws Exception {
        transaction.sendResponse(agent.response(
                request, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST, UserAgent.newTag()));
    }

    /** Hangs up all its calls and waits until Asterisk agreed. */
    public void hangUpAll() {
        for (Call call : calls) {
            call.end(Phones.PATIENCE);
        }
        calls.clear();
        network.progress().change(unseen::clear);
    }

    /** Hangs up and unregisters as far as Asterisk still answers, and frees the port. */
    void close() {
        try {
            for (Call call : calls) {
                call.end(FAREWELL);
            }
            registerFor(0, FAREWELL);
        } catch (PhoneFailure e) {
            network.trace().remark(name + " could not say farewell: Asterisk is gone");
        } finally {
            calls.forEach(Call::abandon);
            agent.close();
        }
    }
}
