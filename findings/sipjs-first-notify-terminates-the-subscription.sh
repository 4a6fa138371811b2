#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm).
# Expected: the phone that follows a REFER sends a NOTIFY at once, `Subscription-State: active` with
#   `expires` while the reference is under way, and `terminated` with the last one only (RFC 3515,
#   sections 2.4.4 and 2.4.7; RFC 6665, sections 4.1.3 and 8.2.3).
# Seen: SIP.js sends the first NOTIFY when the new call gets its first response, and writes
#   `Subscription-State: terminated` into every one, with 100 and with 180 already, without an event
#   id for the second REFER of the dialog. A transferor that keeps to the RFC ends its subscription
#   with `100 Trying` and does not learn whether the target answered.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sip.js@0.21.2
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
const settle = () => new Promise(r => setTimeout(r, 300));
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
// A request of the far end within a dialog; returns a function that finds the answer.
let turn = 100;
function request(method, dialog, headers = [], body = '') {
  const cseq = `${++turn} ${method}`;
  receive(`${method} ${dialog.me} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKr${turn}`,
    `From: ${dialog.far}`, `To: ${dialog.near}`, `Call-ID: ${dialog.id}`, `CSeq: ${cseq}`,
    'Max-Forwards: 70', ...headers, `Content-Length: ${body.length}`, '', body);
  return () => sent.find(m => m.startsWith('SIP/2.0') && header(m, 'CSeq') === cseq);
}
function reply(message, status, headers = []) {
  receive(`SIP/2.0 ${status}`, `Via: ${header(message, 'Via')}`, `From: ${header(message, 'From')}`,
    `To: ${header(message, 'To')}`, `Call-ID: ${header(message, 'Call-ID')}`,
    `CSeq: ${header(message, 'CSeq')}`, ...headers, 'Content-Length: 0', '', '');
}
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const ben = await dial('ben', 'ben-tag');
request('REFER', ben.dialog, ['Contact: <sip:ben@127.0.0.1>', 'Refer-To: <sip:cleo@example.com>']);
const invite = await until('INVITE', () => sent.find(m => m.startsWith('INVITE sip:cleo@')));
const notifies = () => sent.filter(m => m.startsWith('NOTIFY'));
await settle();
check('NOTIFYs before the first response', notifies().length, 0);
const tagged = invite.replace(/^(To: .*)\r$/m, '$1;tag=c\r');
reply(invite, '100 Trying');
reply(tagged, '180 Ringing', ['Contact: <sip:cleo@127.0.0.1>']);
reply(tagged, '486 Busy Here');
await until('three NOTIFYs', () => notifies().length === 3);
for (const [index, status] of ['100 Trying', '180 Ringing', '486 Busy Here'].entries()) {
  const notify = notifies()[index];
  check(`Subscription-State with ${notify.split('\r\n\r\n')[1].trim()}`,
    [notify.includes(`SIP/2.0 ${status}`), header(notify, 'Subscription-State')],
    [true, 'terminated']);
}
process.exit();
END
node finding.mjs
