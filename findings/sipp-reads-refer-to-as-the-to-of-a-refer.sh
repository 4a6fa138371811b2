#!/usr/bin/env bash
# Software: SIPp 3.6.1 (Debian bookworm, package sip-tester). Needs root and mmdebstrap.
# Expected: `<ereg search_in="hdr" header="To:">` reads the To of the message, whatever stands around
#   it, and knows its compact form `t:`, as `[last_To:]` of the same scenario does (RFC 3261, section
#   7.3.3).
# Seen: it takes the first line in which `To:` occurs: of a REFER whose Refer-To stands before To it
#   reads the Refer-To. A scenario that checks the To of a REFER, or keeps its tag, passes and fails
#   by the order of the lines. `t:` is not found at all; `[last_To:]` finds it. 3.8.0 (forky) reads
#   To in each order, and still does not find `t:`.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
  echo "run as root: SIPp starts in a chroot" >&2
  exit 2
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# SIPP_ROOT: a tree that mmdebstrap made before (it is copied); without it a new one is made.
if [ -n "${SIPP_ROOT:-}" ]; then
  cp -a --reflink=auto "$SIPP_ROOT" "$dir/root"
else
  mmdebstrap --quiet --variant=minbase --include=sip-tester bookworm "$dir/root"
fi
chroot "$dir/root" sipp -v | grep -o 'SIPp v[0-9.]*' || true # its exit status is not 0
mkdir "$dir/root/finding"
cat >"$dir/root/finding/uas.xml" <<'END'
<?xml version="1.0"?>
<scenario name="finding">
  <recv request="REFER">
    <action>
      <ereg regexp=".*" search_in="hdr" header="To:" assign_to="1"/>
      <ereg regexp=".*" search_in="hdr" header="To:" case_indep="true" assign_to="2"/>
    </action>
  </recv>
  <send><![CDATA[

SIP/2.0 202 Accepted
[last_Via:]
[last_From:]
[last_To:];tag=1
[last_Call-ID:]
[last_CSeq:]
X-To: [$1]
X-Any-Case: [$2]
Content-Length: 0

  ]]></send>
</scenario>
END
cat >"$dir/finding.js" <<'END'
const { spawn } = require('child_process');
const dgram = require('dgram');
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const header = (m, name) => (m.match(new RegExp(`^${name}: *(.*?)\r?$`, 'm')) || [])[1];
const socket = dgram.createSocket('udp4');
const got = [];
socket.on('message', data => got.push(String(data)));
const bind = s => new Promise(r => s.bind(0, '127.0.0.1', r));
let calls = 0;
// What SIPp reads as To of a REFER with these lines, and whether [last_To:] has it.
async function refer(port, ...lines) {
  const id = `call-${++calls}`;
  const answer = () => got.find(m => m.includes(id));
  for (let i = 0; i < 50 && !answer(); i++) { // until SIPp listens
    socket.send(['REFER sip:ben@127.0.0.1 SIP/2.0',
      `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK${calls}`,
      'Max-Forwards: 70', 'From: <sip:anna@127.0.0.1>;tag=anna', ...lines,
      `Call-ID: ${id}`, 'CSeq: 1 REFER', 'Contact: <sip:anna@127.0.0.1>', 'Content-Length: 0',
      '', ''].join('\r\n'), port, '127.0.0.1');
    await new Promise(r => setTimeout(r, 200));
  }
  if (!answer()) return 'no answer';
  return [header(answer(), 'X-To'), header(answer(), 'X-Any-Case'),
    /^(To|TO|t): <sip:ben@127.0.0.1>;tag=1\r$/m.test(answer())];
}
async function main() {
  await bind(socket);
  const free = dgram.createSocket('udp4');
  await bind(free);
  const { port } = free.address();
  await new Promise(r => free.close(r));
  const sipp = spawn('chroot', [process.argv[2], 'sipp', '-sf', '/finding/uas.xml', '-i',
    '127.0.0.1', '-p', String(port), '-nostdin', '-timeout', '60'], { stdio: 'ignore' });
  process.on('exit', () => sipp.kill('SIGKILL'));
  const to = 'To: <sip:ben@127.0.0.1>';
  const target = 'Refer-To: <sip:cleo@127.0.0.1>';
  const [ben, cleo] = ['<sip:ben@127.0.0.1>', '<sip:cleo@127.0.0.1>'];
  console.log('header="To:", the same with case_indep, [last_To:] has the To');
  check('To, Refer-To', await refer(port, to, target), [ben, ben, true]);
  check('Refer-To, To', await refer(port, target, to), [cleo, cleo, true]);
  check('TO', await refer(port, to.replace('To', 'TO'), 'r: <sip:cleo@127.0.0.1>'), ['', ben, true]);
  check('t', await refer(port, to.replace('To', 't'), 'r: <sip:cleo@127.0.0.1>'), ['', '', true]);
  check('Refer-To, TO', await refer(port, target, to.replace('To', 'TO')), [cleo, cleo, true]);
}
main().then(() => process.exit());
END
node "$dir/finding.js" "$dir/root"
