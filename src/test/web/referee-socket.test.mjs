import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { RefereeSocket, socketAddress, waitBefore } from '../../main/web/js/referee-socket.js';

/** The other end: what was sent to Referee, and a way to answer. */
class Wire {
  sent = [];
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  says(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
  closes(code = 1006, reason = '') {
    this.onclose({ code, reason });
  }
  close() {}
}

let wires;
let socket;
let heard;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  wires = [];
  heard = [];
  socket = new RefereeSocket('ws://test', () => {
    wires.push(new Wire());
    return wires.at(-1);
  });
  socket.connect();
});

function subscribe() {
  socket.subscribe(
    '1',
    { all: true },
    {
      snapshot: (transfers, recovered) => heard.push({ transfers, recovered }),
      event: (transfer) => heard.push(transfer.state),
      error: (code) => heard.push({ code }),
    },
  );
}

function event(offset, state) {
  return { type: 'event', offset, ids: ['1'], event: { data: { id: 't', state } } };
}

function reconnect(welcome) {
  wires.at(-1).closes();
  mock.timers.tick(60_000);
  wires.at(-1).says({ type: 'welcome', ...welcome });
}

test('what was subscribed before the connection was up is sent after the welcome', () => {
  subscribe();
  assert.deepEqual(wires[0].sent, []);
  wires[0].says({ type: 'welcome', epoch: 'e', offset: 0 });
  assert.deepEqual(wires[0].sent, [{ type: 'subscribe', id: '1', all: true }]);
});

test('a lost connection comes back and resumes after the last event that was seen', () => {
  subscribe();
  wires[0].says({ type: 'welcome', epoch: 'e', offset: 40 });
  wires[0].says({ type: 'subscribed', id: '1', offset: 40, transfers: [], recovered: true });
  wires[0].says(event(41, 'requested'));
  reconnect({ epoch: 'e', offset: 43 });
  assert.deepEqual(wires[1].sent[0].from, { epoch: 'e', offset: 41 });
});

test('an interrupted resumption starts again where the first one did', () => {
  subscribe();
  wires[0].says({ type: 'welcome', epoch: 'e', offset: 40 });
  wires[0].says({ type: 'subscribed', id: '1', offset: 40, transfers: [], recovered: true });
  reconnect({ epoch: 'e', offset: 43 });
  wires[1].says({ type: 'subscribed', id: '1', offset: 43, transfers: [], recovered: true });
  reconnect({ epoch: 'e', offset: 43 });
  assert.deepEqual(wires[2].sent[0].from, { epoch: 'e', offset: 40 });
});

test('an event that comes again after a reconnection is told once', () => {
  subscribe();
  wires[0].says({ type: 'welcome', epoch: 'e', offset: 0 });
  wires[0].says({ type: 'subscribed', id: '1', offset: 0, transfers: [], recovered: true });
  wires[0].says(event(1, 'requested'));
  wires[0].says(event(1, 'requested'));
  wires[0].says(event(2, 'failed'));
  assert.deepEqual(heard.slice(1), ['requested', 'failed']);
});

test('a restarted Referee with a new history is heard from its beginning', () => {
  subscribe();
  wires[0].says({ type: 'welcome', epoch: 'old', offset: 900 });
  wires[0].says({ type: 'subscribed', id: '1', offset: 900, transfers: [], recovered: true });
  reconnect({ epoch: 'new', offset: 0 });
  wires[1].says({ type: 'subscribed', id: '1', offset: 0, transfers: [], recovered: false });
  wires[1].says(event(1, 'requested'));
  assert.deepEqual(heard.slice(1), [{ transfers: [], recovered: false }, 'requested']);
});

test('a refused subscription is reported and not sent again', () => {
  subscribe();
  wires[0].says({ type: 'welcome', epoch: 'e', offset: 0 });
  wires[0].says({ type: 'error', id: '1', code: 'unknown-dialog', message: '' });
  reconnect({ epoch: 'e', offset: 0 });
  assert.deepEqual(heard, [{ code: 'unknown-dialog' }]);
  assert.deepEqual(wires[1].sent, []);
});

test('a server that says stay away is left alone', () => {
  wires[0].closes(4000, 'a frame was larger than the limit');
  mock.timers.tick(600_000);
  assert.equal(wires.length, 1);
  assert.equal(socket.connection.state, 'closed');
});

test('messages of a newer server are passed over', () => {
  wires[0].says({ type: 'news', text: 'from the future' });
  assert.equal(socket.connection.state, 'connecting');
});

test('waiting doubles up to 15 seconds, and half of it is chance', () => {
  assert.deepEqual(
    [0, 1, 2, 5, 50].map((attempt) => waitBefore(attempt, '', 1)),
    [500, 1000, 2000, 15_000, 15_000],
  );
  assert.equal(waitBefore(1, '', 0), 500);
});

test('a delay that the server asks for is kept, within reason', () => {
  assert.equal(waitBefore(0, 'retryAfterMs=10000 too many connections', 0), 10_250);
  assert.equal(waitBefore(0, 'retryAfterMs=99999999 x', 0), 15_250);
});

test('the socket is beside the page, also behind a proxy with a path', () => {
  assert.equal(socketAddress('http://localhost:8090/demo'), 'ws://localhost:8090/v1/events');
  assert.equal(
    socketAddress('https://pbx.example/referee/'),
    'wss://pbx.example/referee/v1/events',
  );
});
