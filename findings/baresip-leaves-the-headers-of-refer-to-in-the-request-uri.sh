#!/usr/bin/env bash
# Software: baresip 1.0.0 (Debian bookworm, package baresip-core). Needs root and mmdebstrap.
# Expected: the phone that follows a REFER makes a request of the URI in Refer-To: the headers
#   behind `?` become headers of the INVITE, and neither they nor `method` are allowed in a
#   Request-URI (RFC 3261, sections 19.1.1 and 19.1.5). It copies Referred-By (RFC 3892, section
#   2.2).
# Seen: the Request-URI and To are the whole text of Refer-To, `;method=INVITE?Subject=Hello`
#   included; the INVITE has no Subject and no Referred-By.
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
  const got = [];
  const send = (start, lines, body = '') => anna.send([start, ...lines,
    ...(body ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length}`, '', body].join('\r\n'), phone, '127.0.0.1');
  anna.on('message', data => {
    const message = String(data);
    got.push(message);
    const method = message.split(' ')[0];
    if (method === 'SIP/2.0' || method === 'ACK') return;
    const to = header(message, 'To');
    send(method === 'INVITE' ? 'SIP/2.0 486 Busy Here' : 'SIP/2.0 200 OK', [
      `Via: ${header(message, 'Via')}`, `From: ${header(message, 'From')}`,
      `To: ${/;tag=/.test(to) ? to : `${to};tag=cleo`}`,
      `Call-ID: ${header(message, 'Call-ID')}`, `CSeq: ${header(message, 'CSeq')}`]);
  });
  fs.mkdirSync(`${root}/phone`);
  fs.writeFileSync(`${root}/phone/config`, `sip_listen 127.0.0.1:${phone}\n`
    + 'module_path /usr/lib/baresip/modules\nmodule g711.so\nmodule aubridge.so\n'
    + 'module_app account.so\nmodule_app menu.so\naudio_source aubridge,ben\n'
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
  const request = (method, cseq, target, to, headers, body) => send(`${method} ${target} SIP/2.0`, [
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${method}`, 'Max-Forwards: 70',
    'From: <sip:anna@127.0.0.1>;tag=anna', `To: ${to}`, 'Call-ID: call@127.0.0.1',
    `CSeq: ${cseq} ${method}`, `Contact: <sip:anna@127.0.0.1:${port}>`, ...headers], body);
  request('INVITE', 1, `sip:ben@127.0.0.1:${phone}`, '<sip:ben@127.0.0.1>', [], SDP);
  const ok = await until('200', () => got.find(m => m.startsWith('SIP/2.0 200')));
  const target = header(ok, 'Contact').match(/<(.*)>/)[1];
  request('ACK', 1, target, header(ok, 'To'), []);
  const uri = `sip:cleo@127.0.0.1:${port}`;
  request('REFER', 2, target, header(ok, 'To'), [
    `Refer-To: <${uri};method=INVITE?Subject=Hello>`, 'Referred-By: <sip:anna@127.0.0.1>']);
  const invite = await until('INVITE', () => got.find(m => m.startsWith('INVITE')));
  check('Request-URI without its beginning', invite.split(' ')[1].replace(uri, ''),
    ';method=INVITE?Subject=Hello');
  check('To', header(invite, 'To').replace(uri, ''), '<;method=INVITE?Subject=Hello>');
  check('Subject, Referred-By', [header(invite, 'Subject') || '',
    header(invite, 'Referred-By') || ''], ['', '']);
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
