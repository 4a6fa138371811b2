#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm).
# Expected: a UA that does not do Replaces answers 420 to an INVITE with `Require: replaces` (RFC
#   3261, section 8.2.2.3: MUST), so that the transferee's phone can tell that the transfer failed.
# Seen: `sipExtensionReplaces` is unsupported unless the application sets it, and SIP.js reads no
#   Require. The INVITE that should take over the consultation call rings as a new, second call: the
#   target gets a second call while she still talks with the transferor, and nobody an error.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sip.js@0.21.2
cat >finding.mjs <<'END'
// A phone of SIP.js in Node: an in-memory transport and a session description that is constant.
import { EmitterImpl, SessionState, TransportState, UserAgent } from 'sip.js';
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
const settle = () => new Promise(r => setTimeout(r, 300));
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*)\r$`, 'mi')) || [])[1];
const line = m => m.split('\r\n')[0];
const receive = (...lines) => transport.onMessage(lines.join('\r\n'));
const agent = new UserAgent({ uri: UserAgent.makeURI('sip:anna@example.com'),
  logBuiltinEnabled: false, transportConstructor: Memory, sessionDescriptionHandlerFactory });
await agent.start();
// A new INVITE for Anna; `from` is the value of From, without its tag.
function incoming(from, tag, headers = []) {
  const id = `in-${tag}@example.com`;
  receive(`INVITE ${agent.contact.uri} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bK${tag}`,
    `From: ${from};tag=${tag}`, 'To: <sip:anna@example.com>', `Call-ID: ${id}`, 'CSeq: 1 INVITE',
    'Max-Forwards: 70', 'Contact: <sip:caller@127.0.0.1>', ...headers,
    'Content-Type: application/sdp', `Content-Length: ${SDP.length}`, '', SDP);
  return () => sent.filter(m => header(m, 'Call-ID') === id);
}
// An incoming call that Anna answers.
async function ring(from, tag) {
  const got = new Promise(r => { agent.delegate = { onInvite: r }; });
  const answers = incoming(from, tag);
  const session = await got;
  session.accept();
  const ok = await until('200', () => answers().find(m => m.startsWith('SIP/2.0 200')));
  const dialog = { id: header(ok, 'Call-ID'), near: header(ok, 'To'), far: header(ok, 'From'),
    me: String(agent.contact.uri) };
  receive(`ACK ${dialog.me} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKa${tag}`,
    `From: ${dialog.far}`, `To: ${dialog.near}`, `Call-ID: ${dialog.id}`, 'CSeq: 1 ACK',
    'Max-Forwards: 70', 'Content-Length: 0', '', '');
  await until('the call is up', () => session.state === SessionState.Established);
  return { session, dialog };
}
// A request of the far end within a dialog; returns a function that finds the answer.
let turn = 100;
function request(method, dialog, headers = [], body = '') {
  const cseq = `${++turn} ${method}`;
  receive(`${method} ${dialog.me} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKr${turn}`,
    `From: ${dialog.far}`, `To: ${dialog.near}`, `Call-ID: ${dialog.id}`, `CSeq: ${cseq}`,
    'Max-Forwards: 70', ...headers, `Content-Length: ${body.length}`, '', body);
  return () => sent.find(m => m.startsWith('SIP/2.0') && header(m, 'CSeq') === cseq);
}
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const { session, dialog } = await ring('<sip:ben@example.com>', 'ben-tag');
check('the consultation call is up', session.state, 'Established');
const rang = [];
agent.delegate = { onInvite: i => { rang.push(i.request.getHeader('replaces')); } };
const replaces = `${dialog.id};to-tag=${dialog.near.match(/tag=(\S+)/)[1]};from-tag=ben-tag`;
const answers = incoming('<sip:cleo@example.com>', 'cleo-tag',
  ['Require: replaces', `Replaces: ${replaces}`]);
await until('180', () => answers().find(m => m.startsWith('SIP/2.0 180')));
await settle();
check('answers', answers().map(line), ['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing']);
check('Supported of the answer', header(answers()[1], 'Supported').includes('replaces'), false);
check('rings as a new call with the Replaces of the old', rang.join() === replaces, true);
check('the consultation call', session.state, 'Established');
process.exit();
END
node finding.mjs
