#!/usr/bin/env bash
# Software: JsSIP 3.13.8 (npm).
# Expected: the NOTIFYs of the first REFER of a dialog may go without an event id; those of later
#   REFERs must carry one, the CSeq of the REFER (RFC 3515, section 2.4.6). So a NOTIFY without an
#   id belongs to the first REFER.
# Seen: while two REFERs of a dialog are open, JsSIP answers 400 to a NOTIFY without an id. The
#   notifier takes it as failed and may end the subscription (RFC 6665, section 4.2.2); the
#   application does not learn how the first transfer ended. A user who presses the transfer button
#   twice is enough.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jssip@3.13.8
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
const line = m => m.split('\r\n')[0];
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
  const events = [];
  const refer = (user, name) => ben.session.refer(`sip:${user}@example.com`)
    .on('accepted', () => events.push(name));
  const notify = async event => line(await until('answer', request('NOTIFY', ben.dialog,
    [`Event: ${event}`, 'Subscription-State: terminated;reason=noresource',
      'Contact: <sip:ben@127.0.0.1>', 'Content-Type: message/sipfrag'], 'SIP/2.0 200 OK\r\n')));
  refer('cleo', 'first');
  const second = refer('dora', 'second');
  check('answer to the NOTIFY of the first REFER', await notify('refer'),
    'SIP/2.0 400 Missing event id parameter');
  check('answer to the NOTIFY of the second REFER', await notify(`refer;id=${second.id}`),
    'SIP/2.0 200 OK');
  check('transfers that ended for the application', events, ['second']);
}
main().then(() => process.exit());
END
node finding.js
