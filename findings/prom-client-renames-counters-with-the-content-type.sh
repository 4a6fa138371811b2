#!/usr/bin/env bash
# Software: prom-client 15.1.3 (npm).
# Expected: The name of a time series does not depend on the exposition format, so OpenMetrics can
#   be switched on for exemplars without a change of the dashboards. A registry that must rename
#   says so.
# Seen: A counter `calls` is the series `calls` in the text format and `calls_total` in
#   OpenMetrics. Neither format holds the name of the other: rate(calls) ends on the day of the
#   switch.
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
const expose = async type => {
  const registry = new client.Registry(type);
  new client.Counter({ name: 'calls', help: 'h', registers: [registry] }).inc();
  return samples(await registry.metrics());
};
check('text format', await expose(client.Registry.PROMETHEUS_CONTENT_TYPE), ['calls 1']);
check('OpenMetrics', await expose(client.Registry.OPENMETRICS_CONTENT_TYPE), ['calls_total 1']);
END
node finding.mjs
