package dev.referee.intake.hep;

import dev.referee.intake.hep.SipMessage.Header;
import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns HEP datagrams into facts. Live intake and replay use the same mapping, and a fact follows
 * from its datagram alone, so lost, doubled and late ones change nothing about the others. Used by
 * one thread at a time.
 *
 * <p>A datagram that is broken, or whose SIP message is, gives no fact and is counted; nothing ever
 * throws. Of all others but the few that matter only the first bytes are looked at.
 */
public final class HepFacts {
    /** The longest body that is told, in bytes; of a longer one its beginning. */
    static final int LONGEST_BODY = 4_096;

    private static final Source HEP = Source.HEP;
    private static final String STATUS_LINE = "SIP/2.0 ";

    /** After these the same INVITE comes again at once: RFC 3261 section 22, RFC 4028. */
    private static final Set<Integer> TRIED_AGAIN = Set.of(401, 407, 422);

    private final byte @Nullable [] password;
    private long rejected;

    /** Creates one that asks for no password: for recordings, which hold none. */
    public HepFacts() {
        this(null);
    }

    /**
     * Creates one.
     *
     * @param password what every datagram must bring, or null
     */
    HepFacts(@Nullable String password) {
        this.password = password == null ? null : password.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The facts in one recorded datagram, none or one.
     *
     * @param base64 the datagram
     */
    public List<Fact> of(String base64) {
        try {
            return heard(Base64.getDecoder().decode(base64)).facts();
        } catch (IllegalArgumentException e) {
            rejected++;
            return List.of();
        }
    }

    /** How many datagrams so far were broken, or without the right password. */
    public long rejected() {
        return rejected;
    }

    /**
     * What one datagram says.
     *
     * @param accepted false when it was broken or lacked the password
     * @param recording the datagram in base64 without its password, for recordings; empty where
     *     there are no facts
     */
    record Heard(boolean accepted, List<Fact> facts, String recording) {
        private static final Heard REFUSED = new Heard(false, List.of(), "");
        private static final Heard NOTHING = new Heard(true, List.of(), "");
    }

    /** Reads one datagram. */
    Heard heard(byte[] datagram) {
        try {
            HepPacket packet = new HepPacket(datagram);
            if (password != null && !packet.hasPassword(password)) {
                throw new BadPacket("wrong password");
            }
            Fact fact = packet.isSip() ? fact(packet) : null;
            return fact == null
                    ? Heard.NOTHING
                    : new Heard(
                            true,
                            List.of(fact),
                            Base64.getEncoder().encodeToString(packet.withoutPassword()));
        } catch (BadPacket e) {
            rejected++;
            return Heard.REFUSED;
        }
    }

    private static @Nullable Fact fact(HepPacket packet) throws BadPacket {
        if (packet.begins(STATUS_LINE)) {
            // 100 to 199 settle nothing.
            return packet.begins(STATUS_LINE + '1')
                    ? null
                    : answer(new SipMessage(packet.bytes()), packet.receivedByPbx());
        }
        if (packet.begins("REFER ")) {
            return refer(request(packet, "REFER"), packet.receivedByPbx());
        }
        if (packet.begins("NOTIFY ")) {
            return notification(request(packet, "NOTIFY"), packet.receivedByPbx());
        }
        if (packet.begins("BYE ")) {
            SipMessage bye = request(packet, "BYE");
            return new Fact.ByeSeen(HEP, bye.request(), bye.toTag(), packet.receivedByPbx());
        }
        return null;
    }

    private static SipMessage request(HepPacket packet, String method) throws BadPacket {
        SipMessage message = new SipMessage(packet.bytes());
        if (!message.method().equals(method) || !message.firstLine().endsWith(" SIP/2.0")) {
            throw new BadPacket("not a request " + method);
        }
        return message;
    }

    private static Fact refer(SipMessage refer, boolean toPbx) throws BadPacket {
        String referTo = refer.get(Header.REFER_TO);
        return new Fact.ReferSeen(
                HEP,
                refer.request(),
                refer.toTag(),
                referTo == null ? null : ReferTo.of(referTo),
                refer.get(Header.REFERRED_BY),
                !forbidsSubscription(refer),
                toPbx);
    }

    /** {@code Refer-Sub: false}: RFC 4488 section 4. */
    private static boolean forbidsSubscription(SipMessage message) throws BadPacket {
        String subscribes = message.get(Header.REFER_SUB);
        return subscribes != null && first(subscribes).equals("false");
    }

    private static @Nullable Fact answer(SipMessage answer, boolean toPbx) throws BadPacket {
        Integer status = Status.ofLine(answer.firstLine());
        if (status == null) {
            throw new BadPacket("no status");
        }
        return switch (answer.method()) {
            case "REFER" ->
                new Fact.ReferAnswered(
                        HEP,
                        answer.request(),
                        status,
                        forbidsSubscription(answer),
                        RetryAfter.of(answer.get(Header.RETRY_AFTER)));
            case "NOTIFY" -> new Fact.NotifyAnswered(HEP, answer.request(), status);
            case "INVITE" -> inviteRefused(answer, status, toPbx);
            default -> null;
        };
    }

    /** By a phone, however; by Asterisk only where it names another address. */
    private static @Nullable Fact inviteRefused(SipMessage answer, int status, boolean toPbx) {
        if (toPbx) {
            return status >= 300 && !TRIED_AGAIN.contains(status)
                    ? new Fact.InviteFailed(HEP, answer.request(), status)
                    : null;
        }
        return status >= 300 && status < 400
                ? new Fact.InviteRedirected(
                        HEP, answer.request(), status, answer.get(Header.CONTACT))
                : null;
    }

    private static @Nullable Fact notification(SipMessage notify, boolean toPbx) throws BadPacket {
        String event = notify.get(Header.EVENT);
        if (event == null || !first(event).equals("refer")) {
            return null;
        }
        String state = notify.get(Header.SUBSCRIPTION_STATE);
        String type = notify.get(Header.CONTENT_TYPE);
        String body = notify.body();
        return new Fact.NotifySeen(
                HEP,
                notify.request(),
                notify.toTag(),
                referCseq(event),
                Status.ofBody(type, body),
                RetryAfter.ofBody(body),
                state,
                state != null && first(state).equals("terminated"),
                toPbx,
                new Fact.Body(
                        type,
                        body.substring(0, Math.min(body.length(), LONGEST_BODY)),
                        body.length() > LONGEST_BODY));
    }

    /** The id of an event: RFC 3515 section 2.4.6. */
    private static @Nullable Long referCseq(String event) {
        for (String parameter : event.split(";", -1)) {
            String trimmed = parameter.trim();
            if (trimmed.matches("(?i:id)=[0-9]{1,10}")) {
                return Long.valueOf(trimmed.substring("id=".length()));
            }
        }
        return null;
    }

    /** A header's value without its parameters, in lower case. */
    private static String first(String value) {
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
