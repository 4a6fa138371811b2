#!/usr/bin/env bash
# Software: sip 0.0.6 and drachtio-srf 5.0.29 (npm).
# Expected: the sent-by of a Via may be an IPv6 address in brackets, `received` one without (RFC
#   3261, section 25.1; RFC 5118). Port, branch and rport follow as always.
# Seen: both parsers stop at the first colon. Of `Via: SIP/2.0/UDP
#   [2001:db8::9]:5060;branch=z9hG4bK1` they keep the host `[2001`, with no port and no parameters
#   at all, and of `received=2001:db8::5` they keep 2001. Without its branch a request cannot be
#   told from another one. `sip.parseUri` gives undefined for an IPv6 URI, where drachtio's parseUri
#   is right.
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
const drachtio = require('drachtio-srf');
const { SipMessage: Message } = require('drachtio-srf');
const parse = via => {
  const text = ['REFER sip:ben@[2001:db8::1] SIP/2.0', `Via: ${via}`,
    'From: <sip:anna@example.com>;tag=1', 'To: <sip:ben@example.com>;tag=2', 'Call-ID: a',
    'CSeq: 2 REFER', 'Max-Forwards: 70', 'Refer-To: <sip:cleo@[2001:db8::1]>',
    'Content-Length: 0', '', ''].join('\r\n');
  const short = ({ host, port, params }) => ({ host, port, params });
  return [short(sip.parse(text).headers.via[0]),
    short([].concat(new Message(text).getParsedHeader('via'))[0])];
};
const four = parse('SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1');
check('IPv4', four, Array(2).fill({ host: '192.0.2.9', port: 5060,
  params: { branch: 'z9hG4bK1' } }));
const six = parse('SIP/2.0/UDP [2001:db8::9]:5060;branch=z9hG4bK1');
check('IPv6', six, Array(2).fill({ host: '[2001', params: {} }));
const received = parse('SIP/2.0/UDP a.example.com;received=2001:db8::5;branch=z9hG4bK1');
check('received', received, Array(2).fill({ host: 'a.example.com',
  params: { received: '2001' } }));
const uri = 'sip:cleo@[2001:db8::1]:5060';
check('sip.parseUri', sip.parseUri(uri) ?? 'undefined', 'undefined');
check('drachtio parseUri', drachtio.parseUri(uri).host, '[2001:db8::1]');
END
node finding.js
