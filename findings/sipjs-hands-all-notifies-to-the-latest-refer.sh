#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm).
# Expected: a NOTIFY belongs to the REFER whose CSeq is the id of its Event header (RFC 3515,
#   section 2.4.6), and only if the event is `refer`. `session.refer(target, { onNotify })` reads as
#   if each call had its own callback.
# Seen: the session keeps one callback, that of the latest refer(), and hands it every NOTIFY of the
#   dialog: those of the earlier REFER, and those of other event packages (conference). The outcome
#   of the first transfer is booked on the second.
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
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const ben = await dial('ben', 'ben-tag');
const seen = [];
const refer = async (user, name) => {
  const count = sent.length;
  ben.session.refer(UserAgent.makeURI(`sip:${user}@example.com`), {
    onNotify: n => { seen.push(`${name}: ${n.request.getHeader('event')}`); n.accept(); } });
  return parseInt(header(await until('REFER', () => sent[count]), 'CSeq'), 10);
};
const first = await refer('cleo', 'first');
await refer('dora', 'second');
const notify = (event, type, body) => until('answer', request('NOTIFY', ben.dialog,
  [`Event: ${event}`, 'Subscription-State: active;expires=60', 'Contact: <sip:ben@127.0.0.1>',
    `Content-Type: ${type}`], body));
await notify(`refer;id=${first}`, 'message/sipfrag', 'SIP/2.0 404 Not Found\r\n');
await notify('conference', 'application/conference-info+xml', '<conference-info/>');
check('callbacks', seen.map(x => x.replace(`id=${first}`, 'id=FIRST')),
  ['second: refer;id=FIRST', 'second: conference']);
process.exit();
END
node finding.mjs
