#!/usr/bin/env bash
# Software: sip 0.0.6 and drachtio-srf 5.0.29 (npm).
# Expected: a header and its compact form mean the same (RFC 3261, section 7.3.3): `r` is Refer-To
#   (RFC 3515, section 2.1), `b` Referred-By (RFC 3892, section 3), `o` Event, `u` Allow-Events (RFC
#   6665).
# Seen: both know `m` and `k`, and leave the compact forms of the transfer as they are. In a REFER
#   with `r:` there is no `refer-to`, neither with `headers['refer-to']` (sip) nor with
#   `msg.get('Refer-To')` (drachtio-srf): code for REFER answers 400 to a phone with compact
#   headers.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sip@0.0.6 drachtio-srf@5.0.29
cat >finding.js <<'END'
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const sip = require('sip');
const { SipMessage: Message } = require('drachtio-srf');
const names = ['Contact', 'Supported', 'Refer-To', 'Referred-By', 'Event', 'Allow-Events'];
const found = fields => {
  const text = ['REFER sip:ben@192.0.2.1 SIP/2.0', 'Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1',
    'From: <sip:anna@example.com>;tag=1', 'To: <sip:ben@example.com>;tag=2', 'Call-ID: a',
    'CSeq: 2 REFER', 'Max-Forwards: 70', ...fields, 'Content-Length: 0', '', ''].join('\r\n');
  const headers = sip.parse(text).headers;
  const message = new Message(text);
  return { sip: names.filter(name => headers[name.toLowerCase()] !== undefined),
    drachtio: names.filter(name => message.get(name) !== undefined) };
};
const long = found(['Contact: <sip:anna@192.0.2.9>', 'Supported: replaces',
  'Refer-To: <sip:cleo@example.com>', 'Referred-By: <sip:anna@example.com>', 'Event: refer',
  'Allow-Events: refer']);
check('found, long names', long, { sip: names, drachtio: names });
const compact = found(['m: <sip:anna@192.0.2.9>', 'k: replaces', 'r: <sip:cleo@example.com>',
  'b: <sip:anna@example.com>', 'o: refer', 'u: refer']);
check('found, compact names', compact, { sip: ['Contact', 'Supported'],
  drachtio: ['Contact', 'Supported'] });
END
node finding.js
