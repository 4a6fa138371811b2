#!/usr/bin/env bash
# Software: ari-client 2.2.0 (npm).
# Expected: listeners are called with the event and the channel, `ari.on('StasisStart', (event,
#   channel) => ...)` (README, section Events). An attended transfer into a Stasis application adds
#   `replace_channel` to the event (Asterisk's ARI documentation of StasisStart), and changes
#   nothing else.
# Seen: the second argument is the channel only if the event holds one object. If it holds two, it
#   is a plain object with the names of the event's fields: `channel.answer` is undefined for calls
#   that came by attended transfer. BridgeBlindTransfer changes in the same way with its optional
#   fields. The event itself (`event.channel.id`) is always right.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ari-client@2.2.0 ws@8.18.0
cat >finding.js <<'END'
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const until = async (what, test) => {
  for (let i = 0; i < 500; i++) {
    const found = test();
    if (found) return found;
    await new Promise(r => setTimeout(r, 10));
  }
  console.log(`CHANGED: waited 5 s for: ${what}`);
  process.exit(1);
};
const http = require('http');
const { WebSocketServer } = require('ws');
const ari = require('ari-client');
// An ARI server with just the API documents that the client reads, and an event socket.
const property = (name, type, required) => ({ [name]: { type, required } });
const api = (name, port, rest) => ({ apiVersion: '2.0.0', swaggerVersion: '1.2',
  basePath: `http://127.0.0.1:${port}/ari`, resourcePath: `/api-docs/${name}.{format}`, ...rest });
const documents = {
  '/ari/api-docs/resources.json': port => ({ apiVersion: '10.0.0', swaggerVersion: '1.1',
    basePath: `http://127.0.0.1:${port}/ari`,
    apis: ['events', 'channels'].map(name => ({ path: `/api-docs/${name}.{format}` })) }),
  '/ari/api-docs/channels.json': port => api('channels', port, { models: {}, apis: [{
    path: '/channels/{channelId}/answer', operations: [{ httpMethod: 'POST', nickname: 'answer',
      responseClass: 'void', parameters: [{ name: 'channelId', paramType: 'path',
        required: true, allowMultiple: false, dataType: 'string' }] }] }] }),
  '/ari/api-docs/events.json': port => api('events', port, { apis: [], models: {
    StasisStart: { id: 'StasisStart', properties: { ...property('type', 'string', true),
      ...property('channel', 'Channel', true),
      ...property('replace_channel', 'Channel', false) } } } }),
};
const server = http.createServer((request, response) => {
  const document = documents[request.url.split('?')[0]];
  response.writeHead(document ? 200 : 404, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(document ? document(server.address().port) : {}));
});
const sockets = new WebSocketServer({ server });
server.listen(0, '127.0.0.1', async () => {
  const log = console.log;
  console.log = () => {}; // the client's complaint about an old Swagger
  const client = await ari.connect(`http://127.0.0.1:${server.address().port}`, 'user', 'secret');
  console.log = log;
  const seen = [];
  client.on('StasisStart', (event, channel) => seen.push({
    id: event.channel.id, answer: typeof channel.answer, keys: Object.keys(channel).sort() }));
  const connected = new Promise(resolve => sockets.on('connection', resolve));
  client.start('app');
  const socket = await connected;
  const channel = id => ({ id, name: `PJSIP/ben-${id}`, state: 'Up' });
  socket.send(JSON.stringify({ type: 'StasisStart', args: [], channel: channel('1') }));
  socket.send(JSON.stringify({ type: 'StasisStart', args: [], channel: channel('2'),
    replace_channel: channel('1') }));
  await until('two events', () => seen.length === 2);
  check('a call: channel.answer', [seen[0].id, seen[0].answer], ['1', 'function']);
  check('an attended transfer: channel.answer', [seen[1].id, seen[1].answer], ['2', 'undefined']);
  check('an attended transfer: what the argument holds', seen[1].keys,
    ['channel', 'replace_channel']);
  process.exit();
});
END
node finding.js
