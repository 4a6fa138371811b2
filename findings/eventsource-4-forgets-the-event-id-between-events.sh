#!/usr/bin/env bash
# Software: eventsource 4.1.1 (npm, the newest for Node 20), beside undici 7.30.2 (npm).
# Expected: The last event ID stays what it was until a block with an `id` field changes it: an
#   event without `id` has the `lastEventId` of the one before (HTML, "Interpreting an event
#   stream"; MessageEvent.lastEventId). A reader may store `lastEventId` of each event as its
#   cursor.
# Seen: An event without `id` has an empty `lastEventId`, though the id is kept for the
#   reconnection. A reader that stores it as its cursor erases the cursor with the first event
#   without id and starts from the beginning after a restart. undici follows the standard;
#   eventsource 5 does too, but needs Node 22.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  eventsource@4.1.1 undici@7.30.2
cat >finding.mjs <<'END'
import http from 'node:http';
import { EventSource as Npm } from 'eventsource';
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

for (const [name, Source, expected] of [['eventsource', Npm, ['5', '']], ['undici', Undici, ['5', '5']]]) {
  const server = await serve(stream('retry: 50\n\nid: 5\ndata: a\n\ndata: b\n\n'));
  const ids = [];
  const source = new Source(server.url);
  source.onmessage = event => ids.push(event.lastEventId);
  await until(`${name}: two requests`, () => server.requests.length === 2);
  source.close();
  server.stop();
  check(`${name}: lastEventId of an event with id 5 and of the next one`, ids, expected);
  check(`${name}: Last-Event-ID of the reconnection`, server.requests[1], '5');
}
process.exit();
END
node finding.mjs
