#!/usr/bin/env bash
# Software: prom-client 15.1.3 (npm), default metrics.
# Expected: Without a sample the minimum of the event loop delay is absent or NaN, as its mean is.
# Seen: A scrape that finds the histogram empty, as the first one does, exposes 9223372036.8
#   seconds (2^63 ns, the start value of the histogram in Node) as
#   `nodejs_eventloop_lag_min_seconds`. Each scrape empties the histogram, so two close scrapes
#   (two Prometheus servers) repeat it. min_over_time is safe, max_over_time and any average are
#   not.
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
client.collectDefaultMetrics({ register: registry });
const lag = async name => samples(await registry.metrics())
  .find(line => line.startsWith(`nodejs_eventloop_lag_${name}_seconds `)).split(' ')[1];
check('minimum, first scrape', Math.round(Number(await lag('min'))), 9223372037);
check('mean, the scrape after', await lag('mean'), 'Nan');
check('minimum, the scrape after', Math.round(Number(await lag('min'))), 9223372037);
END
node finding.mjs
