#!/usr/bin/env bash
# Software: Kamailio 5.6.3 (Debian bookworm, package kamailio), module topoh. Needs root and
#   mmdebstrap.
# Expected: a proxy that hides the topology (topoh, `mask_callid=1`) shows each side its own view of
#   the dialog and translates between them; the Replaces in a Refer-To names the consultation call
#   as its receiver knows it (RFC 3891, section 3; RFC 5589).
# Seen: topoh encodes the Call-ID of every message on the way through and leaves the Call-ID that
#   stands in Refer-To's Replaces as the phone wrote it. The PBX behind the proxy knows no such
#   dialog: 481, or NOTIFY 404 of Asterisk, for every attended transfer, while blind ones work. With
#   `mask_callid=0` the same REFER fits.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
  echo "run as root: Kamailio starts in a chroot" >&2
  exit 2
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# KAMAILIO_ROOT: a tree that mmdebstrap made before (it is copied); without it a new one is made.
if [ -n "${KAMAILIO_ROOT:-}" ]; then
  cp -a --reflink=auto "$KAMAILIO_ROOT" "$dir/root"
else
  mmdebstrap --quiet --variant=minbase --include=kamailio bookworm "$dir/root"
fi
chroot "$dir/root" kamailio -v | head -n 1
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
  for (let i = 0; i < 500; i++) {
    const found = test();
    if (found) return found;
    await new Promise(r => setTimeout(r, 10));
  }
  console.log(`CHANGED: waited 5 s for: ${what}`);
  process.exit(1);
};
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*)\r$`, 'mi')) || [])[1];
// A socket that keeps what it receives, and answers requests with 200.
async function open(proxy) {
  const socket = dgram.createSocket('udp4');
  socket.got = [];
  socket.on('message', data => {
    const message = String(data);
    socket.got.push(message);
    if (message.startsWith('SIP/2.0') || message.startsWith('ACK')) return;
    const to = header(message, 'To');
    socket.send(['SIP/2.0 200 OK', ...message.match(/^(Via|Record-Route):.*(?=\r)/gm),
      `From: ${header(message, 'From')}`, `To: ${/;tag=/.test(to) ? to : `${to};tag=ben-tag`}`,
      `Call-ID: ${header(message, 'Call-ID')}`, `CSeq: ${header(message, 'CSeq')}`,
      `Contact: <sip:ben@127.0.0.1:${socket.address().port}>`, 'Content-Length: 0', '', '']
      .join('\r\n'), proxy.port, '127.0.0.1');
  });
  await new Promise(r => socket.bind(0, '127.0.0.1', r));
  return socket;
}
async function refer(mask) {
  const proxy = {};
  const anna = await open(proxy);
  const ben = await open(proxy);
  const free = await open({});
  proxy.port = free.address().port;
  await new Promise(r => free.close(r));
  fs.writeFileSync(`${root}/etc/finding.cfg`, `
debug=1
log_stderror=yes
fork=no
listen=udp:127.0.0.1:${proxy.port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "topoh.so"
modparam("topoh", "mask_key", "finding")
modparam("topoh", "mask_ip", "192.0.2.99")
modparam("topoh", "mask_callid", ${mask})
request_route {
  if (!loose_route()) {
    record_route();
    $du = "sip:127.0.0.1:${ben.address().port}";
  }
  t_relay();
}
`);
  const kamailio = spawn('chroot', [root, 'kamailio', '-f', '/etc/finding.cfg', '-E',
    '-m', '64', '-M', '8'], { stdio: 'ignore' });
  process.on('exit', () => kamailio.kill());
  const send = (method, target, to, headers) => anna.send([`${method} ${target} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${anna.address().port};branch=z9hG4bK${method}`,
    'Max-Forwards: 70', 'From: <sip:anna@127.0.0.1>;tag=anna-tag', `To: ${to}`,
    'Call-ID: consultation@example.com', `CSeq: ${method === 'INVITE' ? 1 : 2} ${method}`,
    `Contact: <sip:anna@127.0.0.1:${anna.address().port}>`, ...headers,
    'Content-Length: 0', '', ''].join('\r\n'), proxy.port, '127.0.0.1');
  const ok = await until('200 to the INVITE', () => {
    if (ben.got.length === 0) { // until Kamailio listens
      send('INVITE', `sip:ben@127.0.0.1:${proxy.port}`, '<sip:ben@127.0.0.1>', []);
    }
    return anna.got.find(m => m.startsWith('SIP/2.0 200'));
  });
  send('REFER', header(ok, 'Contact').match(/<(.*)>/)[1], header(ok, 'To'), [
    ...ok.match(/^Record-Route:.*(?=\r)/gm).map(route => route.replace('Record-Route', 'Route')),
    'Refer-To: <sip:cleo@127.0.0.1?Replaces=consultation%40example.com'
      + '%3Bto-tag%3Dben-tag%3Bfrom-tag%3Danna-tag>']);
  const seen = await until('REFER', () => ben.got.find(m => m.startsWith('REFER')));
  const ended = new Promise(r => kamailio.on('exit', r));
  kamailio.kill();
  await ended;
  const callId = header(seen, 'Call-ID');
  const replaces = decodeURIComponent(header(seen, 'Refer-To')).match(/Replaces=(.*?);/)[1];
  console.log(`mask_callid=${mask}: Ben sees the Call-ID ${callId} and Replaces of ${replaces}`);
  return { hidden: callId !== 'consultation@example.com', same: callId === replaces };
}
async function main() {
  check('mask_callid=0', await refer(0), { hidden: false, same: true });
  check('mask_callid=1', await refer(1), { hidden: true, same: false });
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
