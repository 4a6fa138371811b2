#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm).
# Expected: each REFER is followed on its own; the INVITE has a Replaces if the Refer-To of this
#   REFER has one (RFC 3891, section 4), and the Referred-By of this REFER (RFC 3892, section 2.2).
# Seen: without a delegate for `onRefer` SIP.js follows REFERs by itself, with one options object
#   for the life of the session, into which it writes the headers. After an attended transfer that
#   failed, the INVITE of the next, blind one carries the Replaces and the Referred-By of the first:
#   the new target answers 481, and the transfer fails for a reason that nobody sent.
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
async function follow(user, headers) {
  request('REFER', ben.dialog, ['Contact: <sip:ben@127.0.0.1>', ...headers]);
  const invite = await until('INVITE', () => sent.find(m => m.startsWith(`INVITE sip:${user}@`)));
  return invite;
}
const first = await follow('cleo', ['Referred-By: <sip:ben@example.com>',
  'Refer-To: <sip:cleo@example.com?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2>']);
reply(first.replace(/^(To: .*)\r$/m, '$1;tag=c\r'), '481 Call/Transaction Does Not Exist');
await until('NOTIFY 481', () => sent.find(m => m.startsWith('NOTIFY') && m.includes(' 481 ')));
const second = await follow('dora', ['Refer-To: <sip:dora@example.com>']);
check('Replaces in the INVITE of the blind transfer', header(second, 'Replaces') ?? 'none',
  'abc;to-tag=1;from-tag=2');
check('Referred-By in it', header(second, 'Referred-By') ?? 'none', '<sip:ben@example.com>');
process.exit();
END
node finding.mjs
