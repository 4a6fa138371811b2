#!/usr/bin/env bash
# Software: JAIN-SIP reference implementation, javax.sip:jain-sip-ri 1.3.0-91 (Maven Central).
# Expected: the semicolon before a parameter may have white space on either side (RFC 3261, section
#   25.1: SEMI = SWS ";" SWS). It belongs to neither the value nor the parameter.
# Seen: two headers of a transfer mind the blank, without an error. `Replaces: abc@h ;to-tag=...`
#   gives the Call-ID `abc@h ` with a blank at its end, which matches no dialog: 481.
#   `Subscription-State: terminated ;reason=noresource` loses all parameters: reason and retry-after
#   are not set, and the header is written without them when it is sent on. Event and Reason, in the
#   same message, are right.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=javax.sip:jain-sip-ri:1.3.0-91 -DoutputDirectory="$dir"
cat >Finding.java <<'END'
import gov.nist.javax.sip.header.extensions.ReplacesHeader;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import javax.sip.header.EventHeader;
import javax.sip.header.SubscriptionStateHeader;

public class Finding {
    static boolean same = true;

    public static void main(String[] args) throws Exception {
        for (String blank : new String[] {"", " "}) {
            boolean wrong = !blank.isEmpty();
            SIPMessage message = parse("Event: refer" + blank + ";id=7",
                    "Replaces: abc@example.com" + blank + ";to-tag=1;from-tag=2",
                    "Subscription-State: terminated" + blank + ";reason=giveup;retry-after=5");
            String before = "blank before the semicolon: " + wrong + ": ";
            check(before + "id of Event", ((EventHeader) message.getHeader("Event")).getEventId(),
                    "7");
            check(before + "Call-ID of Replaces",
                    "'" + ((ReplacesHeader) message.getHeader("Replaces")).getCallId() + "'",
                    wrong ? "'abc@example.com '" : "'abc@example.com'");
            var state = (SubscriptionStateHeader) message.getHeader("Subscription-State");
            check(before + "reason and retry-after",
                    state.getReasonCode() + " " + state.getRetryAfter(),
                    wrong ? "null -1" : "giveup 5");
            check(before + "Subscription-State written again", state.toString().trim(),
                    wrong ? "Subscription-State: terminated"
                            : "Subscription-State: terminated;reason=giveup;retry-after=5");
        }
        System.exit(same ? 0 : 1);
    }

    static SIPMessage parse(String... headers) throws Exception {
        String message = "NOTIFY sip:ben@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r\n"
                + "From: <sip:anna@example.com>;tag=1\r\nTo: <sip:ben@example.com>;tag=2\r\n"
                + "Call-ID: a@example.com\r\nCSeq: 2 NOTIFY\r\nMax-Forwards: 70\r\n"
                + String.join("\r\n", headers) + "\r\nContent-Length: 0\r\n\r\n";
        return new StringMsgParser().parseSIPMessage(message.getBytes("UTF-8"), true, false, null);
    }

    static void check(String what, Object seen, Object expected) {
        boolean equal = expected.equals(seen);
        same &= equal;
        System.out.println((equal ? "seen: " : "CHANGED: ") + what + ": " + seen
                + (equal ? "" : ", was " + expected));
    }
}
END
java -cp "$dir/*" Finding.java
