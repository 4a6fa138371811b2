#!/usr/bin/env bash
# Software: Kamailio 5.6.3 (Debian bookworm, package kamailio), module siptrace. Needs root and
#   mmdebstrap.
# Expected: `sip_trace("sip:...", "$ci", "t")` traces a transaction to a HEP collector with the
#   correlation id of its second argument (chunk 17), so that the collector finds what belongs
#   together.
# Seen: the request that runs the function has the chunk; the request that is relayed, the 100 of
#   Kamailio and every answer, received and sent, go out without one. A collector that joins calls
#   by chunk 17 has requests without answers; it needs the Call-ID of the messages after all.
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
const freePort = async () => {
  const socket = dgram.createSocket('udp4');
  await new Promise(r => socket.bind(0, '127.0.0.1', r));
  const { port } = socket.address();
  await new Promise(r => socket.close(r));
  return port;
};
// The chunks of a HEP 3 packet, by their numbers.
const chunks = packet => {
  const found = {};
  for (let at = 6; at < packet.length; at += packet.readUInt16BE(at + 4)) {
    found[packet.readUInt16BE(at + 2)] = packet.subarray(at + 6, at + packet.readUInt16BE(at + 4));
  }
  return found;
};
async function open(listener) {
  const socket = dgram.createSocket('udp4');
  socket.on('message', data => listener(data, socket));
  await new Promise(r => socket.bind(0, '127.0.0.1', r));
  return socket;
}
async function main() {
  const proxy = await freePort();
  const traced = [];
  const collector = await open(packet => traced.push(chunks(packet)));
  const answers = [];
  const anna = await open(data => answers.push(String(data)));
  const ben = await open((data, socket) => {
    const message = String(data);
    if (!message.startsWith('INVITE')) return;
    socket.send(['SIP/2.0 200 OK', ...message.match(/^(Via|Record-Route):.*(?=\r)/gm),
      `From: ${header(message, 'From')}`, `To: ${header(message, 'To')};tag=ben`,
      `Call-ID: ${header(message, 'Call-ID')}`, `CSeq: ${header(message, 'CSeq')}`,
      `Contact: <sip:ben@127.0.0.1:${socket.address().port}>`, 'Content-Length: 0', '', '']
      .join('\r\n'), proxy, '127.0.0.1');
  });
  fs.writeFileSync(`${root}/etc/finding.cfg`, `
debug=1
log_stderror=yes
fork=no
listen=udp:127.0.0.1:${proxy}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "siptrace.so"
modparam("siptrace", "hep_mode_on", 1)
modparam("siptrace", "hep_version", 3)
modparam("siptrace", "trace_to_database", 0)
modparam("siptrace", "trace_on", 1)
request_route {
  sip_trace("sip:127.0.0.1:${collector.address().port}", "$ci", "t");
  $du = "sip:127.0.0.1:${ben.address().port}";
  t_relay();
}
`);
  const kamailio = spawn('chroot', [root, 'kamailio', '-f', '/etc/finding.cfg', '-E',
    '-m', '64', '-M', '8'], { stdio: 'ignore' });
  process.on('exit', () => kamailio.kill());
  await until('200 to the INVITE', () => {
    if (answers.length === 0) { // until Kamailio listens
      anna.send(['INVITE sip:ben@127.0.0.1 SIP/2.0',
        `Via: SIP/2.0/UDP 127.0.0.1:${anna.address().port};branch=z9hG4bK1`, 'Max-Forwards: 70',
        'From: <sip:anna@127.0.0.1>;tag=anna', 'To: <sip:ben@127.0.0.1>',
        'Call-ID: call@example.com', 'CSeq: 1 INVITE', 'Contact: <sip:anna@127.0.0.1>',
        'Content-Length: 0', '', ''].join('\r\n'), proxy, '127.0.0.1');
    }
    return answers.find(m => m.startsWith('SIP/2.0 200'));
  });
  const line = packet => String(packet[15]).split('\r\n')[0].split(' ').slice(0, 2).join(' ');
  await until('the trace of the 200', () => traced.filter(p => line(p) === 'SIP/2.0 200')[1]);
  const seen = new Map(traced.map(packet => [`${line(packet).replace(/ sip:.*/, '')} from ${
    { [proxy]: 'Kamailio', [anna.address().port]: 'Anna', [ben.address().port]: 'Ben' }[
      packet[7].readUInt16BE(0)]}`, packet[17] ? String(packet[17]) : 'none']));
  check('chunk 17 of each message', Object.fromEntries([...seen].sort()), {
    'INVITE from Anna': 'call@example.com', 'INVITE from Kamailio': 'none',
    'SIP/2.0 100 from Kamailio': 'none', 'SIP/2.0 200 from Ben': 'none',
    'SIP/2.0 200 from Kamailio': 'none' });
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
