#!/usr/bin/env bash
# Software: reconnecting-websocket 4.4.0 and partysocket 1.3.0 (npm).
# Expected: 1000 says that the purpose of the connection is fulfilled, and 4000 to 4999 carry the
#   meaning that the application gave them, such as 4401 for a rejected token (RFC 6455, sections
#   7.4.1 and 7.4.2). After these a client does not try again as after a failure.
# Seen: Both libraries connect again after every close that the page did not call. No option takes
#   the close code; `maxRetries` does not help, since each connection that stayed open for a moment
#   (minUptime) sets its counter to zero. A page with an expired token connects for as long as it
#   is open. The way out is close() in the `close` handler.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0
cat >finding.mjs <<'END'
import { WebSocketServer, WebSocket } from 'ws';
import reconnecting from 'reconnecting-websocket';
import partysocket from 'partysocket/ws';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const until = async (what, test) => {
  for (let i = 0; i < 1000; i++) {
    if (test()) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  console.log(`CHANGED: waited 10 s for: ${what}`);
  process.exit(1);
};
const options = { WebSocket, minReconnectionDelay: 20, maxReconnectionDelay: 40 };
const libraries = { 'reconnecting-websocket': reconnecting, partysocket };
const listen = async (port = 0) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  await new Promise(resolve => server.on('listening', resolve));
  return server;
};

for (const [name, Socket] of Object.entries(libraries)) {
  for (const code of [1000, 4401]) {
    const server = await listen();
    let connections = 0;
    server.on('connection', socket => { connections++; setTimeout(() => socket.close(code), 60); });
    const socket = new Socket(`ws://127.0.0.1:${server.address().port}`, [],
      { ...options, maxRetries: 2, minUptime: 20 });
    await until(`${name}: six connections`, () => connections === 6);
    check(`${name}: connections with maxRetries 2, closed with ${code}`, connections >= 6, true);
    socket.close();
    server.close();
  }
}
process.exit();
END
node finding.mjs
