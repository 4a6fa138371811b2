#!/usr/bin/env bash
# Software: @ipcom/asterisk-ari 1.0.0 (npm).
# Expected: the client emits each event that Asterisk sends on the event socket, in the order in
#   which it came (README: events of channels, bridges and playbacks, by listener).
# Seen: the client holds each event for 100 ms, under a key of its type and the ids of its channel,
#   playback and bridge, and a later event with the same key replaces it. Of three ChannelVarset of
#   one channel in a row the last is emitted. A Dial event has no field `channel` (but `peer` and
#   `caller`), so all Dial events of the PBX share one key: of two calls at once, one is never heard
#   of. A transfer sets several variables and dials within a few milliseconds.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @ipcom/asterisk-ari@1.0.0 ws@8.18.0
cat >finding.js <<'END'
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const settle = () => new Promise(r => setTimeout(r, 300));
const until = async (what, test) => {
  for (let i = 0; i < 500; i++) {
    const found = test();
    if (found) return found;
    await new Promise(r => setTimeout(r, 10));
  }
  console.log(`CHANGED: waited 5 s for: ${what}`);
  process.exit(1);
};
const { WebSocketServer } = require('ws');
const http = require('http');
const { AriClient } = require('@ipcom/asterisk-ari');
const log = console.log;
for (const name of ['log', 'warn', 'error']) console[name] = () => {}; // the client's own
const server = http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end('{}');
});
const sockets = new WebSocketServer({ server });
server.listen(0, '127.0.0.1', async () => {
  const connected = new Promise(resolve => sockets.on('connection', resolve));
  const client = new AriClient({ host: '127.0.0.1', port: server.address().port,
    username: 'user', password: 'secret', secure: false });
  await client.connectWebSocket(['app']);
  const socket = await connected;
  const seen = [];
  client.on('ChannelVarset', e => seen.push(`${e.channel.id} ${e.variable}=${e.value}`));
  client.on('Dial', e => seen.push(`dial ${e.peer.id} ${e.dialstatus}`));
  client.on('ChannelDestroyed', e => seen.push(`${e.channel.id} destroyed`));
  const send = event => socket.send(JSON.stringify({ application: 'app', ...event }));
  const anna = { id: 'anna', name: 'PJSIP/anna-1' };
  for (const [variable, value] of [['SIPTRANSFER', 'yes'], ['DIALSTATUS', 'BUSY'], ['X', '1']]) {
    send({ type: 'ChannelVarset', channel: anna, variable, value });
  }
  send({ type: 'Dial', peer: { id: 'ben' }, caller: anna, dialstatus: 'ANSWER' });
  send({ type: 'Dial', peer: { id: 'cleo' }, caller: { id: 'dora' }, dialstatus: 'BUSY' });
  send({ type: 'ChannelDestroyed', channel: anna, cause: 16 });
  await until('the last event', () => seen.includes('anna destroyed'));
  await settle();
  console.log = log;
  check('events of six', seen, ['anna X=1', 'dial cleo BUSY', 'anna destroyed']);
  process.exit();
});
END
node finding.js
