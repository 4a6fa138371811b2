#!/usr/bin/env bash
# Software: hep-js 1.0.22 (npm), `encapsulate` and `decapsulate`.
# Expected: HEP3 carries the addresses of an IPv6 packet in chunks 5 and 6 (IP family 10), 16 bytes
#   each.
# Seen: The decoder drops chunks 5 and 6 without a word: family 10 and no address. The encoder
#   writes IPv4 chunks 3 and 4 for every family, with 0.0.0.0 where an IPv6 address was given. A
#   call over IPv6 passes as one between 0.0.0.0 and itself.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  hep-js@1.0.22
cat >finding.mjs <<'END'
import hep from 'hep-js';
const chunk = (vendor, type, body) => {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(vendor, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(6 + body.length, 4);
  return Buffer.concat([head, body]);
};
const bytes = (...b) => Buffer.from(b);
const number = (size, n) => { const b = Buffer.alloc(size); b.writeUIntBE(n, 0, size); return b; };
const packet = chunks => {
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('HEP3'), number(2, 6 + body.length), body]);
};
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const v6 = last => Buffer.from('20010db80000000000000000000000' + last, 'hex');
const read = hep.decapsulate(packet([chunk(0, 1, bytes(10)), chunk(0, 2, bytes(17)),
  chunk(0, 5, v6('01')), chunk(0, 6, v6('02')), chunk(0, 7, number(2, 5060)),
  chunk(0, 8, number(2, 5060)), chunk(0, 11, bytes(1)), chunk(0, 15, Buffer.from('x'))])).rcinfo;
check('family read', read.protocolFamily, 10);
check('addresses read', Object.keys(read).filter(k => /ip|address/i.test(k)), []);
const sent = hep.encapsulate('x', { protocolFamily: 10, protocol: 17, srcIp: '2001:db8::1',
  dstIp: '2001:db8::2', srcPort: 5060, dstPort: 5060, timeSeconds: 1790000000, timeUseconds: 0,
  payloadType: 1, captureId: 7, capturePass: 'k' });
const types = [];
for (let at = 6; at < sent.length; at += sent.readUInt16BE(at + 4)) {
  types.push(sent.readUInt16BE(at + 2));
}
check('address chunks written', types.filter(t => t >= 3 && t <= 6), [3, 4]);
check('addresses written', [hep.decapsulate(sent).rcinfo.srcIp, hep.decapsulate(sent).rcinfo.dstIp],
  ['0.0.0.0', '0.0.0.0']);
END
node finding.mjs
