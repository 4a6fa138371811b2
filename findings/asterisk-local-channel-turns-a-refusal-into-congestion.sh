#!/usr/bin/env bash
# Software: Asterisk 22.10.1 (Debian forky, package asterisk). Needs root and mmdebstrap.
# Expected: Dial(Local/cleo@default), whose extension does nothing but Dial(PJSIP/cleo), ends as
#   Dial(PJSIP/cleo) does.
# Seen: a phone that declines (603) or is not there (404) is CHANUNAVAIL when it is dialled, and
#   CONGESTION behind a Local channel: "the network is full". HANGUPCAUSE has the phone's cause in
#   the first case, and 0 behind the Local channel, for a busy phone as well; the Hangup event of the
#   Local channel that was dialled says `Cause: 0`. Calls that a phone forwards, and often the members
#   of a queue, are Local channels.
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
  const files = {
    'asterisk.conf': '[options]\n',
    'modules.conf': '[modules]\nautoload=yes\nnoload=chan_iax2.so\nnoload=pbx_dundi.so\n'
      + 'noload=chan_unistim.so\nnoload=chan_mgcp.so\n',
    'manager.conf': `[general]\nenabled=yes\nport=${pbx.ami}\nbindaddr=127.0.0.1\n`
      + '[finding]\nsecret=finding\nread=all\nwrite=all\n',
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
  await wait(1000); // for the static contacts
};
// Sends an action and returns its response.
pbx.action = fields => {
  const id = `id${pbx.count = (pbx.count || 0) + 1}`;
  pbx.socket.write(Object.entries({ ...fields, ActionID: id })
    .map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n');
  return until(`response to ${fields.Action}`, () => pbx.events.find(
    e => header(e, 'ActionID') === id && header(e, 'Response') && !header(e, 'Event')));
};
const hangUp = async () => {
  await pbx.action({ Action: 'Hangup', Channel: '/.*/' });
  await until('no channel', () => pbx.get('Hangup').length === pbx.get('Newchannel').length);
  await wait(500);
};
async function dial(extension, answer) {
  pbx.events = [];
  for (const phone of [anna, ben, cleo]) phone.got = [];
  cleo.answers.INVITE = answer;
  await anna.call(extension);
  const event = await until('the end of Dial()', () => pbx.get('UserEvent')[0]);
  const last = pbx.get('DialEnd').pop();
  await hangUp();
  const dialled = pbx.get('Hangup').find(e => header(e, 'Channel') === header(last, 'DestChannel'));
  return [header(event, 'DialStatus'), header(event, 'HangupCause'), header(dialled, 'Cause')];
}
async function main() {
  const end = ' same => n,UserEvent(End,DialStatus: ${DIALSTATUS},HangupCause: ${HANGUPCAUSE})\n'
    + ' same => n,Wait(30)\n';
  await pbx.start(`exten => phone,1,Answer()\n same => n,Dial(PJSIP/cleo)\n${end}`
    + `exten => local,1,Answer()\n same => n,Dial(Local/cleo@default)\n${end}`);
  for (const [answer, cause, status] of [['603 Decline', '21', 'CONGESTION'],
    ['404 Not Found', '1', 'CONGESTION'], ['486 Busy Here', '17', 'BUSY']]) {
    const plain = answer === '486 Busy Here' ? 'BUSY' : 'CHANUNAVAIL';
    check(`${answer}, Dial(PJSIP/cleo): DIALSTATUS, HANGUPCAUSE, Cause of Hangup`,
      await dial('phone', answer), [plain, cause, cause]);
    check(`${answer}, Dial(Local/cleo@default)`, await dial('local', answer), [status, '0', '0']);
  }
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
