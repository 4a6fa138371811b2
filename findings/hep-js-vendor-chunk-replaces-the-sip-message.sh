#!/usr/bin/env bash
# Software: hep-js 1.0.22 (npm), `decapsulate`.
# Expected: A HEP3 chunk is named by vendor id and type id together. Types 1 to 17 have their
#   meaning for vendor 0 only; another vendor numbers its own chunks as it likes, and a receiver
#   skips those that it does not know (HEP3 network protocol specification, "Chunk types").
# Seen: The decoder looks at the type alone. A chunk 15 of vendor 3 replaces the captured SIP
#   message, a chunk 7 of vendor 3 the source port. Only a chunk that stands before the generic one
#   is harmless, so the order of chunks decides what a capture server stores.
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

const sip = 'BYE sip:bob@192.0.2.2 SIP/2.0\r\nCall-ID: 1@example.com\r\n\r\n';
const generic = [chunk(0, 1, bytes(2)), chunk(0, 2, bytes(17)), chunk(0, 3, bytes(192, 0, 2, 1)),
  chunk(0, 4, bytes(192, 0, 2, 2)), chunk(0, 7, number(2, 5060)), chunk(0, 8, number(2, 5070)),
  chunk(0, 9, number(4, 1790000000)), chunk(0, 10, number(4, 0)), chunk(0, 11, bytes(1)),
  chunk(0, 12, number(4, 7)), chunk(0, 15, Buffer.from(sip))];
const payload = hep.decapsulate(packet([...generic, chunk(3, 15, Buffer.from('trunk-7'))])).payload;
check('payload, chunk 15 of vendor 3 behind', payload, 'trunk-7');
const port = hep.decapsulate(packet([...generic, chunk(3, 7, number(2, 9))])).rcinfo.srcPort;
check('source port, chunk 7 of vendor 3 behind', port, 9);
const before = hep.decapsulate(packet([chunk(3, 15, Buffer.from('trunk-7')), ...generic])).payload;
check('payload is the SIP message, chunk 15 of vendor 3 in front', before === sip, true);
END
node finding.mjs
