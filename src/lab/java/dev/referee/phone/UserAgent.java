package dev.referee.phone;

import gov.nist.javax.sip.SipStackExt;
import gov.nist.javax.sip.clientauthutils.AuthenticationHelper;
import gov.nist.javax.sip.clientauthutils.UserCredentials;
import gov.nist.javax.sip.header.ExtensionHeaderImpl;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.ListeningPoint;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.address.AddressFactory;
import javax.sip.header.ContactHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * JAIN-SIP for one phone: a stack of its own on a UDP port of its own. Answers challenges, hands each
 * response to whoever sent the request and each request to the call whose dialog it is in.
 * JAIN-SIP calls it on one thread of its own; sending is possible from any.
 */
final class UserAgent implements AutoCloseable {
    private static final int PORT_TRIES = 10;
    private static final int CHALLENGE_CACHE_SECONDS = 5;

    private final Phones.Network network;
    private final String name;
    private final SipStackExt stack;
    private final SipProvider provider;
    private final ListeningPoint port;
    private final AuthenticationHelper challenges;
    private final AddressFactory addresses;
    private final HeaderFactory headers;
    private final MessageFactory messages;

    private UserAgent(Phones.Network network, String name, String password, Requests requests)
            throws Exception {
        this.network = network;
        this.name = name;
        SipFactory factory = SipFactory.getInstance();
        factory.setPathName("gov.nist");
        addresses = factory.createAddressFactory();
        headers = factory.createHeaderFactory();
        messages = factory.createMessageFactory();
        Properties properties = new Properties();
        StackLog.configure(properties, name + "-" + UUID.randomUUID(), name, network.trace());
        // By default each message has a thread of its own, and they overtake each other.
        properties.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "1");
        // By default those that belong to no subscription of the phone's are refused unseen.
        properties.setProperty("gov.nist.javax.sip.DELIVER_UNSOLICITED_NOTIFY", "true");
        stack = (SipStackExt) factory.createSipStack(properties);
        port = listen();
        provider = stack.createSipProvider(port);
        provider.addSipListener(new Listener(requests));
        challenges = stack.getAuthenticationHelper(
                (transaction, realm) -> new Account(name, password, realm), headers);
        stack.start();
    }

    /** Takes the requests that a phone receives, each with its transaction. */
    interface Requests {
        /** A request outside of any call: an INVITE, or something to be answered by itself. */
        void outsideOfCalls(Request request, ServerTransaction transaction) throws Exception;
    }

    /** A call's dialog, which takes the requests within it. */
    interface InDialog {
        void take(Request request, ServerTransaction transaction) throws Exception;
    }

    /** Opens a phone's port. */
    static UserAgent start(
            Phones.Network network, String name, String password, Requests requests) {
        try {
            return new UserAgent(network, name, password, requests);
        } catch (Exception e) {
            throw new PhoneFailure("the phone " + name + " could not start", e, network.trace());
        }
    }

    private record Account(String getUserName, String getPassword, String getSipDomain)
            implements UserCredentials {}

    /** A port that was free a moment ago may be taken by now: tries another then. */
    private ListeningPoint listen() throws Exception {
        String address = localAddress().getHostAddress();
        for (int tries = 1; ; tries++) {
            int free;
            try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getByName(address))) {
                free = probe.getLocalPort();
            }
            try {
                return stack.createListeningPoint(address, free, ListeningPoint.UDP);
            } catch (javax.sip.InvalidArgumentException e) {
                if (tries == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** This machine's address on the way to Asterisk. */
    InetAddress localAddress() throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(network.asterisk(), network.sipPort());
            return probe.getLocalAddress();
        }
    }

    /** A request outside of a dialog, to an extension, or to Asterisk itself when it is empty. */
    Request request(String method, String extension) throws Exception {
        String asterisk = network.asterisk().getHostAddress() + ":" + network.sipPort();
        String own = "<sip:" + name + "@" + asterisk + ">";
        String to =
                method.equals(Request.REGISTER) ? own : "<sip:" + extension + "@" + asterisk + ">";
        ViaHeader via = headers.createViaHeader(port.getIPAddress(), port.getPort(), "udp", null);
        via.setRPort();
        Request request = messages.createRequest(
                addresses.createURI(
                        "sip:" + (extension.isEmpty() ? "" : extension + "@") + asterisk),
                method,
                provider.getNewCallId(),
                headers.createCSeqHeader(1L, method),
                headers.createFromHeader(addresses.createAddress(own), newTag()),
                headers.createToHeader(addresses.createAddress(to), null),
                List.of(via),
                headers.createMaxForwardsHeader(70));
        request.addHeader(contact());
        if (network.proxy() != null) {
            request.addHeader(headers.createRouteHeader(addresses.createAddress(network.proxy())));
        }
        return request;
    }

    /** A tag as RFC 3261 section 19.3 asks for. */
    static String newTag() {
        return UUID.randomUUID().toString().substring(0, 13);
    }

    ContactHeader contact() throws Exception {
        return contact("sip:" + name + "@" + port.getIPAddress() + ":" + port.getPort());
    }

    ContactHeader contact(String uri) throws Exception {
        return headers.createContactHeader(addresses.createAddress("<" + uri + ">"));
    }

    /** A header exactly as given, however wrong it is. */
    static Header rawHeader(String name, String value) {
        ExtensionHeaderImpl header = new ExtensionHeaderImpl(name);
        header.setValue(value);
        return header;
    }

    void setBody(Message message, String type, String subtype, String body) throws Exception {
        message.setContent(body, headers.createContentTypeHeader(type, subtype));
    }

    void setExpires(Request request, int seconds) throws Exception {
        request.setExpires(headers.createExpiresHeader(seconds));
    }

    static String body(Message message) {
        byte @Nullable [] content = message.getRawContent();
        return content == null ? "" : new String(content, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A response with this phone's tag and address. */
    Response response(Request request, int status, String tag) throws Exception {
        Response response = messages.createResponse(status, request);
        ((ToHeader) response.getHeader(ToHeader.NAME)).setTag(tag);
        response.setHeader(contact());
        return response;
    }

    /** Sends a request outside of a dialog; {@code answer} gets all but challenges. */
    ClientTransaction send(Request request, Consumer<ResponseEvent> answer) throws Exception {
        ClientTransaction transaction = provider.getNewClientTransaction(request);
        transaction.setApplicationData(new Answer(answer));
        transaction.sendRequest();
        return transaction;
    }

    /** Sends a request within a dialog; {@code answer} gets all but challenges. */
    void send(Dialog dialog, Request request, Consumer<ResponseEvent> answer) throws Exception {
        ClientTransaction transaction = provider.getNewClientTransaction(request);
        transaction.setApplicationData(new Answer(answer));
        dialog.sendRequest(transaction);
    }

    /** Cancels an INVITE that has no final answer. */
    ClientTransaction cancel(ClientTransaction invite) throws Exception {
        ClientTransaction cancel = provider.getNewClientTransaction(invite.createCancel());
        cancel.sendRequest();
        return cancel;
    }

    /** The address of an extension at this Asterisk. */
    String uri(String extension) {
        return "sip:" + extension + "@" + network.asterisk().getHostAddress() + ":"
                + network.sipPort();
    }

    private record Answer(Consumer<ResponseEvent> to) {}

    /** Runs SIP work; what JAIN-SIP throws becomes a failure that shows the trace. */
    <T> T doing(String what, Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new PhoneFailure(name + " failed at " + what, e, network.trace());
        }
    }

    @Override
    public void close() {
        stack.stop();
        StackLog.forget(stack.getStackName());
    }

    /** What JAIN-SIP calls. */
    private final class Listener implements SipListener {
        private final Requests requests;

        Listener(Requests requests) {
            this.requests = requests;
        }

        @Override
        public void processRequest(RequestEvent event) {
            Request request = event.getRequest();
            if (request.getMethod().equals(Request.ACK)) {
                return;
            }
            doing("an incoming " + request.getMethod(), () -> {
                ServerTransaction transaction = event.getServerTransaction() == null
                        ? provider.getNewServerTransaction(request)
                        : event.getServerTransaction();
                Dialog dialog = event.getDialog();
                if (dialog != null && dialog.getApplicationData() instanceof InDialog call) {
                    call.take(request, transaction);
                } else {
                    requests.outsideOfCalls(request, transaction);
                }
                return true;
            });
        }

        @Override
        public void processResponse(ResponseEvent event) {
            ClientTransaction transaction = event.getClientTransaction();
            if (transaction == null
                    || !(transaction.getApplicationData() instanceof Answer answer)) {
                return;
            }
            int status = event.getResponse().getStatusCode();
            if (status != Response.UNAUTHORIZED
                    && status != Response.PROXY_AUTHENTICATION_REQUIRED) {
                answer.to().accept(event);
                return;
            }
            doing("a challenge", () -> {
                ClientTransaction again = challenges.handleChallenge(
                        event.getResponse(), transaction, provider, CHALLENGE_CACHE_SECONDS);
                again.setApplicationData(answer);
                again.sendRequest();
                return true;
            });
        }

        @Override
        public void processTimeout(TimeoutEvent event) {}

        @Override
        public void processIOException(IOExceptionEvent event) {}

        @Override
        public void processTransactionTerminated(TransactionTerminatedEvent event) {}

        @Override
        public void processDialogTerminated(DialogTerminatedEvent event) {}
    }
}
