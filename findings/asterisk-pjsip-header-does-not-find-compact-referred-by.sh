#!/usr/bin/env bash
# Software: Asterisk 22.10.1 (Debian forky, package asterisk). Needs root and mmdebstrap.
# Expected: a header has one meaning under its long and its compact name, and implementations accept
#   both (RFC 3261, section 7.3.3; `b` is Referred-By by RFC 3892, section 3). PJSIP_HEADER(read,
#   Referred-By) gives who asked for the call, whichever name the phone has written.
# Seen: of an INVITE with `b: <sip:anna@example.com>`, PJSIP_HEADER(read,Referred-By) is empty and
#   PJSIP_HEADER(read,b) gives it; PJSIP_HEADERS() lists `b`. So it is with `s` and Subject. Headers
#   that pjsip parses itself, `x` and `k`, are found as Session-Expires and Supported. A dialplan that
#   decides by Referred-By who may be called by a transfer does not see the transferors of such phones.
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
cat >"$dir/finding.js" <<'END'
const { spawn } = require('child_process');
const dgram = require('dgram');
const fs = require('fs');
const net = require('net');
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
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*)\r$`, 'mi')) || [])[1];
const line = m => m.split('\r\n')[0];
// A phone on a loopback port: answers INVITEs with `status`, everything else with 200.
class Phone {
  constructor(name) { Object.assign(this, { name, got: [], status: '200 OK', count: 0 }); }
  async bind() {
    this.socket = dgram.createSocket('udp4').on('message', data => this.receive(String(data)));
    await new Promise(r => this.socket.bind(0, '127.0.0.1', r));
    this.port = this.socket.address().port;
  }
  sdp() {
    return 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n'
      + `m=audio ${this.port} RTP/AVP 0\r\n`;
  }
  send(lines, body = '') {
    const type = body ? ['Content-Type: application/sdp'] : [];
    this.socket.send([...lines, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n'),
      pbx.sip, '127.0.0.1');
  }
  receive(message) {
    this.got.push(message);
    const method = message.split(' ')[0];
    if (method === 'SIP/2.0' || method === 'ACK') return;
    if (method !== 'INVITE') return void this.answer(message, '200 OK');
    this.invite = message;
    if (this.status) this.answer(message, this.status);
    else this.answer(message, '180 Ringing');
  }
  answer(message, status) {
    const to = header(message, 'To');
    this.send([`SIP/2.0 ${status}`, `Via: ${header(message, 'Via')}`,
      `From: ${header(message, 'From')}`, `To: ${/;tag=/.test(to) ? to : `${to};tag=${this.name}`}`,
      `Call-ID: ${header(message, 'Call-ID')}`, `CSeq: ${header(message, 'CSeq')}`,
      `Contact: <sip:${this.name}@127.0.0.1:${this.port}>`],
    /INVITE/.test(header(message, 'CSeq')) && status.startsWith('200') ? this.sdp() : '');
  }
  request(method, dialog, headers = [], body = '') {
    const cseq = `${++this.count} ${method}`;
    this.send([`${method} ${dialog.target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${this.name}${this.count}`,
      'Max-Forwards: 70', `From: ${dialog.from}`, `To: ${dialog.to}`, `Call-ID: ${dialog.id}`,
      `CSeq: ${cseq}`, `Contact: <sip:${this.name}@127.0.0.1:${this.port}>`, ...headers], body);
    return until(`answer to ${cseq}`, () => this.got.find(m => /^SIP\/2.0 [2-6]/.test(m)
      && header(m, 'CSeq') === cseq && header(m, 'Call-ID') === dialog.id));
  }
  // Calls an extension that answers.
  async call(extension, headers) {
    const target = `sip:${extension}@127.0.0.1:${pbx.sip}`;
    const dialog = { id: `${this.name}-${this.count}@127.0.0.1`, target, to: `<${target}>`,
      from: `<sip:${this.name}@127.0.0.1>;tag=${this.name}${this.count}` };
    const ok = await this.request('INVITE', dialog, headers, this.sdp());
    dialog.to = header(ok, 'To');
    dialog.target = header(ok, 'Contact').match(/<(.*)>/)[1];
    this.send([`ACK ${dialog.target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bKa${this.name}${this.count}`,
      'Max-Forwards: 70', `From: ${dialog.from}`, `To: ${dialog.to}`, `Call-ID: ${dialog.id}`,
      `CSeq: ${this.count} ACK`]);
    return dialog;
  }
  // The status lines in the NOTIFYs of a transfer.
  notifies() {
    return this.got.filter(m => m.startsWith('NOTIFY')).map(m => m.split('\r\n\r\n')[1].trim());
  }
}
const anna = new Phone('anna');
const ben = new Phone('ben');
const cleo = new Phone('cleo');
const pbx = { events: [] };
const freePort = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
// Starts Asterisk in the tree that is the first argument. It is ended with this process.
pbx.start = async tones => {
  const root = process.argv[2];
  for (const phone of [anna, ben, cleo]) if (!phone.socket) await phone.bind();
  pbx.sip = await freePort();
  pbx.ami = await freePort();
  const files = {
    'asterisk.conf': '[options]\n',
    'modules.conf': '[modules]\nautoload=yes\nnoload=chan_iax2.so\nnoload=res_hep.so\n'
      + 'noload=pbx_dundi.so\nnoload=chan_unistim.so\nnoload=chan_mgcp.so\n',
    'manager.conf': `[general]\nenabled=yes\nport=${pbx.ami}\nbindaddr=127.0.0.1\n`
      + '[finding]\nsecret=finding\nread=call,system,dialplan\n',
    'indications.conf': tones,
    'extensions.conf': '[default]\nexten => read,1,Answer()\n' + NAMES
      .map((name, i) => ` same => n,Set(H${i}=\${PJSIP_HEADER(read,${name})})\n`).join('')
      + ' same => n,Set(LIST=${PJSIP_HEADERS()})\n same => n,Wait(60)\n',
    'pjsip.conf': `[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:${pbx.sip}\n`
      + [anna, ben, cleo].map(({ name, port }) => `[${name}]\ntype=endpoint\ncontext=default\n`
        + `allow=!all,ulaw\naors=${name}\n[${name}]\ntype=aor\n`
        + `contact=sip:${name}@127.0.0.1:${port}\n`).join(''),
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
  pbx.events = [];
  const connect = () => {
    const socket = net.connect(pbx.ami, '127.0.0.1', () => socket.write(
      'Action: Login\r\nUsername: finding\r\nSecret: finding\r\n\r\n'));
    socket.on('error', () => setTimeout(connect, 100));
    socket.on('data', data => {
      const frames = (text + data).split('\r\n\r\n');
      text = frames.pop();
      pbx.events.push(...frames);
    });
  };
  connect();
  await until('Asterisk is up', () => pbx.events.find(e => /FullyBooted/.test(e)));
  await wait(1000); // for the static contacts
};
pbx.stop = async () => {
  const ended = new Promise(r => pbx.process.on('exit', r));
  pbx.process.kill();
  await ended;
};
// What the dialplan reads of the INVITE, in this order.
const NAMES = ['Referred-By', 'b', 'Subject', 's', 'Session-Expires', 'x', 'Supported', 'k'];
// The value that the dialplan set, once it did.
const value = async name => {
  const event = await until(name, () => pbx.events.find(e => e.includes(`Variable: ${name}\r`)));
  return (event.match(/Value: (.*)/) || ['', ''])[1];
};
const TONES = '[general]\ncountry=us\n[us]\ndescription=USA\nring=440+480/2000,0/4000\n'
  + 'busy=480+620/500,0/500\ncongestion=480+620/250,0/250\n';
async function main() {
  await pbx.start(TONES);
  const long = ['Referred-By: <sip:anna@example.com>', 'Subject: hello',
    'Session-Expires: 1800', 'Supported: timer'];
  const compact = ['b: <sip:anna@example.com>', 's: hello', 'x: 1800', 'k: timer'];
  for (const [kind, headers, read] of [
    ['long', long, ['<sip:anna@example.com>', '', 'hello', '', '1800', '', 'timer', '']],
    ['compact', compact, ['', '<sip:anna@example.com>', '', 'hello', '1800', '', 'timer', '']],
  ]) {
    pbx.events.length = 0;
    const call = await anna.call('read', headers);
    for (const [i, name] of NAMES.entries()) {
      check(`${kind} names sent, PJSIP_HEADER(read,${name})`, await value(`H${i}`), read[i]);
    }
    const list = (await value('LIST')).split(',').slice(7, 9);
    check(`${kind} names sent, two of PJSIP_HEADERS()`, list,
      kind === 'long' ? ['Referred-By', 'Subject'] : ['b', 's']);
    await anna.request('BYE', call);
  }
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
