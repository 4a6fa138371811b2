#!/usr/bin/env bash
# Software: JsSIP 3.13.8 and SIP.js 0.21.2 (npm).
# Expected: Refer-To, From and Contact take any URI (RFC 3515, section 2.1; RFC 3261, section 20). A
#   UA that does not support the scheme of Refer-To answers 416; a request is always answered.
# Seen: both grammars know sip and sips only (SIP.js http too), and a message with a header that
#   does not parse is dropped before the transaction layer sees it. A REFER to `tel:+15551234` gets
#   no answer at all: the transferor waits 32 s for a 408. (The 416 in JsSIP's REFER handler is out
#   of reach for such a URI.) An INVITE from `<tel:...>` is not answered and does not ring, and a
#   302 with such a Contact is lost.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jssip@3.13.8 sip.js@0.21.2
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
const settle = () => new Promise(r => setTimeout(r, 300));
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
  const refers = [];
  ben.session.on('refer', event => { refers.push(String(event.request.refer_to.uri)); });
  const refer = target => request('REFER', ben.dialog,
    ['Contact: <sip:ben@127.0.0.1>', `Refer-To: ${target}`]);
  const sip = refer('<sip:+15551234@example.com>');
  check('JsSIP, REFER to a sip URI', line(await until('answer', sip)), 'SIP/2.0 202 Accepted');
  const tel = refer('<tel:+15551234>');
  await settle();
  check('JsSIP, REFER to a tel URI: answer', tel() ?? 'none', 'none');
  check("JsSIP, 'refer' events", refers, ['sip:+15551234@example.com']);
  let rang = false;
  ua.on('newRTCSession', () => { rang = true; });
  const count = sent.length;
  receive(`INVITE ${ben.dialog.me} SIP/2.0`, 'Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKtel',
    'From: <tel:+15551234>;tag=t', 'To: <sip:anna@example.com>', 'Call-ID: tel@example.com',
    'CSeq: 1 INVITE', 'Max-Forwards: 70', 'Contact: <sip:trunk@127.0.0.1>',
    'Content-Type: application/sdp', `Content-Length: ${SDP.length}`, '', SDP);
  await settle();
  check('JsSIP, call from a tel URI: answers', sent.slice(count).map(line), []);
  check('JsSIP, call from a tel URI: rings', rang, false);
  const { Core } = await import('sip.js');
  const { Parser } = Core.Parser ? Core : await import('sip.js/lib/core/messages/parser.js');
  const parse = headers => Parser.parseMessage(['SIP/2.0 302 Moved Temporarily',
    'Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bK1', 'From: <sip:anna@example.com>;tag=1',
    'To: <sip:cleo@example.com>;tag=2', 'Call-ID: a', 'CSeq: 1 INVITE', ...headers,
    'Content-Length: 0', '', ''].join('\r\n'), { warn() {}, error() {} });
  const known = message => (message ? 'read' : 'dropped');
  check('SIP.js, 302 to a sip URI', known(parse(['Contact: <sip:1@example.com>'])), 'read');
  check('SIP.js, 302 to a tel URI', known(parse(['Contact: <tel:+15551234>'])), 'dropped');
  check('SIP.js, Refer-To a tel URI', known(parse(['Refer-To: <tel:+15551234>'])), 'dropped');
}
main().then(() => process.exit());
END
node finding.js
