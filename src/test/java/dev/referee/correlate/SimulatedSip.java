package dev.referee.correlate;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.ReferTo;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The SIP messages of the {@link SimulatedPbx} as HEP mirrors them: of Asterisk 22.10.1, as the
 * recorded calls in the test resources show them.
 */
final class SimulatedSip {
    /** The tags of both ends of every dialog. */
    static final String PBX = "pbx";

    static final String PHONE = "phone";

    private final SimulatedClock pbx;
    private final Map<String, Long> sequences = new HashMap<>();

    /** Call-IDs of the dialogs that the phone has ended. */
    private final Set<String> ended = new HashSet<>();

    /** Call-IDs of the phones that have refused their call. */
    private final Set<String> refused = new HashSet<>();

    private int requests;

    SimulatedSip(SimulatedClock pbx) {
        this.pbx = pbx;
    }

    /** A NOTIFY and when it was sent. */
    record Claim(int status, Instant at) {}

    /** A REFER as it really was, with what Asterisk answered. */
    final class Request {
        final String callId;
        final @Nullable ReferTo referTo;
        final boolean subscribes;
        final List<Claim> claims = new ArrayList<>();
        private final SipRequest name;

        @Nullable
        Integer answer;

        private Request(
                String callId, @Nullable ReferTo referTo, boolean subscribes, SipRequest name) {
            this.callId = callId;
            this.referTo = referTo;
            this.subscribes = subscribes;
            this.name = name;
        }

        Request answered(int status) {
            answer = status;
            tell(new Fact.ReferAnswered(Source.HEP, name, status));
            pbx.pass(0, 2);
            return this;
        }

        /** Asterisk takes it on; without a subscription it says nothing until {@link #ends}. */
        Request accepted() {
            return subscribes ? answered(202) : this;
        }

        /** Asterisk tells what became of it, by NOTIFYs or, where nobody subscribed, the answer. */
        void ends(int status, long afterMillis) {
            if (!subscribes) {
                answer = status;
                tell(new Fact.ReferAnswered(Source.HEP, name, status, true, null), afterMillis);
                return;
            }
            claims(100, false, afterMillis);
            claims(status, true, afterMillis);
        }

        /** Asterisk tells that it rings. */
        void rings(long afterMillis) {
            claims(180, false, afterMillis);
        }

        boolean isLeftByPhone() {
            return ended.contains(callId);
        }

        private void claims(int status, boolean last, long afterMillis) {
            if (!subscribes || (last && isLeftByPhone())) {
                return; // The subscription died with the first 481.
            }
            SipRequest notify = next("pbx");
            tell(
                    new Fact.NotifySeen(
                            Source.HEP,
                            notify,
                            name.fromTag(),
                            null,
                            status,
                            null,
                            last ? "terminated;reason=noresource" : "active;expires=599",
                            last,
                            false,
                            new Fact.Body("message/sipfrag", "SIP/2.0 " + status + " \r\n", false)),
                    afterMillis);
            claims.add(new Claim(status, pbx.now().plusMillis(afterMillis)));
            int answered = isLeftByPhone() ? 481 : 200;
            tell(new Fact.NotifyAnswered(Source.HEP, notify, answered), afterMillis + 2);
        }

        private SipRequest next(String side) {
            return nextOf(callId, side);
        }
    }

    /** A blind transfer is asked for. */
    Request refer(SimulatedLine transferor, String extension) {
        // Asterisk takes extension s for a URI without a user part.
        String user = extension.equals("s") ? "" : extension + "@";
        return refer(callIdOf(transferor), "<sip:" + user + "lab;n=" + requests++ + ">");
    }

    /** An attended transfer is asked for, on one leg, naming the other one. */
    Request refer(SimulatedLine transferor, SimulatedLine other, String extension) {
        String replaces = callIdOf(other).replace("@", "%40");
        return refer(callIdOf(transferor), toReplace(extension, replaces + "%3Bto-tag%3Dpbx"));
    }

    /** A Refer-To with this Replaces, to which the phone's own tag is added. */
    String toReplace(String extension, String replaces) {
        return "<sip:" + extension + "@lab;n=" + requests++ + "?Replaces=" + replaces
                + "%3Bfrom-tag%3Dphone>";
    }

    /** Any REFER. Now and then it must come again with a password. */
    Request refer(String callId, @Nullable String referTo) {
        boolean subscribes = pbx.random.nextInt(6) != 0;
        ReferTo target = referTo == null ? null : ReferTo.of(referTo);
        if (pbx.random.nextInt(6) == 0) {
            SipRequest first = nextOf(callId, "phone");
            tell(seen(first, target, subscribes));
            tell(new Fact.ReferAnswered(Source.HEP, first, pbx.random.nextBoolean() ? 401 : 407));
            pbx.pass(1, 20);
        }
        SipRequest name = nextOf(callId, "phone");
        tell(seen(name, target, subscribes));
        return new Request(callId, target, subscribes, name);
    }

    private static Fact seen(SipRequest name, @Nullable ReferTo referTo, boolean subscribes) {
        return new Fact.ReferSeen(
                Source.HEP, name, "pbx", referTo, "<sip:phone@lab>", subscribes, true);
    }

    void pass(long leastMillis, long mostMillis) {
        pbx.pass(leastMillis, mostMillis);
    }

    static String callIdOf(SimulatedLine line) {
        return Objects.requireNonNull(line.callId, "no SIP leg");
    }

    // --- what other requests show --------------------------------------------------------------

    /** AMI reads the dialog of a leg that rings or is answered. */
    void dialogRead(SimulatedLine line) {
        if (line.callId != null) {
            long after = 2L + pbx.random.nextInt(30);
            tell(
                    new Fact.DialogRead(Source.AMI, line.uniqueid, line.callId, "pbx", "phone"),
                    after);
        }
    }

    /** The phone hangs up or refuses. */
    void hungUp(SimulatedLine line, @Nullable Integer status) {
        String callId = line.callId;
        if (callId == null) {
            return;
        }
        if (line.state == Channel.State.UP) {
            bye(callId, 0);
        } else if (line.dialled && status != null && refused.add(callId)) {
            tell(new Fact.InviteFailed(Source.HEP, nextOf(callId, "pbx"), status));
        }
    }

    /** Asterisk gives a leg up. */
    void gone(SimulatedLine line) {
        String callId = line.callId;
        if (callId != null
                && line.dialled
                && line.state != Channel.State.UP
                && refused.add(callId)) {
            tell(new Fact.InviteFailed(Source.HEP, nextOf(callId, "pbx"), 487), 3);
        }
    }

    /** The phone of a leg that Asterisk has ended without a word says BYE after a while. */
    void byesLater(SimulatedLine transferor) {
        bye(callIdOf(transferor), 2_000 + pbx.random.nextInt(2_000));
    }

    /** Asterisk hangs up a leg that its far end has not left, by a BYE of its own. */
    void byeByPbx(SimulatedLine line, long afterMillis) {
        String callId = callIdOf(line);
        if (ended.add(callId)) {
            Fact bye = new Fact.ByeSeen(Source.HEP, nextOf(callId, PBX), PHONE, false);
            tell(bye, afterMillis);
        }
    }

    /** A caller is sent elsewhere instead of an answer. */
    void isRedirected(SimulatedLine line, String uri) {
        SipRequest invite = nextOf(callIdOf(line), PHONE);
        tell(new Fact.InviteRedirected(Source.HEP, invite, 302, "<" + uri + ">"));
    }

    private void bye(String callId, long afterMillis) {
        if (ended.add(callId)) {
            SipRequest request = nextOf(callId, "phone");
            tell(new Fact.ByeSeen(Source.HEP, request, "pbx", true), afterMillis);
        }
    }

    SipRequest nextOf(String callId, String side) {
        return new SipRequest(callId, side, sequences.merge(callId + side, 1L, Long::sum));
    }

    private void tell(Fact fact) {
        tell(fact, 0);
    }

    void tell(Fact fact, long afterMillis) {
        pbx.tellLater(fact, Duration.ofMillis(afterMillis));
    }
}
