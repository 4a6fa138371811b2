#!/usr/bin/env bash
# Software: prom-client 15.1.3 (npm).
# Expected: The quantile of no observations in the time window is NaN (OpenMetrics 1.0, "Summary":
#   MUST); zero is a latency.
# Seen: prom-client exposes 0. With no call in the window (`maxAgeSeconds`) the panel shows a
#   median of zero seconds, an average over instances is pulled down by the idle ones, and an alert
#   on a low value fires when there are no calls.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  prom-client@15.1.3
cat >finding.mjs <<'END'
import client from 'prom-client';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const samples = text => text.split('\n').filter(line => line && !line.startsWith('#'));
const registry = new client.Registry();
const summary = new client.Summary({ name: 'setup_seconds', help: 'h', percentiles: [0.5, 0.99],
  maxAgeSeconds: 1, ageBuckets: 1, registers: [registry] });
const empty = ['setup_seconds{quantile="0.5"} 0', 'setup_seconds{quantile="0.99"} 0'];
check('before the first call', samples(await registry.metrics()).slice(0, 2), empty);
summary.observe(2);
check('after a call of 2 s', samples(await registry.metrics()).slice(0, 2),
  ['setup_seconds{quantile="0.5"} 2', 'setup_seconds{quantile="0.99"} 2']);
let later = [];
const end = Date.now() + 5000;
do {
  await new Promise(resolve => setTimeout(resolve, 50));
  later = samples(await registry.metrics());
} while (later[0] !== empty[0] && Date.now() < end);
check('when the call left the window', later.slice(0, 2), empty);
check('sum and count', later.slice(2), ['setup_seconds_sum 2', 'setup_seconds_count 1']);
END
node finding.mjs
