#!/usr/bin/env bash
# Software: JsSIP 3.13.8 (npm), JAIN-SIP reference implementation 1.3.0-91 (Maven Central).
# Expected: a message/sipfrag body is a part of a SIP message, and its status line ends with CRLF
#   (RFC 3420, section 2; RFC 3261, section 25.1). "SIP/2.0" is read in any case of letters (RFC
#   3261, section 7.1).
# Seen: JsSIP, as the phone that follows a REFER, sends the status line without CRLF. JAIN-SIP's
#   message parser, the obvious tool for such a body, throws a ParseException for it ("Bad
#   message"), as it does for `sip/2.0 200 OK`. A transferor on JAIN-SIP never learns the outcome.
#   With CRLF it is read, and the parser of the line alone (StatusLineParser) reads all of them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jssip@3.13.8
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=javax.sip:jain-sip-ri:1.3.0-91 -DoutputDirectory="$dir"
cat >finding.js <<'END'
// A phone of JsSIP in Node: an in-memory socket, and WebRTC objects that do nothing.
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n'
  + 'm=audio 9 RTP/AVP 0\r\na=sendrecv\r\n';
globalThis.window = globalThis;
globalThis.RTCSessionDescription = class { constructor(d) { Object.assign(this, d); } };
globalThis.RTCPeerConnection = class extends EventTarget {
  iceGatheringState = 'complete'; iceConnectionState = 'connected'; signalingState = 'stable';
  async createOffer() { return { type: 'offer', sdp: SDP }; }
  async createAnswer() { return { type: 'answer', sdp: SDP }; }
  async setLocalDescription(d) { this.localDescription = d; }
  async setRemoteDescription(d) { this.remoteDescription = d; }
  getSenders() { return []; }
  getReceivers() { return []; }
  close() {}
};
const JsSIP = require('jssip');
const until = async (what, test) => {
  for (let i = 0; i < 500; i++) {
    const found = test();
    if (found) return found;
    await new Promise(r => setTimeout(r, 10));
  }
  console.log(`CHANGED: waited 5 s for: ${what}`);
  process.exit(1);
};
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*)\r$`, 'mi')) || [])[1];
const sent = [];
const socket = {
  url: 'ws://127.0.0.1', via_transport: 'WS', sip_uri: 'sip:127.0.0.1;transport=ws',
  connect() { setImmediate(() => this.onconnect()); },
  disconnect() {},
  send(message) { sent.push(String(message)); return true; },
};
const receive = (...lines) => socket.ondata(lines.join('\r\n'));
const ua = new JsSIP.UA({ sockets: [socket], uri: 'sip:anna@example.com', register: false });
const call = { mediaConstraints: { audio: false, video: false } };
// Calls `user` and lets the far end answer: returns the session and its dialog.
async function dial(user, tag) {
  const session = ua.call(`sip:${user}@example.com`, call);
  const invite = await until(`INVITE to ${user}`,
    () => sent.find(m => m.startsWith(`INVITE sip:${user}@`)));
  const dialog = { id: header(invite, 'Call-ID'), near: header(invite, 'From'),
    far: `${header(invite, 'To')};tag=${tag}`, me: header(invite, 'Contact').match(/<(.*?)>/)[1] };
  receive('SIP/2.0 200 OK', `Via: ${header(invite, 'Via')}`, `From: ${dialog.near}`,
    `To: ${dialog.far}`, `Call-ID: ${dialog.id}`, `CSeq: ${header(invite, 'CSeq')}`,
    `Contact: <sip:${user}@127.0.0.1>`, 'Content-Type: application/sdp',
    `Content-Length: ${SDP.length}`, '', SDP);
  await until('the call is confirmed', () => session.isEstablished());
  return { session, dialog };
}
// A request of the far end within a dialog.
let turn = 100;
function request(method, dialog, headers = [], body = '') {
  turn++;
  receive(`${method} ${dialog.me} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKr${turn}`,
    `From: ${dialog.far}`, `To: ${dialog.near}`, `Call-ID: ${dialog.id}`,
    `CSeq: ${turn} ${method}`, 'Max-Forwards: 70', ...headers,
    `Content-Length: ${body.length}`, '', body);
  return () => sent.find(m => m.startsWith('SIP/2.0') && header(m, 'CSeq') === `${turn} ${method}`);
}
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
async function main() {
  ua.start();
  await until('connected', () => ua.isConnected());
  const ben = await dial('ben', 'ben-tag');
  ben.session.on('refer', () => {});
  request('REFER', ben.dialog, ['Contact: <sip:ben@127.0.0.1>',
    'Refer-To: <sip:cleo@example.com>']);
  const notify = await until('NOTIFY', () => sent.find(m => m.startsWith('NOTIFY')));
  check('body of the NOTIFY', notify.split('\r\n\r\n')[1], 'SIP/2.0 100 Trying');
  require('fs').writeFileSync('body', notify.split('\r\n\r\n')[1]);
}
main().then(() => process.exit());
END
node finding.js
cat >Finding.java <<'END'
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StatusLineParser;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;

public class Finding {
    static boolean same = true;

    public static void main(String[] args) throws Exception {
        String body = Files.readString(Path.of("body"));
        check("JsSIP's body", message(body), "Bad message");
        check("JsSIP's body with CRLF", message(body + "\r\n"), "100 Trying");
        check("small letters", message("sip/2.0 200 OK\r\n"), "Invalid Method");
        check("JsSIP's body as a line", status(body), "100 Trying");
        check("small letters as a line", status("sip/2.0 200 OK"), "200 OK");
        System.exit(same ? 0 : 1);
    }

    static String message(String text) {
        try {
            SIPMessage message = new StringMsgParser()
                    .parseSIPMessage(text.getBytes(), true, false, null);
            SIPResponse response = (SIPResponse) message;
            return response.getStatusCode() + " " + response.getReasonPhrase();
        } catch (ParseException exception) {
            return exception.getMessage().replaceAll("(?s).*:", "");
        }
    }

    static String status(String line) throws ParseException {
        var status = new StatusLineParser(line).parse();
        return status.getStatusCode() + " " + status.getReasonPhrase();
    }

    static void check(String what, String seen, String expected) {
        boolean equal = expected.equals(seen);
        same &= equal;
        System.out.println((equal ? "seen: " : "CHANGED: ") + what + ": " + seen
                + (equal ? "" : ", was " + expected));
    }
}
END
java -cp "$dir/*" Finding.java
