#!/usr/bin/env bash
# Software: JsSIP 3.13.8 (npm).
# Expected: a REFER with Replaces names the dialog as the *target* of the transfer sees it: its own
#   tag is `to-tag`, the other one `from-tag` (RFC 3891, section 3; RFC 5589). It does not matter
#   who called whom in the consultation call.
# Seen: `session.refer(target, { replaces: consultation })` is right when the transferor called the
#   target. When the target called the transferor, the two tags are swapped: JsSIP takes them from
#   the From and To of the INVITE and not from the local and the remote end of the dialog. JsSIP as
#   a target does not notice (it looks a dialog up both ways round); a target or a PBX that follows
#   the RFC answers 481, or NOTIFY 404 in the case of Asterisk.
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
  const tag = value => value.match(/tag=(\S+)/)[1];
  const replaces = async consultation => {
    const before = sent.length;
    ben.session.refer('sip:cleo@example.com', { replaces: consultation.session });
    const refer = await until('REFER', () => sent.slice(before).find(m => m.startsWith('REFER')));
    const value = decodeURIComponent(header(refer, 'Refer-To').match(/Replaces=(.*)>/)[1]);
    console.log(`Replaces: ${value}`);
    return { to: value.match(/to-tag=(\w[\w-]*)/)[1], from: value.match(/from-tag=(\w[\w-]*)/)[1] };
  };
  const called = await dial('cleo', 'cleo-tag');
  check('Anna called Cleo: tags of Cleo and Anna', await replaces(called),
    { to: 'cleo-tag', from: tag(called.dialog.near) });
  const calling = await ring('cleo', 'cleo-tag2');
  check('Cleo called Anna: tags of Anna and Cleo', await replaces(calling),
    { to: tag(calling.dialog.near), from: 'cleo-tag2' });
}
main().then(() => process.exit());
END
node finding.js
