#!/usr/bin/env bash
# Software: Asterisk 22.10.1 (Debian forky, package asterisk), ARI. Needs root and mmdebstrap.
# Expected: with PJSIP_TRANSFER_HANDLING()=ari-only the application decides about a REFER, and
#   Asterisk still keeps the protocol: an accepted REFER is notified at once (RFC 3515, section
#   2.4.4). ARI's transfer_progress on a channel without a REFER is refused (404, 409 or 412).
# Seen: 202 and silence: no NOTIFY until the application calls transfer_progress. ChannelTransfer
#   has the user part of Refer-To alone, so the application cannot tell boss@partner.example.com
#   from its own boss. transfer_progress on a channel that nobody refers is 204 and does nothing.
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
npm install --silent --no-audit --no-fund --ignore-scripts ws@8.18.3
cat >"$dir/finding.js" <<'END'
const { spawn } = require('child_process');
const dgram = require('dgram');
const fs = require('fs');
const http = require('http');
const net = require('net');
const WebSocket = require('ws');
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
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
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*?)\r?$`, 'mi')) || [])[1];
const line = m => m.split('\r\n')[0];
// A phone on a loopback port: answers each request with `answers[METHOD]`, or 200.
class Phone {
  constructor(name) { Object.assign(this, { name, got: [], answers: {}, count: 0 }); }
  async bind() {
    this.socket = dgram.createSocket('udp4').on('message', data => {
      if (data[0] >> 6 !== 2) this.receive(String(data)); // no RTP
    });
    await new Promise(r => this.socket.bind(0, '127.0.0.1', r));
    this.port = this.socket.address().port;
    this.contact = `Contact: <sip:${this.name}@127.0.0.1:${this.port}>`;
  }
  sdp(direction = 'sendrecv') {
    return `v=0\r\no=- 1 ${this.count} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n`
      + `m=audio ${this.port} RTP/AVP 0\r\na=${direction}\r\n`;
  }
  send(lines, body, type = 'application/sdp') {
    const text = body || '';
    this.socket.send([...lines, ...text && [`Content-Type: ${type}`],
      `Content-Length: ${text.length}`, '', text].join('\r\n'), pbx.sip, '127.0.0.1');
  }
  receive(message) {
    this.got.push(message);
    const method = message.split(' ')[0];
    if (method !== 'SIP/2.0' && method !== 'ACK') {
      this.answer(message, this.answers[method] || '200 OK');
    }
  }
  answer(message, status, contact = this.contact) {
    const to = header(message, 'To');
    const invite = message.startsWith('INVITE') && status.startsWith('200');
    this.send([`SIP/2.0 ${status}`, `Via: ${header(message, 'Via')}`,
      `From: ${header(message, 'From')}`, `To: ${/;tag=/.test(to) ? to : `${to};tag=${this.name}`}`,
      `Call-ID: ${header(message, 'Call-ID')}`, `CSeq: ${header(message, 'CSeq')}`, contact],
    invite && this.sdp());
  }
  sent(method, dialog, cseq, headers, body, type) {
    this.send([`${method} ${dialog.target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${this.name}${cseq.replace(' ', '')}`,
      'Max-Forwards: 70', `From: ${dialog.from}`, `To: ${dialog.to}`, `Call-ID: ${dialog.id}`,
      `CSeq: ${cseq}`, this.contact, ...headers], body, type);
  }
  request(method, dialog, headers = [], body = '', type = undefined) {
    const cseq = `${++this.count} ${method}`;
    this.sent(method, dialog, cseq, headers, body, type);
    return until(`answer to ${cseq}`, () => this.got.find(m => /^SIP\/2.0 [2-6]/.test(m)
      && header(m, 'CSeq') === cseq && header(m, 'Call-ID') === dialog.id));
  }
  async invite(dialog, direction) {
    const answer = await this.request('INVITE', dialog, [], this.sdp(direction));
    dialog.to = header(answer, 'To');
    if (/^SIP\/2.0 2/.test(answer)) dialog.target = header(answer, 'Contact').match(/<(.*)>/)[1];
    this.sent('ACK', dialog, `${this.count} ACK`, []);
    return answer;
  }
  async call(extension) {
    const target = `sip:${extension}@127.0.0.1:${pbx.sip}`;
    const dialog = { id: `${this.name}-${this.count}@127.0.0.1`, target, to: `<${target}>`,
      from: `<sip:${this.name}@127.0.0.1>;tag=${this.name}${this.count}` };
    await this.invite(dialog);
    return dialog;
  }
}
const [anna, ben, cleo] = ['anna', 'ben', 'cleo'].map(name => new Phone(name));
const pbx = { events: [] };
pbx.get = name => pbx.events.filter(e => header(e, 'Event') === name);
const freePort = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
// Starts Asterisk in the tree that is the first argument. It is ended with this process.
pbx.start = async (dialplan = '', more = {}) => {
  const root = process.argv[2];
  for (const phone of [anna, ben, cleo]) await phone.bind();
  pbx.sip = await freePort();
  pbx.ami = await freePort();
  pbx.ari = await freePort();
  const files = {
    'asterisk.conf': '[options]\n',
    'modules.conf': '[modules]\nautoload=yes\nnoload=chan_iax2.so\nnoload=pbx_dundi.so\n'
      + 'noload=chan_unistim.so\nnoload=chan_mgcp.so\n',
    'manager.conf': `[general]\nenabled=yes\nport=${pbx.ami}\nbindaddr=127.0.0.1\n`
      + '[finding]\nsecret=finding\nread=all\nwrite=all\n',
    'http.conf': `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${pbx.ari}\n`,
    'ari.conf': '[general]\nenabled=yes\n[finding]\ntype=user\npassword=finding\n',
    'extensions.conf': '[default]\n' + ['ben', 'cleo']
      .map(name => `exten => ${name},1,Dial(PJSIP/${name},20)\n`).join('') + dialplan,
    'pjsip.conf': `[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:${pbx.sip}\n`
      + [anna, ben, cleo].map(({ name, port }) => `[${name}]\ntype=endpoint\ncontext=default\n`
        + `allow=!all,ulaw\ndirect_media=no\naors=${name}\n[${name}]\ntype=aor\n`
        + `contact=sip:${name}@127.0.0.1:${port}\n`).join(''),
    ...more,
  };
  fs.rmSync(`${root}/etc/asterisk`, { recursive: true, force: true });
  fs.mkdirSync(`${root}/etc/asterisk`);
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(`${root}/etc/asterisk/${name}`, text);
  }
  pbx.process = spawn('chroot', [root, 'asterisk', '-f', '-n', '-U', 'asterisk', '-G', 'asterisk'],
    { stdio: 'ignore' });
  process.on('exit', () => pbx.process.kill());
  let text = '';
  const connect = () => {
    const socket = net.connect(pbx.ami, '127.0.0.1', () => socket.write(
      'Action: Login\r\nUsername: finding\r\nSecret: finding\r\n\r\n'));
    socket.on('error', () => setTimeout(connect, 100));
    socket.on('data', data => {
      const frames = (text + data).split('\r\n\r\n');
      text = frames.pop();
      pbx.events.push(...frames);
    });
    pbx.socket = socket;
  };
  connect();
  await until('Asterisk is up', () => pbx.get('FullyBooted')[0]);
  const ws = new WebSocket(`ws://127.0.0.1:${pbx.ari}/ari/events?app=finding&subscribeAll=true`,
    { auth: 'finding:finding' });
  pbx.json = [];
  ws.on('message', data => pbx.json.push(JSON.parse(data)));
  await new Promise(r => ws.on('open', r));
  await wait(1000); // for the static contacts
};
// A request to ARI; its status and body.
pbx.ask = (method, path) => new Promise((resolve, reject) => http.request(
  { host: '127.0.0.1', port: pbx.ari, method, path: `/ari${path}`, auth: 'finding:finding' },
  answer => {
    let body = '';
    answer.on('data', data => { body += data; });
    answer.on('end', () => resolve([answer.statusCode, body && JSON.parse(body)]));
  }).on('error', reject).end());
const told = type => pbx.json.filter(e => e.type === type);
const notifies = () => anna.got.filter(m => m.startsWith('NOTIFY'))
  .map(m => m.split('\r\n\r\n')[1].trim());
async function main() {
  await pbx.start('exten => app,1,Answer()\n same => n,Set(PJSIP_TRANSFER_HANDLING()=ari-only)\n'
    + ' same => n,Stasis(finding)\n');
  const call = await anna.call('app');
  const { channel: { id } } = await until('StasisStart', () => told('StasisStart')[0]);
  const progress = async state =>
    (await pbx.ask('POST', `/channels/${id}/transfer_progress?states=${state}`))[0];
  check('transfer_progress without a REFER', await progress('channel_answered'), 204);
  await wait(1000);
  check('ChannelTransfer events', told('ChannelTransfer').length, 0);
  pbx.json = [];
  const answer = await anna.request('REFER', call, ['Refer-To: <sip:boss@partner.example.com>']);
  check('answer to the REFER', line(answer), 'SIP/2.0 202 Accepted');
  const transfer = await until('ChannelTransfer', () => told('ChannelTransfer')[0]);
  check('refer_to', transfer.refer_to, { requested_destination: { destination: 'boss' } });
  await wait(5000);
  check('NOTIFYs after 5 s', notifies(), []);
  await progress('channel_progress');
  await until('a NOTIFY', () => notifies()[0]);
  check('after channel_progress', notifies(), ['SIP/2.0 100 Trying']);
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
