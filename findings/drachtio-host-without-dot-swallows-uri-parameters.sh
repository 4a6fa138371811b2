#!/usr/bin/env bash
# Software: drachtio-srf 5.0.29 (npm).
# Expected: `Srf.parseUri()` takes a SIP URI apart: host, port, parameters and headers (RFC 3261,
#   section 25.1). A host name needs no dot: `hostname = *( domainlabel "." ) toplabel`.
# Seen: if the host has neither dot nor port, whatever follows becomes part of it.
#   `sip:6002@pbx;user=phone` gives the host `pbx;user=phone` and no parameters, and the
#   `?Replaces=...` of a Refer-To is not found, so that an attended transfer is taken for a blind
#   one. Container and hosts-file names (pbx, asterisk, localhost) are concerned.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts drachtio-srf@5.0.29
cat >finding.js <<'END'
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const { parseUri } = require('drachtio-srf');
const tail = ';transport=tcp?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2';
const replaces = 'abc%3Bto-tag%3D1%3Bfrom-tag%3D2';
for (const host of ['pbx.example.com', '192.0.2.1', '[2001:db8::1]', 'pbx:5060']) {
  const uri = parseUri(`sip:6002@${host}${tail}`);
  check(`${host}: host, transport, Replaces`,
    [uri.host, uri.params.transport, uri.headers.Replaces],
    [host.replace(/:5060$/, ''), 'tcp', replaces]);
}
for (const host of ['pbx', 'localhost']) {
  const uri = parseUri(`sip:6002@${host}${tail}`);
  check(`${host}: host`, uri.host, host + tail);
  check(`${host}: parameters and headers`, [uri.params, uri.headers], [{}, {}]);
}
END
node finding.js
