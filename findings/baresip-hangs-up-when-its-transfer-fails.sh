#!/usr/bin/env bash
# Software: baresip 1.0.0 (Debian bookworm, package baresip-core). Needs root and mmdebstrap.
# Expected: a transferor whose blind transfer fails keeps its call, so that the two can go on talking
#   (RFC 5589, section 6.1: the dialog with the transferee ends after the transfer succeeded).
# Seen: on a NOTIFY that says 404, baresip writes "transfer failed" and sends BYE itself: the caller is
#   cut off because of a wrong number. On a NOTIFY that says 200 it does the same, so that its user
#   cannot tell the two apart by the call.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
  echo "run as root: baresip starts in a chroot" >&2
  exit 2
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# BARESIP_ROOT: a tree that mmdebstrap made before (it is copied); without it a new one is made.
if [ -n "${BARESIP_ROOT:-}" ]; then
  cp -a --reflink=auto "$BARESIP_ROOT" "$dir/root"
else
  mmdebstrap --quiet --variant=minbase --include=baresip-core bookworm "$dir/root"
fi
cat >"$dir/finding.js" <<'END'
const { spawn } = require('child_process');
const dgram = require('dgram');
const fs = require('fs');
const net = require('net');
const root = process.argv[2];
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const until = async (what, test) => {
  for (let i = 0; i < 2000; i++) {
    const found = test();
    if (found) return found;
    await new Promise(r => setTimeout(r, 10));
  }
  console.log(`CHANGED: waited 20 s for: ${what}`);
  process.exit(1);
};
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*)\r$`, 'mi')) || [])[1];
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n'
  + 'm=audio 9 RTP/AVP 0\r\n';
const freePort = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const bound = async () => {
  const socket = dgram.createSocket('udp4');
  await new Promise(r => socket.bind(0, '127.0.0.1', r));
  return socket;
};
async function main() {
  const anna = await bound();
  const { port } = anna.address();
  const free = await bound();
  const phone = free.address().port;
  await new Promise(r => free.close(r));
  const control = await freePort();
  const got = [];
  const send = (start, lines, body = '') => anna.send([start, ...lines,
    ...(body && !lines.some(l => /^Content-Type/.test(l)) ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length}`, '', body].join('\r\n'), phone, '127.0.0.1');
  anna.on('message', data => {
    const message = String(data);
    got.push(message);
    const method = message.split(' ')[0];
    if (method === 'SIP/2.0' || method === 'ACK') return;
    const to = header(message, 'To');
    send(method === 'REFER' ? 'SIP/2.0 202 Accepted' : 'SIP/2.0 200 OK', [
      `Via: ${header(message, 'Via')}`, `From: ${header(message, 'From')}`, `To: ${to}`,
      `Call-ID: ${header(message, 'Call-ID')}`, `CSeq: ${header(message, 'CSeq')}`,
      `Contact: <sip:anna@127.0.0.1:${port}>`]);
  });
  fs.mkdirSync(`${root}/phone`);
  fs.writeFileSync(`${root}/phone/config`, `sip_listen 127.0.0.1:${phone}\n`
    + 'module_path /usr/lib/baresip/modules\nmodule g711.so\nmodule aubridge.so\n'
    + 'module_app account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n'
    + `ctrl_tcp_listen 127.0.0.1:${control}\n` + 'audio_source aubridge,ben\n'
    + 'audio_player aubridge,ben\naudio_alert aubridge,bell\n');
  fs.writeFileSync(`${root}/phone/accounts`,
    '<sip:ben@127.0.0.1;transport=udp>;regint=0;answermode=auto\n');
  fs.writeFileSync(`${root}/phone/contacts`, '');
  const baresip = spawn('chroot', [root, 'baresip', '-f', '/phone'],
    { stdio: ['pipe', 'pipe', 'ignore'] });
  process.on('exit', () => baresip.kill());
  let text = '';
  baresip.stdout.on('data', data => { text += data; });
  await until('baresip is ready', () => /baresip is ready/.test(text));
  console.log(text.match(/baresip v[\d.]+/)[0]);
  const line = net.connect(control, '127.0.0.1');
  await until('the control connection', () => line.readyState === 'open');
  // Anna calls baresip, which transfers her; the NOTIFY about it says this.
  const transfer = async (status, id) => {
    text = '';
    got.length = 0;
    const call = (method, cseq, target, to, headers, body) => send(`${method} ${target} SIP/2.0`, [
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${method}${id}`, 'Max-Forwards: 70',
      'From: <sip:anna@127.0.0.1>;tag=anna', `To: ${to}`, `Call-ID: ${id}@127.0.0.1`,
      `CSeq: ${cseq} ${method}`, `Contact: <sip:anna@127.0.0.1:${port}>`, ...headers], body);
    call('INVITE', 1, `sip:ben@127.0.0.1:${phone}`, '<sip:ben@127.0.0.1>', [], SDP);
    const ok = await until('200', () => got.find(m => m.startsWith('SIP/2.0 200')));
    const target = header(ok, 'Contact').match(/<(.*)>/)[1];
    call('ACK', 1, target, header(ok, 'To'), []);
    await until('the call is up', () => /Call established|Call answered/.test(text));
    const command = JSON.stringify({ command: 'transfer', params: `sip:cleo@127.0.0.1:${port}` });
    line.write(`${command.length}:${command},`);
    await until('REFER', () => got.find(m => m.startsWith('REFER')));
    call('NOTIFY', 2, target, header(ok, 'To'), ['Event: refer',
      'Subscription-State: terminated;reason=noresource', 'Content-Type: message/sipfrag'],
    `SIP/2.0 ${status}\r\n`);
    await new Promise(r => setTimeout(r, 2000));
    return { sent: got.filter(m => !m.startsWith('SIP/2.0')).map(m => m.split(' ')[0]),
      said: /transfer failed/.test(text) };
  };
  check('NOTIFY 404', await transfer('404 Not Found', 'one'),
    { sent: ['REFER', 'BYE'], said: true });
  check('NOTIFY 200', await transfer('200 OK', 'two'),
    { sent: ['REFER', 'BYE'], said: false });
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
