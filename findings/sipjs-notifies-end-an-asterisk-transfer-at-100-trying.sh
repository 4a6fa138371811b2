#!/usr/bin/env bash
# Software: SIP.js 0.21.2 (npm) and Asterisk 22.10.1 (Debian forky, package asterisk). Needs root and
#   mmdebstrap.
# Expected: a browser that Asterisk sends away with Transfer(PJSIP/sip:...) reports the result of its
#   new call in NOTIFYs (RFC 3515, section 2.4.4), and TRANSFERSTATUS says how it went.
# Seen: SIP.js writes its NOTIFYs without Contact, and Asterisk answers 400 Missing Contact header.
#   SIP.js then sends none any more: the answer or the refusal of the new call is never reported, and
#   Transfer() goes on waiting. With a Contact put into the NOTIFYs on the wire, Asterisk takes the
#   first, which says terminated with 100 Trying, for the end: TRANSFERSTATUS is FAILURE (1) while the
#   target rings, whether it answers later or not, and the NOTIFY that follows is answered 481.
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
npm install --silent --no-audit --no-fund --ignore-scripts sip.js@0.21.2 ws@8.18.3
cat >finding.mjs <<'END'
import { spawn } from 'child_process';
import fs from 'fs';
import net from 'net';
import WebSocket from 'ws';
import { Inviter, EmitterImpl, SessionState, TransportState, UserAgent } from 'sip.js';
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n'
  + 'm=audio 9 RTP/AVP 0\r\na=sendrecv\r\n';
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
    'extensions.conf': '[default]\nexten => _away-.,1,Answer()\n'
      + ' same => n,Transfer(PJSIP/sip:${EXTEN:5}@127.0.0.1)\n same => n,Wait(60)\n'
      + 'exten => answers,1,Ringing()\n same => n,Wait(1)\n same => n,Answer()\n same => n,Wait(60)\n'
      + 'exten => busy,1,Ringing()\n same => n,Wait(1)\n same => n,Busy(20)\n',
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
// A phone of SIP.js in Node, on a real WebSocket, without sound; keeps what it sends and hears.
async function phone(http, withContact) {
  const sent = [];
  const heard = [];
  class Wire {
    protocol = 'WS'; state = TransportState.Disconnected;
    constructor() { this.stateChange = new EmitterImpl(); }
    async connect() {
      this.ws = new WebSocket(`ws://127.0.0.1:${http}/ws`, 'sip');
      this.ws.on('message', data => { heard.push(String(data)); this.onMessage(String(data)); });
      await new Promise(r => this.ws.on('open', r));
      this.state = TransportState.Connected;
      this.onConnect?.();
    }
    async disconnect() { this.ws.close(); this.state = TransportState.Disconnected; }
    async dispose() {}
    isConnected() { return this.state === TransportState.Connected; }
    async send(message) {
      const wire = withContact && message.startsWith('NOTIFY')
        ? message.replace('\r\n', '\r\nContact: <sip:anna@127.0.0.1;transport=ws>\r\n') : message;
      sent.push(wire);
      this.ws.send(wire);
    }
  }
  const sessionDescriptionHandlerFactory = () => ({
    close() {}, hasDescription: () => true, sendDtmf: () => false,
    async getDescription() { return { body: SDP, contentType: 'application/sdp' }; },
    async setDescription() {}, async rollbackDescription() {},
  });
  const agent = new UserAgent({ uri: UserAgent.makeURI('sip:anna@127.0.0.1'),
    logBuiltinEnabled: false, transportConstructor: Wire, sessionDescriptionHandlerFactory });
  await agent.start();
  return { agent, sent, heard };
}
// Is sent away to a target that does `what`.
async function sentAway(http, what, withContact) {
  const { agent, sent, heard } = await phone(http, withContact);
  events.length = 0;
  const session = new Inviter(agent, UserAgent.makeURI(`sip:away-${what}@127.0.0.1`));
  let next;
  session.delegate = { onRefer: referral => referral.accept().then(() => {
    next = referral.makeInviter(); return next.invite(); }) };
  await session.invite();
  const result = what === 'answers' ? SessionState.Established : SessionState.Terminated;
  await until('the new call has its result', () => next?.state === result);
  await wait(2000); // for a NOTIFY about it, and for what Asterisk makes of it
  const notifies = sent.filter(m => m.startsWith('NOTIFY'));
  const answer = notify => heard.find(m => m.startsWith('SIP/2.0')
    && header(m, 'CSeq') === header(notify, 'CSeq')
    && header(m, 'Call-ID') === header(notify, 'Call-ID')) ?? '';
  const value = name => events.map(e => e.match(`Variable: ${name}\r\nValue: (.*)`)?.[1])
    .filter(Boolean).join();
  const seen = {
    reports: [...new Set(notifies.map(m => header(m, 'Subscription-State')))],
    first: [notifies[0].split('\r\n\r\n')[1].trim(), answer(notifies[0]).split('\r\n')[0]],
    result: notifies.some(m => /SIP\/2.0 (200|486)/.test(m)),
    status: value('TRANSFERSTATUS') + '/' + value('TRANSFERSTATUSPROTOCOL'),
  };
  await agent.stop();
  return seen;
}
const http = await freePort();
await startAsterisk(http, await freePort());
for (const what of ['answers', 'busy']) {
  check(`as SIP.js is, target: ${what}`, await sentAway(http, what, false), {
    reports: ['terminated'],
    first: ['SIP/2.0 100 Trying', 'SIP/2.0 400 Missing Contact header'],
    result: false,
    status: '/',
  });
  check(`with a Contact, target: ${what}`, await sentAway(http, what, true), {
    reports: ['terminated'],
    first: ['SIP/2.0 100 Trying', 'SIP/2.0 200 OK'],
    result: false,
    status: 'FAILURE/1',
  });
}
process.exit();
END
node finding.mjs "$dir/root"
