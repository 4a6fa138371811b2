#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm).
# Expected: a URI with a semicolon, comma or question mark stands in angle brackets in a header that
#   can have parameters; without them, what follows the semicolon belongs to the header (RFC 3261,
#   section 20; RFC 3515, section 2.1).
# Seen: `session.refer(uri)` writes the URI without brackets. `sip:6002@example.com;user=phone`
#   leaves as `Refer-To: sip:6002@example.com;user=phone`, which a parser of the RFC (JsSIP 3.13.8
#   here) reads as the URI `sip:6002@example.com`: transport, user=phone and URI headers do not
#   arrive. Attended transfers and the Refer-To that you write yourself into `extraHeaders` are not
#   concerned.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sip.js@0.21.2 jssip@3.13.8
cat >finding.mjs <<'END'
// A phone of SIP.js in Node: an in-memory transport and a session description that is constant.
import { EmitterImpl, Inviter, SessionState, TransportState, UserAgent } from 'sip.js';
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n'
  + 'm=audio 9 RTP/AVP 0\r\n';
const sent = [];
let transport;
class Memory {
  protocol = 'WS'; state = TransportState.Disconnected;
  constructor() { transport = this; this.stateChange = new EmitterImpl(); }
  async connect() { this.state = TransportState.Connected; this.onConnect?.(); }
  async disconnect() { this.state = TransportState.Disconnected; }
  async dispose() {}
  isConnected() { return this.state === TransportState.Connected; }
  async send(message) { sent.push(message); }
}
const sessionDescriptionHandlerFactory = () => ({
  close() {}, hasDescription: () => true, sendDtmf: () => false,
  async getDescription() { return { body: SDP, contentType: 'application/sdp' }; },
  async setDescription() {}, async rollbackDescription() {},
});
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
const receive = (...lines) => transport.onMessage(lines.join('\r\n'));
const agent = new UserAgent({ uri: UserAgent.makeURI('sip:anna@example.com'),
  logBuiltinEnabled: false, transportConstructor: Memory, sessionDescriptionHandlerFactory });
await agent.start();
// Calls `user` and lets the far end answer: returns the session and its dialog.
async function dial(user, tag, target = `sip:${user}@127.0.0.1`) {
  const session = new Inviter(agent, UserAgent.makeURI(`sip:${user}@example.com`));
  await session.invite();
  const invite = await until('INVITE', () => sent.find(m => m.startsWith(`INVITE sip:${user}@`)));
  const dialog = { id: header(invite, 'Call-ID'), near: header(invite, 'From'),
    far: `${header(invite, 'To')};tag=${tag}`, me: header(invite, 'Contact').match(/<(.*?)>/)[1] };
  receive('SIP/2.0 200 OK', `Via: ${header(invite, 'Via')}`, `From: ${dialog.near}`,
    `To: ${dialog.far}`, `Call-ID: ${dialog.id}`, `CSeq: ${header(invite, 'CSeq')}`,
    `Contact: <${target}>`, 'Content-Type: application/sdp',
    `Content-Length: ${SDP.length}`, '', SDP);
  await until('the call is up', () => session.state === SessionState.Established);
  return { session, dialog };
}
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const ben = await dial('ben', 'ben-tag');
const { default: JsSIP } = await import('jssip');
const refer = async target => {
  const count = sent.length;
  ben.session.refer(UserAgent.makeURI(target));
  return header(await until('REFER', () => sent[count]), 'Refer-To');
};
const seen = await refer('sip:6002@example.com;transport=tcp;user=phone');
check('Refer-To', seen, 'sip:6002@example.com;transport=tcp;user=phone');
const read = JsSIP.Grammar.parse(seen, 'Refer_To');
check('the URI for the phone that follows', String(read.uri), 'sip:6002@example.com');
check('parameters of the header', Object.keys(read._parameters), ['transport', 'user']);
const whole = JsSIP.Grammar.parse(`<${seen}>`, 'Refer_To');
check('the same in brackets', String(whole.uri), 'sip:6002@example.com;transport=tcp;user=phone');
process.exit();
END
node finding.mjs
