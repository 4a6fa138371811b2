// The connection comes back by itself, and nothing is lost or told twice meanwhile.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { socketAddress, waitBefore } from '../../../main/web/client/connection.js';
import { Referee } from '../../../main/web/client/referee.js';
import { clock, pass } from './clock.mjs';
import { Server, until, WebSocket } from './server.mjs';
import { DIALOG, then, transfer } from './transfers.mjs';

let server;
let referee;
const made = [];

beforeEach(async () => {
  clock.install();
  server = await Server.start();
});

afterEach(() => {
  made.splice(0).forEach((one) => one.close());
  server.stop();
  clock.uninstall();
});

function connect(options) {
  referee = new Referee(server.url, { WebSocket, ...options });
  made.push(referee);
  return referee;
}

/** A call that is tracked, `offset` being the newest that was told. */
async function tracked({ offset = 40, options } = {}) {
  const tracking = connect(options).track(DIALOG);
  const seen = [];
  tracking.addEventListener('statechange', ({ transfer: { state } }) => seen.push(state));
  const wire = await server.welcomed(offset);
  const { id } = await wire.subscribe();
  wire.subscribed(id, [], { offset });
  await wire.heard();
  return { tracking, seen, wire, id };
}

/** The connection that comes after this one was cut. */
async function reconnected(wire, offset, epoch) {
  wire.cut();
  await until(() => referee.connection.state === 'waiting', 'waiting');
  pass(referee.connection.retryInMs);
  return server.welcomed(offset, epoch);
}

test('after a cut it resumes behind the last event, and nothing is told twice', async () => {
  const { tracking, seen, wire, id } = await tracked();
  const t = transfer('t');
  wire.event(id, 41, t);
  await wire.heard();
  const next = await reconnected(wire, 43);
  const { id: again, from } = await next.subscribe();
  assert.deepEqual(from, { epoch: 'e', offset: 41 });
  // The answer already knows the end; what was missed is told in order, once, all the same.
  const end = then(t, 'failed', { reason: 'busy' });
  next.subscribed(again, [end], { offset: 43 });
  next.event(again, 41, t);
  next.event(again, 42, then(t, 'ringing'));
  next.event(again, 43, end);
  assert.equal((await tracking.outcome).reason, 'busy');
  assert.deepEqual(seen, ['requested', 'ringing', 'failed']);
});

test('a resumption that is interrupted starts again where the first one did', async () => {
  const { wire } = await tracked();
  const second = await reconnected(wire, 43);
  second.subscribed((await second.subscribe()).id, [], { offset: 43 });
  await second.heard();
  const third = await reconnected(second, 43);
  assert.deepEqual((await third.subscribe()).from, { epoch: 'e', offset: 40 });
});

test('when history was lost, what is known now counts', async () => {
  const { tracking, seen, wire, id } = await tracked();
  const t = transfer('t');
  wire.event(id, 41, t);
  await wire.heard();
  const next = await reconnected(wire, 3, 'other');
  const { id: again } = await next.subscribe();
  next.subscribed(again, [then(t, 'ringing')], { offset: 3, recovered: false });
  next.event(again, 4, then(t, 'completed', { reason: 'answered' }));
  assert.equal((await tracking.outcome).reason, 'answered');
  assert.deepEqual(seen, ['requested', 'ringing', 'completed']);
});

test('a transfer that was lost with the history is told to be lost', async () => {
  const { tracking, wire, id } = await tracked();
  wire.event(id, 41, transfer('t'));
  await wire.heard();
  const next = await reconnected(wire, 0, 'other');
  next.subscribed((await next.subscribe()).id, [], { offset: 0, recovered: false });
  await assert.rejects(tracking.outcome, { name: 'TrackingLost', code: 'history-lost' });
});

test('lost history costs nothing when there was no transfer', async () => {
  const { tracking, wire } = await tracked();
  const next = await reconnected(wire, 0, 'other');
  const { id } = await next.subscribe();
  next.subscribed(id, [], { offset: 0, recovered: false });
  next.event(id, 1, transfer('t', { state: 'failed', reason: 'busy' }));
  assert.equal((await tracking.outcome).reason, 'busy');
});

test('a watch is told that something may be missing', async () => {
  const watch = connect().watch({ all: true });
  let gaps = 0;
  watch.addEventListener('gap', () => gaps++);
  const wire = await server.welcomed();
  wire.subscribed((await wire.subscribe()).id);
  await wire.heard();
  const next = await reconnected(wire, 0, 'other');
  next.subscribed((await next.subscribe()).id, [], { recovered: false });
  await next.heard();
  assert.equal(gaps, 1);
});

for (const code of [4000, 4099]) {
  test(`a server that says stay away (${code}) is left alone, and that is told`, async () => {
    const { tracking, wire } = await tracked();
    wire.close(code, 'a frame was larger than the limit');
    await assert.rejects(tracking.outcome, { code: 'stay-away', closeCode: code });
    assert.match(tracking.error.message, /a frame was larger/);
    pass(3_600_000);
    await new Promise(setImmediate);
    assert.equal(server.wires.length, 0);
    assert.equal(referee.connection.state, 'closed');
    await assert.rejects(referee.track(DIALOG).outcome, { code: 'stay-away' });
  });
}

test('a server that says come back later is left alone for that long', async () => {
  const { wire } = await tracked();
  wire.close(4103, 'retryAfterMs=10000 too many connections');
  await until(() => referee.connection.state === 'waiting', 'waiting');
  assert.ok(referee.connection.retryInMs >= 10_000);
  assert.ok(referee.connection.retryInMs <= 20_000);
});

test('waits are by chance, up to a limit that doubles to half a minute', () => {
  assert.deepEqual(
    [0, 1, 2, 5, 50].map((attempt) => waitBefore(attempt, '', 1)),
    [500, 1000, 2000, 16_000, 30_000],
  );
  assert.equal(waitBefore(5, '', 0), 0);
  assert.equal(waitBefore(0, 'retryAfterMs=1000 x', 0), 1000);
  assert.equal(waitBefore(0, 'retryAfterMs=1000 x', 1), 2000);
  assert.equal(waitBefore(0, 'retryAfterMs=99999999 x', 0), 300_000);
});

test('a server that cuts right after the welcome is not hammered', async () => {
  connect().connect();
  for (let attempt = 0; attempt < 8; attempt++) {
    const wire = await server.welcomed();
    await until(() => referee.connection.state === 'open', 'open');
    wire.cut();
    await until(() => referee.connection.state === 'waiting', 'waiting');
    pass(referee.connection.retryInMs);
  }
  mock.method(Math, 'random', () => 1);
  (await server.welcomed()).cut();
  await until(() => referee.connection.retryInMs === 30_000, 'a long wait');
  mock.restoreAll();
});

test('a connection that was good for a while comes back soon', async () => {
  const { wire } = await tracked();
  pass(5_000);
  mock.method(Math, 'random', () => 1);
  wire.cut();
  await until(() => referee.connection.retryInMs === 500, 'a short wait');
  mock.restoreAll();
});

test('a server that never says welcome is given up', async () => {
  connect().connect();
  const wire = await server.next();
  pass(15_000);
  assert.equal(referee.connection.state, 'waiting');
  await until(() => !wire.isOpen, 'closed');
});

test('a connection that died in silence is found out', async () => {
  const { wire } = await tracked();
  pass(25_000);
  assert.deepEqual(await wire.next(), { type: 'ping' });
  wire.say({ type: 'pong' });
  await wire.heard();
  pass(25_000);
  assert.deepEqual(await wire.next(), { type: 'ping' });
  pass(10_000);
  assert.equal(referee.connection.state, 'waiting');
});

test('back on the network, it connects at once, or looks whether it is connected', async () => {
  const listeners = {};
  globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
  globalThis.removeEventListener = (type) => delete listeners[type];
  const page = { visibilityState: 'visible' };
  page.addEventListener = globalThis.addEventListener;
  page.removeEventListener = globalThis.removeEventListener;
  globalThis.document = page;
  try {
    const { wire } = await tracked();
    listeners.online();
    assert.deepEqual(await wire.next(), { type: 'ping' });
    page.visibilityState = 'hidden';
    listeners.visibilitychange();
    page.visibilityState = 'visible';
    listeners.visibilitychange();
    assert.deepEqual(await wire.next(), { type: 'ping' });
    assert.deepEqual(wire.frames, []);
    wire.cut();
    await until(() => referee.connection.state === 'waiting', 'waiting');
    listeners.online();
    assert.equal(referee.connection.state, 'connecting');
    const next = await server.welcomed();
    assert.ok((await next.subscribe()).from);
    referee.close();
    assert.deepEqual(listeners, {});
  } finally {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
    delete globalThis.document;
  }
});

test('frames that are not understood, or not JSON, do no harm', async () => {
  const { tracking, wire, id } = await tracked();
  wire.say({ type: 'news', text: 'from the future' });
  wire.say({ type: 'error', code: 'unknown-type', message: 'An old server knows no ping.' });
  wire.say({ type: 'subscribed', id: 'nobody', transfers: [], recovered: true });
  await wire.heard();
  assert.equal(referee.connection.state, 'open');
  wire.socket.send('<html>');
  await until(() => referee.connection.state === 'waiting', 'waiting');
  assert.equal(tracking.error, null);
  assert.ok(id);
});

// Tokens.

test('a token is shown first, on every connection', async () => {
  let count = 0;
  const options = { token: async () => `token-${++count}` };
  connect(options).track(DIALOG);
  const wire = await server.welcomed();
  assert.deepEqual(await wire.next(), { type: 'authenticate', token: 'token-1' });
  await wire.subscribe();
  const next = await reconnected(wire, 0);
  assert.deepEqual(await next.next(), { type: 'authenticate', token: 'token-2' });
});

test('a token that expired is replaced, and what was missed is resumed', async () => {
  let count = 0;
  connect({ token: () => `token-${++count}` }).track(DIALOG);
  const wire = await server.welcomed(7);
  await wire.next();
  const { id } = await wire.subscribe();
  wire.subscribed(id, [], { offset: 7 });
  wire.say({ type: 'error', id, code: 'token-expired', message: 'Show a new one.' });
  assert.deepEqual(await wire.next(), { type: 'authenticate', token: 'token-2' });
  assert.deepEqual((await wire.subscribe()).from, { epoch: 'e', offset: 7 });
});

test('a token that is never taken is not shown for ever', async () => {
  const tracking = connect({ token: () => 'stale' }).track(DIALOG);
  const wire = await server.welcomed();
  for (let attempt = 0; attempt < 4; attempt++) {
    await wire.next();
    const { id } = await wire.subscribe();
    wire.say({ type: 'error', id, code: 'token-expired', message: 'Show a new one.' });
  }
  await assert.rejects(tracking.outcome, { code: 'token-expired' });
});

test('while no token is to be had, it tries again later', async () => {
  let fails = true;
  const token = () => {
    if (fails) throw new Error('The shop is closed.');
    return 'token';
  };
  connect({ token }).track(DIALOG);
  await server.welcomed();
  await until(() => referee.connection.state === 'waiting', 'waiting');
  fails = false;
  pass(referee.connection.retryInMs);
  const wire = await server.welcomed();
  assert.deepEqual(await wire.next(), { type: 'authenticate', token: 'token' });
});

// Addresses.

test('the socket is named by its own address, or by that of a page beside it', () => {
  assert.equal(socketAddress('wss://pbx.example/x'), 'wss://pbx.example/x');
  assert.equal(socketAddress('http://localhost:8090/demo'), 'ws://localhost:8090/v1/events');
  assert.equal(
    socketAddress('https://pbx.example/referee/'),
    'wss://pbx.example/referee/v1/events',
  );
  assert.throws(() => socketAddress('nowhere'), TypeError);
});

test('without a WebSocket it says so', () => {
  const there = globalThis.WebSocket;
  delete globalThis.WebSocket;
  try {
    assert.throws(() => new Referee('ws://localhost'), /options.WebSocket/);
  } finally {
    if (there) globalThis.WebSocket = there;
  }
});
