#!/usr/bin/env bash
# Software: reconnecting-websocket 4.4.0 and partysocket 1.3.0 (npm).
# Expected: The `open` event says that the connection can be used. A page sends its token or its
#   subscription there, and a protocol that wants it as the first frame gets it first.
# Seen: Both libraries keep what was sent while there is no connection and flush it before they
#   dispatch `open`. The queue goes in front of the login of the new session: the server closes it
#   for a first frame that is no login, and the page reconnects. The queue has no limit by default
#   (maxEnqueuedMessages is Infinity).
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
  const server = await listen();
  const frames = [];
  server.on('connection', socket => socket.on('message', frame => frames.push(String(frame))));
  const socket = new Socket(`ws://127.0.0.1:${server.address().port}`, [], options);
  socket.addEventListener('open', () => socket.send('login'));
  socket.send('hold the call');
  await until(`${name}: two frames`, () => frames.length === 2);
  check(`${name}: frames as the server reads them`, frames, ['hold the call', 'login']);
  socket.close();
  server.close();
}
process.exit();
END
node finding.mjs
