#!/usr/bin/env bash
# Software: JsSIP 3.13.8 (npm) and Asterisk 22.10.1 (Debian forky, package asterisk). Needs root and
#   mmdebstrap.
# Expected: a browser that Asterisk sends away with Transfer(PJSIP/sip:...) and that calls there tells
#   Asterisk so in NOTIFYs (RFC 3515, section 2.4.4), and the dialplan goes on with
#   TRANSFERSTATUS=SUCCESS.
# Seen: JsSIP writes its NOTIFYs without Contact. Asterisk answers each of them 400 Missing Contact
#   header, and learns nothing: Transfer() goes on waiting, and its channel stays, while the browser
#   talks with the one whom it was asked to call. With a Contact in the same NOTIFYs the transfer is
#   over as soon as the new call is answered.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
  echo "run as root: Asterisk starts in a chroot" >&2
  exit 2
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# ASTERISK_ROOT: a tree that mmdebstrap made before (it is copied); without it a new one is made.
if [ -n "${ASTERISK_ROOT:-}" ]; then
  cp -a --reflink=auto "$ASTERISK_ROOT" "$dir/root"
else
  mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=asterisk,ca-certificates forky "$dir/root"
fi
chroot "$dir/root" asterisk -V
mkdir -p "$dir/root/run/asterisk"
chroot "$dir/root" chown asterisk:asterisk /run/asterisk
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jssip@3.13.8 ws@8.18.3
cat >finding.js <<'END'
const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const WebSocket = require('ws');
// WebRTC objects that do nothing: no sound is needed here.
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
const wait = ms => new Promise(r => setTimeout(r, ms));
const until = async (what, test) => {
  for (let i = 0; i < 3000; i++) {
    const found = test();
    if (found) return found;
    await wait(10);
  }
  console.log(`CHANGED: waited 30 s for: ${what}`);
  process.exit(1);
};
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*)\r$`, 'mi')) || [])[1];
const freePort = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const events = [];
// Starts Asterisk in the tree that is the first argument. It is ended with this process.
async function startAsterisk(http, ami) {
  const root = process.argv[2];
  const files = {
    'asterisk.conf': '[options]\n',
    'modules.conf': '[modules]\nautoload=yes\nnoload=chan_iax2.so\nnoload=res_hep.so\n'
      + 'noload=pbx_dundi.so\nnoload=chan_unistim.so\nnoload=chan_mgcp.so\n',
    'http.conf': `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${http}\n`,
    'manager.conf': `[general]\nenabled=yes\nport=${ami}\nbindaddr=127.0.0.1\n`
      + '[finding]\nsecret=finding\nread=call,system,dialplan\n',
    'extensions.conf': '[default]\nexten => away,1,Answer()\n'
      + ' same => n,Transfer(PJSIP/sip:cleo@127.0.0.1)\n same => n,Wait(60)\n'
      + 'exten => cleo,1,Answer()\n same => n,Wait(60)\n',
    'pjsip.conf': '[ws]\ntype=transport\nprotocol=ws\nbind=127.0.0.1\n'
      + '[anna]\ntype=endpoint\ncontext=default\nallow=!all,ulaw\n',
  };
  fs.rmSync(`${root}/etc/asterisk`, { recursive: true, force: true });
  fs.mkdirSync(`${root}/etc/asterisk`);
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(`${root}/etc/asterisk/${name}`, text);
  }
  const asterisk = spawn('chroot',
    [root, 'asterisk', '-f', '-n', '-U', 'asterisk', '-G', 'asterisk'], { stdio: 'ignore' });
  process.on('exit', () => asterisk.kill());
  let text = '';
  const connect = () => {
    const socket = net.connect(ami, '127.0.0.1', () => socket.write(
      'Action: Login\r\nUsername: finding\r\nSecret: finding\r\n\r\n'));
    socket.on('error', () => setTimeout(connect, 100));
    socket.on('data', data => {
      const frames = (text + data).split('\r\n\r\n');
      text = frames.pop();
      events.push(...frames);
    });
  };
  connect();
  await until('Asterisk is up', () => events.find(e => /FullyBooted/.test(e)));
}
// A phone of JsSIP in Node, on a real WebSocket; keeps what it sends and hears.
function phone(http) {
  const sent = [];
  const heard = [];
  const socket = {
    url: `ws://127.0.0.1:${http}/ws`, via_transport: 'WS',
    sip_uri: `sip:127.0.0.1:${http};transport=ws`,
    connect() {
      this.ws = new WebSocket(this.url, 'sip');
      this.ws.on('open', () => this.onconnect());
      this.ws.on('message', data => { heard.push(String(data)); this.ondata(String(data)); });
    },
    disconnect() { this.ws?.close(); },
    send(message) { sent.push(String(message)); this.ws.send(String(message)); return true; },
  };
  const ua = new JsSIP.UA({ sockets: [socket], uri: 'sip:anna@127.0.0.1', register: false });
  return { ua, sent, heard };
}
const media = { mediaConstraints: { audio: false, video: false } };
// Is sent away to cleo: what Asterisk answered to each NOTIFY, and whether Transfer() was over.
async function sentAway(http, withContact) {
  const { ua, sent, heard } = phone(http);
  ua.start();
  await until('connected', () => ua.isConnected());
  events.length = 0;
  let next;
  ua.on('newRTCSession', ({ session }) => {
    if (withContact) {
      const send = session.sendRequest.bind(session);
      session.sendRequest = (method, options) => send(method, method !== 'NOTIFY' ? options
        : { ...options, extraHeaders: [...options.extraHeaders, `Contact: ${session.contact}`] });
    }
    session.on('refer', ({ accept }) => accept(made => { next = made; }, media));
  });
  ua.call('sip:away@127.0.0.1', media);
  await until('the call to cleo is answered', () => next?.isEstablished());
  const notifies = await until('the last NOTIFY is answered', () => {
    const all = sent.filter(m => m.startsWith('NOTIFY'));
    const answers = all.map(m => heard.find(a => a.startsWith('SIP/2.0')
      && header(a, 'CSeq') === header(m, 'CSeq') && header(a, 'Call-ID') === header(m, 'Call-ID')));
    return all.some(m => /SIP\/2.0 200/.test(m)) && answers.every(Boolean) && { all, answers };
  });
  await wait(3000);
  const status = events.map(e => (e.match(/Variable: TRANSFERSTATUS\r\nValue: (.*)/) || [])[1]);
  const result = {
    claims: notifies.all.map(m => m.split('\r\n\r\n')[1].trim()),
    contact: notifies.all.some(m => header(m, 'Contact') !== undefined),
    answers: [...new Set(notifies.answers.map(a => a.split('\r\n')[0]))],
    status: status.filter(Boolean),
  };
  ua.stop();
  return result;
}
async function main() {
  const http = await freePort();
  await startAsterisk(http, await freePort());
  check('as JsSIP is', await sentAway(http, false), {
    claims: ['SIP/2.0 100 Trying', 'SIP/2.0 200 OK'],
    contact: false,
    answers: ['SIP/2.0 400 Missing Contact header'],
    status: [],
  });
  check('with a Contact added', await sentAway(http, true), {
    claims: ['SIP/2.0 100 Trying', 'SIP/2.0 200 OK'],
    contact: true,
    answers: ['SIP/2.0 200 OK'],
    status: ['SUCCESS'],
  });
}
main().then(() => process.exit());
END
node finding.js "$dir/root"
