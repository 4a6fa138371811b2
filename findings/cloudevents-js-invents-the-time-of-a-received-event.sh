#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (npm), `HTTP.toEvent`.
# Expected: `time` says when the occurrence happened and is optional (CloudEvents 1.0.2, "time").
#   An event received without it has no time.
# Seen: The SDK puts the clock of the receiver into each received event without time, in binary and
#   in structured mode, and sends that on. Two readings of one delivery have two times, and a relay
#   presents its own clock as the time of the call.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  cloudevents@10.0.0
cat >finding.mjs <<'END'
import { HTTP } from 'cloudevents';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const binary = { headers: { 'ce-id': '1', 'ce-source': '/pbx', 'ce-type': 't', 'ce-specversion': '1.0' },
  body: '' };
const structured = { headers: { 'content-type': 'application/cloudevents+json' },
  body: JSON.stringify({ specversion: '1.0', id: '1', source: '/pbx', type: 't' }) };
const now = Date.now();
for (const [mode, message] of Object.entries({ binary, structured })) {
  const event = HTTP.toEvent(message);
  const age = Math.abs(Date.parse(event.time) - now);
  check(`${mode}: time is the clock of the receiver`, age < 5000, true);
  const relayed = HTTP.binary(event).headers['ce-time'];
  check(`${mode}: the relayed event carries it`, relayed === event.time, true);
}
END
node finding.mjs
