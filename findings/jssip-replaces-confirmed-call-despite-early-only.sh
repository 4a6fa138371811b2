#!/usr/bin/env bash
# Software: JsSIP 3.13.8 (npm).
# Expected: an INVITE with `Replaces: ...;early-only` takes over a call that is still ringing. If
#   the call has been answered meanwhile, the UA rejects the INVITE with 486 (RFC 3891, sections 3
#   and 7.1).
# Seen: JsSIP parses the flag (`request.replaces.early_only` is true) and does not look at it. It
#   offers the answered call to the application ('replaces'), and `accept()` answers 200: the pickup
#   takes an established call away from the person who talks.
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
// An incoming call that Anna answers.
async function ring(user, tag) {
  const dialog = { id: `in-${tag}@example.com`, far: `<sip:${user}@example.com>;tag=${tag}`,
    me: ua.contact.uri.toString() };
  const got = new Promise(r => ua.once('newRTCSession', e => r(e.session)));
  receive(`INVITE ${dialog.me} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bK${tag}`,
    `From: ${dialog.far}`, 'To: <sip:anna@example.com>', `Call-ID: ${dialog.id}`,
    'CSeq: 1 INVITE', 'Max-Forwards: 70', `Contact: <sip:${user}@127.0.0.1>`,
    'Content-Type: application/sdp', `Content-Length: ${SDP.length}`, '', SDP);
  const session = await got;
  session.answer(call);
  const ok = await until('200 to the INVITE',
    () => sent.find(m => m.startsWith('SIP/2.0 200') && header(m, 'Call-ID') === dialog.id));
  dialog.near = header(ok, 'To');
  receive(`ACK ${dialog.me} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKa${tag}`,
    `From: ${dialog.far}`, `To: ${dialog.near}`, `Call-ID: ${dialog.id}`, 'CSeq: 1 ACK',
    'Max-Forwards: 70', 'Content-Length: 0', '', '');
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
  ua.on('newRTCSession', () => {});
  ua.start();
  await until('connected', () => ua.isConnected());
  const { session, dialog } = await ring('ben', 'ben-tag');
  check('the call is established', session.isEstablished(), true);
  session.on('replaces', event => {
    check("'replaces' with the flag", event.request.replaces.early_only, true);
    event.accept(replacement => replacement.answer(call));
  });
  const near = dialog.near.match(/tag=(\S+)/)[1];
  receive(`INVITE ${dialog.me} SIP/2.0`, 'Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKdora',
    'From: <sip:dora@example.com>;tag=dora-tag', 'To: <sip:anna@example.com>',
    'Call-ID: pickup@example.com', 'CSeq: 1 INVITE', 'Max-Forwards: 70',
    'Contact: <sip:dora@127.0.0.1>', 'Require: replaces',
    `Replaces: ${dialog.id};to-tag=${near};from-tag=ben-tag;early-only`,
    'Content-Type: application/sdp', `Content-Length: ${SDP.length}`, '', SDP);
  const answer = await until('final answer to the INVITE', () => sent.find(m =>
    /^SIP\/2.0 [2-6]/.test(m) && header(m, 'Call-ID') === 'pickup@example.com'));
  check('answer to the INVITE with early-only', line(answer), 'SIP/2.0 200 OK');
}
main().then(() => process.exit());
END
node finding.js
