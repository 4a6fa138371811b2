#!/usr/bin/env bash
# Software: JsSIP 3.13.8 (npm).
# Expected: an event type is a package and, after a dot, its templates: `dialog.winfo`,
#   `presence.winfo` (RFC 6665, section 8.2.1; RFC 3857).
# Seen: JsSIP joins the parts with a comma too many: `Event: presence.winfo` becomes the event type
#   `presence.,winfo`. `ua.subscribe()` sends that in its SUBSCRIBE, so a server answers 489 Bad
#   Event, and an application that compares the event of an incoming NOTIFY with the name never
#   finds it.
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
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
async function main() {
  ua.start();
  await until('connected', () => ua.isConnected());
  const subscribe = event => ua.subscribe('sip:anna@example.com', event,
    'application/watcherinfo+xml', {}).subscribe();
  const event = name => until('SUBSCRIBE', () => sent.map(m => header(m, 'Event'))
    .find(value => value?.startsWith(name)));
  subscribe('dialog');
  check('Event of a SUBSCRIBE to dialog', await event('dialog'), 'dialog');
  subscribe('presence.winfo');
  check('Event of a SUBSCRIBE to presence.winfo', await event('presence'), 'presence.,winfo');
  const seen = new Promise(resolve => ua.on('sipEvent', e => resolve(e.event.event)));
  receive(`NOTIFY ${ua.contact.uri} SIP/2.0`, 'Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKn',
    'From: <sip:anna@example.com>;tag=s', 'To: <sip:anna@example.com>', 'Call-ID: n@example.com',
    'CSeq: 1 NOTIFY', 'Max-Forwards: 70', 'Contact: <sip:server@127.0.0.1>',
    'Event: presence.winfo', 'Subscription-State: active', 'Content-Length: 0', '', '');
  check('event of a NOTIFY', await seen, 'presence.,winfo');
}
main().then(() => process.exit());
END
node finding.js
