#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm).
# Expected: `o` is the compact form of Event, `b` of Referred-By, `u` of Allow-Events, `k` of
#   Supported, and a receiver takes either form (RFC 3261, section 7.3.3; RFC 6665, section 8.4; RFC
#   3892, section 3).
# Seen: SIP.js knows the compact forms of RFC 3261's basic headers and `r` (Refer-To), and none of
#   those above. A NOTIFY with `o: refer` is answered 489 Bad Event, so that the subscription of the
#   transfer ends, and the Referred-By of a REFER with `b:` is lost on the way to the new INVITE.
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
const line = m => m.split('\r\n')[0];
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
ben.session.refer(UserAgent.makeURI('sip:cleo@example.com'), {
  onNotify: n => { seen.push(n.request.body.trim()); n.accept(); } });
const notify = name => until('answer', request('NOTIFY', ben.dialog, [`${name}: refer`,
  'Subscription-State: active;expires=60', 'm: <sip:ben@127.0.0.1>', 'c: message/sipfrag'],
'SIP/2.0 180 Ringing\r\n'));
check('answer to a NOTIFY with Event', line(await notify('Event')), 'SIP/2.0 200 OK');
check('answer to a NOTIFY with o', line(await notify('o')), 'SIP/2.0 489 Bad Event');
check('notifications', seen, ['SIP/2.0 180 Ringing']);
for (const [user, name] of [['dora', 'Referred-By'], ['eve', 'b']]) {
  const anna = await dial(`${user}-friend`, user);
  request('REFER', anna.dialog, ['m: <sip:ben@127.0.0.1>', `r: <sip:${user}@example.com>`,
    `${name}: <sip:ben@example.com>`]);
  const invite = await until('INVITE', () => sent.find(m => m.startsWith(`INVITE sip:${user}@`)));
  check(`Referred-By of the INVITE, ${name} in the REFER`, header(invite, 'Referred-By') ?? 'none',
    name === 'b' ? 'none' : '<sip:ben@example.com>');
}
process.exit();
END
node finding.mjs
