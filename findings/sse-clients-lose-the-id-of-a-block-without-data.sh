#!/usr/bin/env bash
# Software: eventsource 4.1.1 and launchdarkly-eventsource 2.2.0 (npm), beside undici 7.30.2 (npm).
# Expected: The end of a block sets the last event ID before it is checked whether there is data,
#   so a block with an `id` only moves the cursor and dispatches nothing (HTML, "Interpreting an
#   event stream", dispatch steps 1 and 2). A server uses it to move the cursor of a client that
#   sees few events.
# Seen: eventsource never takes such an id. launchdarkly-eventsource takes it with the next event
#   only, so it is lost when the connection ends first. Both reconnect without Last-Event-ID, and
#   the server sends again what was passed over, or a "too old" for a client that was up to date.
#   undici reconnects with the id.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  eventsource@4.1.1 launchdarkly-eventsource@2.2.0 undici@7.30.2
cat >finding.mjs <<'END'
import http from 'node:http';
import { EventSource as Npm } from 'eventsource';
import { EventSource as LaunchDarkly } from 'launchdarkly-eventsource';
import { EventSource as Undici } from 'undici';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
// Serves `body` as the first response; ends the stream; notes Last-Event-ID of each request.
const serve = async (respond) => {
  const requests = [];
  const server = http.createServer((request, response) => {
    requests.push(request.headers['last-event-id'] ?? null);
    respond(requests.length, response);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => { server.closeAllConnections(); server.close(); };
  return { url: `http://127.0.0.1:${server.address().port}/`, requests, stop };
};
const until = async (what, test) => {
  for (let i = 0; i < 1000; i++) {
    if (test()) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  console.log(`CHANGED: waited 10 s for: ${what}`);
  process.exit(1);
};
const stream = text => (n, response) => {
  if (n > 1) { response.writeHead(204).end(); return; }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
};

for (const [name, Source, expected] of [['eventsource', Npm, null],
  ['launchdarkly-eventsource', LaunchDarkly, null], ['undici', Undici, '99']]) {
  const server = await serve(stream('retry: 50\n\ndata: a\n\nid: 99\n\n'));
  const source = new Source(server.url);
  source.onerror = () => {};
  await until(`${name}: two requests`, () => server.requests.length === 2);
  source.close();
  server.stop();
  check(`${name}: Last-Event-ID of the reconnection`, server.requests[1], expected);
}
process.exit();
END
node finding.mjs
