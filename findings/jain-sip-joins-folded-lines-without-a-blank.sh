#!/usr/bin/env bash
# Software: JAIN-SIP reference implementation, javax.sip:jain-sip-ri 1.3.0-91 (Maven Central).
# Expected: a header line that goes on in the next line (CRLF and white space) means the same as one
#   line with a single blank there (RFC 3261, section 7.3.1).
# Seen: the message parser removes the fold with its white space. Words grow together: the display
#   name `Anna / Berg` becomes `AnnaBerg`, the text of a Reason `Call / completed` becomes
#   `Callcompleted`. A comparison of names and texts with those of another stack, or of a capture,
#   fails.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=javax.sip:jain-sip-ri:1.3.0-91 -DoutputDirectory="$dir"
cat >Finding.java <<'END'
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import javax.sip.header.ReasonHeader;
import javax.sip.header.SubjectHeader;

public class Finding {
    static boolean same = true;

    public static void main(String[] args) throws Exception {
        SIPMessage bye = parse("Reason: SIP;cause=200;text=\"Call\r\n completed elsewhere\"",
                "Subject: transfer\r\n\tof a call",
                "Contact: Anna\r\n Berg <sip:anna@example.com>");
        check("text of Reason", ((ReasonHeader) bye.getHeader("Reason")).getText(),
                "Callcompleted elsewhere");
        check("Subject", ((SubjectHeader) bye.getHeader("Subject")).getSubject(),
                "transferof a call");
        check("display name of Contact",
                bye.getContactHeader().getAddress().getDisplayName(), "AnnaBerg");
        System.exit(same ? 0 : 1);
    }

    static SIPMessage parse(String... headers) throws Exception {
        String message = "BYE sip:ben@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r\n"
                + "From: <sip:anna@example.com>;tag=1\r\nTo: <sip:ben@example.com>;tag=2\r\n"
                + "Call-ID: a@example.com\r\nCSeq: 2 BYE\r\nMax-Forwards: 70\r\n"
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
