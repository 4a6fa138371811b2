package dev.referee.phone;

import dev.referee.model.Dialog;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import javax.sip.ClientTransaction;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * One leg of a call, between a phone and Asterisk, from its INVITE (RFC 3261 section 13) to its BYE.
 * Media flows from the answer on.
 */
public final class Call {
    private enum State {
        /** The INVITE is on its way, unanswered. */
        NEW,
        /** It rings. */
        RINGING,
        /** The two talk. */
        ANSWERED,
        /** Over, after an answer or without. */
        ENDED
    }

    private final Progress progress;
    private final Phone phone;
    private final UserAgent agent;
    private final Media media;
    private final String sessionId = UUID.randomUUID().toString().replace("-", "");

    // All below are guarded by progress.
    private State state = State.NEW;
    private int status; // the latest answer to the INVITE; 0: none yet
    private String callId = "";
    private String localTag = "";
    private String remoteTag = "";
    private String mediaAnswer = ""; // SDP of this phone's answer; empty: none yet
    private javax.sip.@Nullable Dialog dialog;
    private @Nullable ClientTransaction outgoing;
    private @Nullable ServerTransaction incoming;
    private final List<Refer> refers = new ArrayList<>();
    private int referAnswer = Response.DECLINE; // guarded by progress
    private boolean referred;

    Call(Phones.Network network, Phone phone, UserAgent agent) {
        this.progress = network.progress();
        this.phone = phone;
        this.agent = agent;
        this.media =
                agent.doing("media", () -> new Media(agent.localAddress(), network.mediaClock()));
    }

    /**
     * Dials.
     *
     * @param replaces the value of a Replaces header (RFC 3891), or null for none
     */
    void dial(String extension, @Nullable String replaces) {
        agent.doing("INVITE", () -> {
            Request invite = agent.request(Request.INVITE, extension);
            if (replaces != null) {
                invite.setHeader(UserAgent.rawHeader("Replaces", replaces));
            }
            invite.setHeader(sessionHeader());
            agent.setBody(invite, "application", "sdp", media.sdp("sendrecv"));
            progress.change(() -> {
                callId = ((CallIdHeader) invite.getHeader(CallIdHeader.NAME)).getCallId();
                localTag = ((FromHeader) invite.getHeader(FromHeader.NAME)).getTag();
            });
            return agent.send(invite, this::takeInviteAnswer);
        });
    }

    private void takeInviteAnswer(ResponseEvent event) {
        Response response = event.getResponse();
        int answer = response.getStatusCode();
        event.getDialog().setApplicationData((UserAgent.InDialog) this::takeRequest);
        if (answer / 100 == 2) {
            acknowledge(event);
            media.sendTo(UserAgent.body(response));
        } else if (answer >= Response.MULTIPLE_CHOICES) {
            media.close();
        }
        progress.change(() -> {
            status = answer;
            outgoing = event.getClientTransaction();
            dialog = event.getDialog();
            String tag = event.getDialog().getRemoteTag();
            remoteTag = tag == null ? "" : tag;
            if (answer >= Response.MULTIPLE_CHOICES) {
                state = State.ENDED;
            } else if (answer >= Response.OK) {
                state = State.ANSWERED;
            } else if (answer >= Response.RINGING) {
                state = State.RINGING;
            }
        });
    }

    void receive(Request invite, ServerTransaction transaction) {
        transaction.getDialog().setApplicationData((UserAgent.InDialog) this::takeRequest);
        progress.change(() -> {
            callId = ((CallIdHeader) invite.getHeader(CallIdHeader.NAME)).getCallId();
            remoteTag = ((FromHeader) invite.getHeader(FromHeader.NAME)).getTag();
            localTag = UserAgent.newTag();
            incoming = transaction;
            dialog = transaction.getDialog();
        });
    }

    /** Lets it ring (180). */
    public Call ring() {
        reply(Response.RINGING, State.RINGING);
        return this;
    }

    /** Lets the caller hear something before it is answered: 183 with SDP (RFC 3960 section 3). */
    public Call earlyMedia() {
        reply(Response.SESSION_PROGRESS, State.RINGING);
        return this;
    }

    /** Picks up (200). */
    public Call answer() {
        reply(Response.OK, State.ANSWERED);
        return this;
    }

    /**
     * Refuses it.
     *
     * @param answer a final status, for example 486 (busy) or 603 (declined)
     */
    public Call refuse(int answer) {
        reply(answer, State.ENDED);
        return this;
    }

    /**
     * Sends the caller elsewhere (302, RFC 3261 section 21.3.3).
     *
     * @param extension where to, at the same Asterisk
     */
    public Call forward(String extension) {
        reply(
                Response.MOVED_TEMPORARILY,
                State.ENDED,
                response -> response.setHeader(
                        UserAgent.rawHeader("Contact", "<" + agent.uri(extension) + ">")));
        return this;
    }

    private void reply(int answer, State next) {
        boolean media = next == State.ANSWERED || answer == Response.SESSION_PROGRESS;
        reply(answer, next, media ? this::offerMedia : response -> {});
        ServerTransaction transaction = incoming();
        if (media && transaction != null) {
            this.media.sendTo(UserAgent.body(transaction.getRequest()));
        }
    }

    /** The same in the 200 as in the 183: RFC 3261 section 13.2.1. */
    private void offerMedia(Response response) throws Exception {
        if (mediaAnswer.isEmpty()) {
            mediaAnswer = media.sdp("sendrecv");
        }
        agent.setBody(response, "application", "sdp", mediaAnswer);
    }

    private void reply(int answer, State next, Filling<Response> filling) {
        ServerTransaction transaction = incoming();
        if (transaction == null || !(isIn(State.NEW) || isIn(State.RINGING))) {
            throw progress.failure("there is no call to answer with " + answer + ": " + this);
        }
        Request invite = transaction.getRequest();
        agent.doing("answering " + answer, () -> {
            Response response = agent.response(invite, answer, localTag);
            response.setHeader(sessionHeader());
            filling.fill(response);
            transaction.sendResponse(response);
            return true;
        });
        progress.change(() -> {
            status = answer;
            state = next;
        });
        if (next == State.ENDED) {
            media.close();
        }
    }

    /** Waits until the other side's phone rings. */
    public Call awaitRinging() {
        await("ringing", Phones.PATIENCE, () -> state == State.RINGING);
        return this;
    }

    /** Waits until the call is answered. */
    public Call awaitAnswered() {
        await("an answer", Phones.PATIENCE, () -> state == State.ANSWERED);
        return this;
    }

    /**
     * Waits until the call is over, whoever ended it.
     *
     * @return the last answer to the INVITE: 200 when there was a conversation
     */
    public int awaitEnded() {
        await("the end of the call", Phones.PATIENCE, () -> state == State.ENDED);
        return progress.read(() -> status);
    }

    private void await(String what, Duration limit, BooleanSupplier condition) {
        progress.await(phone.name() + ": " + what, this::toString, limit, condition);
    }

    private boolean isIn(State wanted) {
        return progress.read(() -> state == wanted);
    }

    /** Whether the call is over. */
    public boolean isEnded() {
        return isIn(State.ENDED);
    }

    /**
     * The leg's identity as this phone sees it.
     *
     * @throws PhoneFailure when Asterisk has not given its tag yet
     */
    public Dialog dialog() {
        return progress.read(() -> {
            if (remoteTag.isEmpty()) {
                throw progress.failure("Asterisk has given no tag yet: " + this);
            }
            return new Dialog(callId, localTag, remoteTag);
        });
    }

    /** What this phone calls the session, also where a B2BUA changes all the rest (RFC 7989). */
    public String sessionId() {
        return sessionId;
    }

    private Header sessionHeader() {
        return UserAgent.rawHeader("Session-ID", sessionId + ";remote=" + "0".repeat(32));
    }

    /** The phone whose leg it is. */
    public Phone phone() {
        return phone;
    }

    /** Puts the other side on hold: re-INVITE with {@code sendonly} (RFC 3264 section 8.4). */
    public Call hold() {
        return reinvite("sendonly");
    }

    /** Takes the other side back. */
    public Call unhold() {
        return reinvite("sendrecv");
    }

    private Call reinvite(String direction) {
        int[] answer = {0};
        request(
                Request.INVITE,
                request -> agent.setBody(request, "application", "sdp", media.sdp(direction)),
                event -> {
                    int got = event.getResponse().getStatusCode();
                    if (got / 100 == 2) {
                        acknowledge(event);
                    }
                    progress.change(() -> answer[0] = got);
                });
        await("an answer to " + direction, Phones.PATIENCE, () -> answer[0] >= Response.OK);
        return this;
    }

    private void acknowledge(ResponseEvent event) {
        agent.doing("ACK", () -> {
            CSeqHeader number = (CSeqHeader) event.getResponse().getHeader(CSeqHeader.NAME);
            event.getDialog().sendAck(event.getDialog().createAck(number.getSeqNumber()));
            return true;
        });
    }

    /** Sends no more audio, as a phone whose network is gone; its SIP goes on. */
    public void fallSilent() {
        media.fallSilent();
    }

    /** Types keys, for example {@code *2}, as SIP INFO. */
    public Call type(String keys) {
        keys.chars().forEach(key -> press((char) key));
        return this;
    }

    private void press(char key) {
        int[] answer = {0};
        request(
                Request.INFO,
                request -> agent.setBody(
                        request,
                        "application",
                        "dtmf-relay",
                        "Signal=" + key + "\r\nDuration=100\r\n"),
                event -> progress.change(() -> answer[0] = event.getResponse().getStatusCode()));
        await("an answer to the key " + key, Phones.PATIENCE, () -> answer[0] >= Response.OK);
    }

    /**
     * Asks Asterisk to transfer the other side to an extension (RFC 5589 section 6).
     *
     * @return at once; the REFER's answer is not awaited
     */
    public Refer referBlind(String extension) {
        return refer("<" + agent.uri(extension) + ">");
    }

    /**
     * Asks Asterisk to connect the other side with the one that another call of this phone reached,
     * or is about to reach (RFC 5589 section 7, RFC 3891).
     *
     * @param consultation that call; it rings at least
     * @param extension what it dialled
     */
    public Refer referAttended(Call consultation, String extension) {
        return refer(referTo(consultation, extension));
    }

    private String referTo(Call consultation, String extension) {
        return "<" + agent.uri(extension) + "?Replaces="
                + URLEncoder.encode(consultation.replaces(), StandardCharsets.UTF_8) + ">";
    }

    /** This leg as a Replaces (RFC 3891) names it to Asterisk: "to" is Asterisk's own side. */
    String replaces() {
        Dialog dialog = dialog();
        return dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag=" + dialog.localTag();
    }

    /** As {@link #referBlind}, but asks for no NOTIFYs ({@code Refer-Sub: false}, RFC 4488). */
    public Refer referBlindUnsubscribed(String extension) {
        return refer("<" + agent.uri(extension) + ">", false);
    }

    /** As {@link #referAttended}, but asks for no NOTIFYs ({@code Refer-Sub: false}, RFC 4488). */
    public Refer referAttendedUnsubscribed(Call consultation, String extension) {
        return refer(referTo(consultation, extension), false);
    }

    /**
     * Sends a REFER in this call's dialog.
     *
     * @param referTo the value of Refer-To, sent exactly as it is, however wrong
     */
    public Refer refer(String referTo) {
        return refer(referTo, true);
    }

    private Refer refer(String referTo, boolean subscribe) {
        Refer refer = new Refer(progress, phone.name(), dialog().callId(), referTo);
        progress.change(() -> refers.add(refer));
        request(
                Request.REFER,
                request -> {
                    request.setHeader(UserAgent.rawHeader("Refer-To", referTo));
                    request.setHeader(UserAgent.rawHeader(
                            "Referred-By", "<" + agent.uri(phone.name()) + ">"));
                    if (!subscribe) {
                        request.setHeader(UserAgent.rawHeader("Refer-Sub", "false"));
                    }
                },
                event -> refer.takeAnswer(event.getResponse().getStatusCode()));
        return refer;
    }

    private interface Filling<M> {
        void fill(M message) throws Exception;
    }

    private void request(String method, Filling<Request> filling, Consumer<ResponseEvent> answer) {
        javax.sip.Dialog known = progress.read(() -> state == State.ANSWERED ? dialog : null);
        if (known == null) {
            throw progress.failure("not in a conversation, so no " + method + ": " + this);
        }
        agent.doing(method, () -> {
            Request request = known.createRequest(method);
            request.setHeader(agent.contact());
            filling.fill(request);
            agent.send(known, request, answer);
            return true;
        });
    }

    /** What Asterisk sends within the dialog. */
    private void takeRequest(Request request, ServerTransaction transaction) throws Exception {
        Response response = agent.response(request, Response.OK, localTag);
        String body = UserAgent.body(request);
        switch (request.getMethod()) {
            case Request.INVITE, Request.UPDATE -> {
                if (request.getMethod().equals(Request.INVITE) || !body.isEmpty()) {
                    agent.setBody(response, "application", "sdp", media.sdp("sendrecv"));
                }
                transaction.sendResponse(response);
                media.sendTo(body);
            }
            case Request.NOTIFY -> {
                if (isEnded()) {
                    response.setStatusCode(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
                    response.setReasonPhrase("Call/Transaction Does Not Exist");
                }
                transaction.sendResponse(response);
                progress.change(() -> referOfNotify().ifPresent(refer -> refer.takeNotify(body)));
            }
            case Request.BYE -> {
                transaction.sendResponse(response);
                ended();
            }
            case Request.CANCEL -> {
                transaction.sendResponse(response);
                ServerTransaction invite = incoming();
                if (invite != null && !isEnded()) {
                    invite.sendResponse(agent.response(
                            invite.getRequest(), Response.REQUEST_TERMINATED, localTag));
                }
                ended();
            }
            case Request.REFER -> {
                int reply = progress.read(() -> referAnswer);
                transaction.sendResponse(agent.response(request, reply, localTag));
                progress.change(() -> referred = true);
            }
            default -> transaction.sendResponse(response);
        }
    }

    /**
     * Answers a REFER of Asterisk like this from now on; otherwise 603. One that is accepted wants to be
     * told how it went: {@link #report}. {@link #awaitReferred} is about those that come after this.
     */
    public Call answerRefersWith(int answer) {
        progress.change(() -> {
            referAnswer = answer;
            referred = false;
        });
        return this;
    }

    /**
     * Reports how the REFER of Asterisk goes (RFC 3515 section 2.4.4); waits for the answer.
     *
     * @param outcome the status of the call that this phone would make; from 200 on it is the last
     */
    public void report(int outcome) {
        report(outcome, notify -> {});
    }

    /** The same without the header Contact, as JsSIP does; Asterisk answers that 400. */
    public void reportWithoutContact(int outcome) {
        report(outcome, notify -> notify.removeHeader(ContactHeader.NAME));
    }

    private void report(int outcome, Consumer<Request> change) {
        boolean[] answered = {false};
        request(
                Request.NOTIFY,
                request -> {
                    change.accept(request);
                    request.setHeader(UserAgent.rawHeader("Event", "refer"));
                    request.setHeader(UserAgent.rawHeader(
                            "Subscription-State",
                            outcome < Response.OK
                                    ? "active;expires=60"
                                    : "terminated;reason=noresource"));
                    agent.setBody(
                            request, "message", "sipfrag", "SIP/2.0 " + outcome + " Whatever\r\n");
                },
                event -> progress.change(() -> answered[0] = true));
        await("an answer to the NOTIFY " + outcome, Phones.PATIENCE, () -> answered[0]);
    }

    /** Waits until Asterisk has asked this phone to call somebody else (REFER). */
    public void awaitReferred() {
        await("a REFER from Asterisk", Phones.PATIENCE, () -> referred);
    }

    /** Asterisk names none (22.10.1), and sends them in the order of the REFERs. */
    private Optional<Refer> referOfNotify() {
        return refers.stream().filter(Refer::awaitsNotify).findFirst();
    }

    private void ended() {
        media.close();
        progress.change(() -> state = State.ENDED);
    }

    /**
     * Ends the call from this side, whatever its state: BYE, CANCEL or a refusal (480). Waits for
     * Asterisk's answer; nothing happens when the call is over already.
     */
    public void hangUp() {
        end(Phones.PATIENCE);
    }

    void end(Duration limit) {
        State now = progress.read(() -> state);
        ClientTransaction dialled = progress.read(() -> outgoing);
        if (now == State.ANSWERED) {
            try {
                sayBye(limit);
            } catch (PhoneFailure e) {
                // Asterisk may have said BYE at that very moment.
                if (progress.read(() -> state) != State.ENDED) {
                    throw e;
                }
            }
        } else if (now != State.ENDED && incoming() != null) {
            refuse(Response.TEMPORARILY_UNAVAILABLE);
        } else if (now != State.ENDED && dialled != null) {
            agent.doing("CANCEL", () -> agent.cancel(dialled));
            await("the end of a cancelled call", limit, () -> state == State.ENDED);
        }
    }

    private void sayBye(Duration limit) {
        boolean[] answered = {false};
        media.close();
        request(
                Request.BYE,
                request -> {},
                event -> progress.change(() -> {
                    answered[0] = true;
                    state = State.ENDED;
                }));
        // Both sides may hang up at the same moment.
        await("an answer to BYE", limit, () -> answered[0] || state == State.ENDED);
    }

    private @Nullable ServerTransaction incoming() {
        return progress.read(() -> incoming);
    }

    /** Forgets the call without a word, for when Asterisk is gone. */
    void abandon() {
        ended();
    }

    @Override
    public String toString() {
        return progress.read(() ->
                phone.name() + "'s call " + callId + " is " + state + ", last answer " + status);
    }
}
