#!/usr/bin/env bash
# Software: JAIN-SIP reference implementation, javax.sip:jain-sip-ri 1.3.0-91 (Maven Central).
# Expected: `b` is the compact form of Referred-By (RFC 3892, section 3); a receiver takes both
#   forms (RFC 3261, section 7.3.3).
# Seen: JAIN-SIP has `b` in its table of parsers, but the parser that stands there wants the long
#   name. The header is reported as unparsable and left out; the REFER is delivered without it. The
#   other compact forms of a transfer (`r`, `o`, `u`, `k`, `m`) work, so the loss is easy to take
#   for a REFER that had no Referred-By.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=javax.sip:jain-sip-ri:1.3.0-91 -DoutputDirectory="$dir"
cat >Finding.java <<'END'
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.util.ArrayList;
import java.util.List;

public class Finding {
    static boolean same = true;
    static final List<String> UNPARSABLE = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        SIPMessage both = parse("r: <sip:cleo@example.com>", "Referred-By: <sip:anna@example.com>");
        check("r, Refer-To", both.getHeader("Refer-To") != null, true);
        check("Referred-By", both.getHeader("Referred-By") != null, true);
        check("unparsable", UNPARSABLE, List.of());
        SIPMessage compact = parse("r: <sip:cleo@example.com>", "b: <sip:anna@example.com>",
                "o: refer", "k: replaces");
        check("r, Refer-To", compact.getHeader("Refer-To") != null, true);
        check("o, Event", compact.getHeader("Event") != null, true);
        check("k, Supported", compact.getHeader("Supported") != null, true);
        check("b, Referred-By", compact.getHeader("Referred-By") != null, false);
        check("unparsable", UNPARSABLE, List.of("b: <sip:anna@example.com>"));
        System.exit(same ? 0 : 1);
    }

    static SIPMessage parse(String... headers) throws Exception {
        String message = "REFER sip:ben@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r\n"
                + "From: <sip:anna@example.com>;tag=1\r\nTo: <sip:ben@example.com>;tag=2\r\n"
                + "Call-ID: a@example.com\r\nCSeq: 2 REFER\r\nMax-Forwards: 70\r\n"
                + String.join("\r\n", headers) + "\r\nContent-Length: 0\r\n\r\n";
        return new StringMsgParser().parseSIPMessage(message.getBytes("UTF-8"), true, false,
                (exception, sip, header, text, whole) -> UNPARSABLE.add(text.trim()));
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
