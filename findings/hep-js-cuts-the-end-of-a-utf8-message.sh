#!/usr/bin/env bash
# Software: hep-js 1.0.22 (npm), `encapsulate`.
# Expected: The payload chunk holds the captured bytes. SIP is UTF-8 (RFC 3261, section 7), so a
#   display name may hold more bytes than characters.
# Seen: The chunk is as long as the string has characters, so one byte is missing at the end for
#   each byte that UTF-8 adds: with a two-byte and a three-byte letter the message loses its last
#   three bytes, here the empty line, and no longer parses as SIP. A Buffer, which would avoid it,
#   is refused.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  hep-js@1.0.22
cat >finding.mjs <<'END'
import hep from 'hep-js';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const rcinfo = { protocolFamily: 2, protocol: 17, srcIp: '192.0.2.1', dstIp: '192.0.2.2', srcPort: 5060,
  dstPort: 5060, timeSeconds: 1790000000, timeUseconds: 0, payloadType: 1, captureId: 7,
  capturePass: 'k' };
const through = text => hep.decapsulate(hep.encapsulate(text, rcinfo)).payload;
const ascii = 'BYE sip:b@h SIP/2.0\r\nSubject: EUR, ue\r\n\r\n';
check('an ASCII message passes whole', through(ascii) === ascii, true);
const utf8 = 'BYE sip:b@h SIP/2.0\r\nSubject: \u20ac, \u00fc\r\n\r\n';
check('characters lost of a message with \u20ac and \u00fc', utf8.length - through(utf8).length, 3);
check('its end', through(utf8).slice(-3), ' \u00fc\r');
let refused = '';
try { hep.encapsulate(Buffer.from(ascii), rcinfo); } catch (error) { refused = error.message; }
check('a Buffer', refused, 'argument must be a string');
END
node finding.mjs
