#!/usr/bin/env bash
# Software: hep-js 1.0.22 (npm), `encapsulate`.
# Expected: The README gives the fields of `rcinfo` in an example: `ip_family`, `time_sec`,
#   `time_usec`, `proto_type`, `payload_type`. A packet made from such an object carries these
#   values.
# Seen: The encoder reads other names: `protocolFamily`, `timeSeconds`, `timeUseconds`,
#   `payloadType`, as `decapsulate` returns them. Those of the README are ignored and zeros are
#   sent: family 0, the time of 1970 and payload type 0, which is not SIP.
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

const common = { type: 'HEP', version: 3, captureId: '7', capturePass: 'k', protocol: 17,
  srcIp: '192.0.2.1', dstIp: '192.0.2.2', srcPort: 5060, dstPort: 5060 };
const sent = names => {
  const { rcinfo } = hep.decapsulate(hep.encapsulate('x', { ...common, ...names }));
  return [rcinfo.protocolFamily, rcinfo.timeSeconds, rcinfo.timeUseconds, rcinfo.payloadType];
};
check('names of the README', sent({ ip_family: 2, time_sec: 1790000000, time_usec: 979,
  proto_type: 1, payload_type: 'SIP' }), [0, 0, 0, 0]);
check('names of the decoder', sent({ protocolFamily: 2, timeSeconds: 1790000000,
  timeUseconds: 979, payloadType: 1 }), [2, 1790000000, 979, 1]);
END
node finding.mjs
