#!/usr/bin/env bash
# Software: event-source-polyfill 1.0.31 (npm) in Node, beside undici 7.30.2 (npm).
# Expected: 204 No Content ends an EventSource: the connection fails, readyState is CLOSED, no
#   request follows (HTML, "Server-sent events"). A server ends a subscription so.
# Seen: With fetch the response of a 204 has no body and the polyfill takes the TypeError for a
#   network failure: it stays CONNECTING and sends a request each second or later. The clients of
#   an ended subscription stay as load. undici stops.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  event-source-polyfill@1.0.31 undici@7.30.2
cat >finding.mjs <<'END'
import http from 'node:http';
import polyfill from 'event-source-polyfill';
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

console.error = () => {};
const end = (n, response) => response.writeHead(204).end();
const one = await serve(end);
const persistent = new polyfill.EventSourcePolyfill(one.url);
await until('a third request', () => one.requests.length === 3);
check('polyfill: state after the second 204', persistent.readyState, persistent.CONNECTING);
persistent.close();
one.stop();
const two = await serve(end);
const source = new Undici(two.url);
await until('undici is closed', () => source.readyState === source.CLOSED);
check('undici: requests', two.requests.length, 1);
two.stop();
process.exit();
END
node finding.mjs
