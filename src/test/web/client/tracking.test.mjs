// What a page is told of a transfer, over a real WebSocket.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Referee, TrackingLost } from '../../../main/web/client/referee.js';
import { clock, pass } from './clock.mjs';
import { passConnected, Server, until, WebSocket } from './server.mjs';
import { DIALOG, JsSipSession, SipJsSession, then, transfer } from './transfers.mjs';

let server;
let referee;

beforeEach(async () => {
  clock.install();
  server = await Server.start();
  referee = new Referee(server.url, { WebSocket });
});

afterEach(() => {
  referee.close();
  server.stop();
  clock.uninstall();
});

/** Tracks, and answers the subscription. */
async function tracked(call = DIALOG, transfers = [], options) {
  const tracking = referee.track(call, options);
  const wire = server.wires.length || !current ? await server.welcomed() : current;
  current = wire;
  const { id } = await wire.subscribe();
  wire.subscribed(id, transfers);
  await wire.heard();
  return { tracking, wire, id };
}
let current = null;
beforeEach(() => (current = null));

function states(tracking) {
  const seen = [];
  tracking.addEventListener('statechange', ({ transfer: { state } }) => seen.push(state));
  return seen;
}

async function lostWith(tracking, code) {
  await assert.rejects(tracking.outcome, (error) => {
    assert.ok(error instanceof TrackingLost);
    assert.equal(error.name, 'TrackingLost');
    assert.equal(error.code, code);
    return true;
  });
  assert.equal(tracking.error.code, code);
}

test('a call is followed by its dialog, and its transfer to the end', async () => {
  const tracking = referee.track(DIALOG);
  const seen = states(tracking);
  const wire = await server.welcomed();
  const { id, dialog, from } = await wire.subscribe();
  assert.deepEqual(dialog, DIALOG);
  assert.equal(from, undefined);
  wire.subscribed(id);
  const t = transfer('t');
  wire.event(id, 1, t);
  wire.event(id, 2, then(t, 'ringing'));
  wire.event(id, 3, then(t, 'completed', { reason: 'answered' }));
  const end = await tracking.outcome;
  assert.equal(end.reason, 'answered');
  assert.deepEqual(seen, ['requested', 'ringing', 'completed']);
  assert.equal(tracking.state, 'completed');
  assert.deepEqual(await wire.next(), { type: 'unsubscribe', id });
});

test('a transfer that failed is an outcome, not an error', async () => {
  const { tracking, wire, id } = await tracked();
  wire.event(id, 1, transfer('t', { state: 'failed', reason: 'busy' }));
  assert.equal((await tracking.outcome).reason, 'busy');
  assert.equal(tracking.error, null);
});

test('the states can be iterated, by several and from the beginning', async () => {
  const { tracking, wire, id } = await tracked();
  const t = transfer('t');
  const read = async () => {
    const seen = [];
    for await (const { state } of tracking) seen.push(state);
    return seen;
  };
  const first = read();
  wire.event(id, 1, t);
  wire.event(id, 2, then(t, 'accepted'));
  await until(() => tracking.state === 'accepted', 'accepted');
  const second = read();
  wire.event(id, 3, then(t, 'abandoned', { reason: 'transferee-hung-up' }));
  assert.deepEqual(await first, ['requested', 'accepted', 'abandoned']);
  assert.deepEqual(await second, ['requested', 'accepted', 'abandoned']);
});

test('who comes in the middle of a transfer is told its state and its end', async () => {
  const t = transfer('t', { state: 'ringing' });
  const { tracking, wire, id } = await tracked(DIALOG, [t]);
  assert.equal(tracking.state, 'ringing');
  wire.event(id, 1, then(t, 'failed', { reason: 'declined' }));
  assert.equal((await tracking.outcome).reason, 'declined');
});

test('who comes after the end is told it, too', async () => {
  const old = transfer('old', { state: 'failed', reason: 'busy' });
  const newest = transfer('new', { state: 'completed', reason: 'bridged' });
  const { tracking } = await tracked(DIALOG, [newest, old]);
  pass(1000);
  assert.equal((await tracking.outcome).id, 'new');
});

test('an old end is not told when a newer transfer begins right now', async () => {
  const old = transfer('old', { state: 'completed', reason: 'answered' });
  const { tracking, wire, id } = await tracked(DIALOG, [old]);
  pass(900);
  wire.event(id, 1, transfer('new'));
  await wire.heard();
  pass(60_000);
  assert.equal(tracking.latest.id, 'new');
  assert.equal(tracking.state, 'requested');
});

test('a second transfer in the same call is not taken for the first', async () => {
  const session = new JsSipSession().answer();
  const { tracking: first, wire, id } = await tracked(session);
  session.refer('sip:carol');
  wire.event(id, 1, transfer('t1', { state: 'failed', reason: 'busy' }));
  await first.outcome;
  await wire.next();
  session.refer('sip:dave');
  const { tracking: second, id: again } = await tracked(session, [...[first.latest]]);
  pass(5000);
  assert.equal(second.state, undefined);
  wire.event(again, 2, transfer('t2', { state: 'completed', reason: 'answered' }));
  assert.equal((await second.outcome).id, 't2');
});

test('tracking first and transferring then means the same', async () => {
  const session = new JsSipSession().answer();
  const old = transfer('t1', { state: 'failed', reason: 'busy' });
  const { tracking, wire, id } = await tracked(session, [old]);
  session.refer('sip:dave');
  pass(5000);
  assert.equal(tracking.state, undefined);
  wire.event(id, 2, transfer('t2', { state: 'completed', reason: 'answered' }));
  assert.equal((await tracking.outcome).id, 't2');
});

test('one who did not ask for the transfers follows them one after the other', async () => {
  const t1 = transfer('t1', { state: 'failed', reason: 'busy' });
  const { tracking: first } = await tracked(DIALOG, [t1]);
  pass(1000);
  await first.outcome;
  await current.next();
  const { tracking: second, wire, id } = await tracked(DIALOG, [t1], { after: first });
  pass(5000);
  assert.equal(second.state, undefined);
  wire.event(id, 5, transfer('t2', { state: 'failed', reason: 'declined' }));
  assert.equal((await second.outcome).id, 't2');
});

test('several who track one call share a subscription', async () => {
  const session = new JsSipSession().answer();
  const { tracking, wire, id } = await tracked(session);
  const other = referee.track(session);
  wire.event(id, 1, transfer('t', { state: 'failed', reason: 'busy' }));
  assert.equal((await tracking.outcome).id, 't');
  assert.equal((await other.outcome).id, 't');
  assert.deepEqual(await wire.next(), { type: 'unsubscribe', id });
});

test('a session is subscribed to when its dialog is established', async () => {
  referee.connect();
  const wire = await server.welcomed();
  for (const session of [new JsSipSession(), new SipJsSession()]) {
    referee.track(session);
    await wire.heard();
    assert.deepEqual(wire.frames, []);
    session.answer ? session.answer() : session.become('Established');
    assert.deepEqual((await wire.subscribe()).dialog, DIALOG);
  }
});

test('a call that rings here is subscribed to at once: who refuses it wants to know, too', async () => {
  const session = new JsSipSession();
  session.direction = 'incoming';
  session._request = { call_id: 'c', from_tag: 'theirs', to_tag: 'ours' };
  referee.track(session);
  const wire = await server.welcomed();
  const { dialog } = await wire.subscribe();
  assert.deepEqual(dialog, { callId: 'c', localTag: 'ours', remoteTag: 'theirs' });
});

test('aborting ends the tracking with the reason of the signal', async () => {
  const abort = new AbortController();
  const { tracking, wire, id } = await tracked(DIALOG, [], { signal: abort.signal });
  const reading = (async () => {
    for await (const { state } of tracking) assert.fail(state);
  })();
  abort.abort(new Error('page left'));
  await assert.rejects(tracking.outcome, /page left/);
  await assert.rejects(reading, /page left/);
  assert.deepEqual(await wire.next(), { type: 'unsubscribe', id });
});

test('a signal that was aborted before is heard as well', async () => {
  const tracking = referee.track(DIALOG, { signal: AbortSignal.abort(new Error('too late')) });
  await assert.rejects(tracking.outcome, /too late/);
  assert.equal(referee.connection.state, 'idle');
});

test('a call that ends without a transfer is let go, but not at once', async () => {
  const session = new JsSipSession().answer();
  const { tracking, wire, id } = await tracked(session);
  session.end();
  await passConnected(wire, 59_000);
  assert.equal(tracking.error, null);
  await passConnected(wire, 1_000);
  await lostWith(tracking, 'no-transfer');
  assert.deepEqual(await wire.next(), { type: 'unsubscribe', id });
});

test('the transferor who hangs up on the 202 is told the end all the same', async () => {
  const session = new JsSipSession().answer();
  const { tracking, wire, id } = await tracked(session);
  session.refer('sip:carol');
  session.end();
  await passConnected(wire, 30_000);
  const t = transfer('t');
  wire.event(id, 1, t);
  await passConnected(wire, 60_000);
  wire.event(id, 2, then(t, 'completed', { reason: 'answered' }));
  assert.equal((await tracking.outcome).reason, 'answered');
});

test('while the network is away, nothing is concluded from silence', async () => {
  const session = new JsSipSession().answer();
  const { tracking, wire } = await tracked(session);
  session.end();
  wire.cut();
  await until(() => referee.connection.state === 'waiting', 'waiting');
  server.wires.push = () => 0; // whoever comes is not welcomed
  pass(61_000);
  assert.equal(tracking.error, null);
});

test('a call that was never answered is let go at once', async () => {
  const session = new JsSipSession();
  const tracking = referee.track(session);
  session.over = true;
  session.emit('failed');
  pass(0);
  await lostWith(tracking, 'no-transfer');
});

test('a dialog that Referee does not know yet is asked for again, and then given up', async () => {
  const tracking = referee.track(DIALOG);
  const wire = await server.welcomed();
  for (let attempt = 1; attempt <= 5; attempt++) {
    const { id } = await wire.subscribe();
    wire.say({ type: 'error', id, code: 'unknown-dialog', message: 'No such call.' });
    await wire.heard();
    pass(1000);
  }
  await lostWith(tracking, 'unknown-dialog');
  await wire.heard();
  assert.deepEqual(wire.frames, []);
});

test('other refusals are final at once', async () => {
  const tracking = referee.track(DIALOG);
  let told;
  tracking.addEventListener('lost', ({ error }) => (told = error));
  const wire = await server.welcomed();
  const { id } = await wire.subscribe();
  wire.say({ type: 'error', id, code: 'too-many-subscriptions', message: 'One too many.' });
  await lostWith(tracking, 'too-many-subscriptions');
  assert.match(told.message, /One too many/);
});

test('the number of calls that are tracked is limited', async () => {
  for (let count = 0; count < 1000; count++) {
    referee.track(DIALOG);
  }
  await lostWith(referee.track(DIALOG), 'too-many');
});

test('what is neither a session nor a dialog is refused at once', () => {
  for (const nonsense of [undefined, {}, { callId: 'c' }, 'c']) {
    assert.throws(() => referee.track(nonsense), TypeError);
  }
});

test('everything that happens can be watched', async () => {
  const watch = referee.watch({ endpoint: 'PJSIP/alice' });
  const seen = [];
  watch.addEventListener('transfer', ({ transfer: { id, state }, live }) =>
    seen.push([id, state, live]),
  );
  const wire = await server.welcomed();
  const { id, endpoint } = await wire.subscribe();
  assert.equal(endpoint, 'PJSIP/alice');
  const t1 = transfer('t1', { state: 'failed' });
  const t2 = transfer('t2');
  wire.subscribed(id, [t1, t2]);
  wire.event(id, 1, then(t2, 'completed'));
  await until(() => seen.length === 3, 'three steps');
  assert.deepEqual(seen, [
    ['t1', 'failed', false],
    ['t2', 'requested', false],
    ['t2', 'completed', true],
  ]);
  assert.deepEqual(
    watch.transfers.map(({ state }) => state),
    ['failed', 'completed'],
  );
});

test('of many transfers the oldest are forgotten', async () => {
  const watch = referee.watch({ all: true });
  const wire = await server.welcomed();
  const { id } = await wire.subscribe();
  wire.subscribed(id);
  for (let count = 1; count <= 600; count++) {
    wire.event(id, count, transfer(`t${count}`));
  }
  await until(() => watch.transfers.at(-1)?.id === 't600', 'the last');
  assert.equal(watch.transfers.length, 500);
});

// What the phone's own stack says.

test('a REFER that was refused has failed at once, with or without Referee', async () => {
  const session = new JsSipSession().answer();
  const tracking = referee.track(session);
  session.refer('sip:carol');
  session.refers[0].emit('requestFailed', {
    response: { status_code: 603, reason_phrase: 'Decline' },
  });
  const end = await tracking.outcome;
  assert.equal(end.state, 'failed');
  assert.equal(end.reason, 'not-permitted');
  assert.equal(end.sip.referStatus, 603);
  assert.equal(end.evidence[0].source, 'phone');
  assert.equal(await tracking.hangUpWhenSettled(), false);
});

test('SIP.js tells of it through the delegate of its REFER, which the page still gets', async () => {
  const session = new SipJsSession().become('Established');
  const tracking = referee.track(session);
  const told = [];
  const requestDelegate = { onAccept: () => told.push('accept'), onReject: () => told.push('reject') };
  await session.refer('sip:carol', { requestDelegate });
  const made = { message: { callId: undefined, statusCode: 408, reasonPhrase: 'Request Timeout' } };
  session.delegates[0].onAccept();
  session.delegates[0].onReject(made);
  assert.equal(tracking.state, undefined);
  session.delegates[0].onReject({ message: { callId: 'c', statusCode: 404, reasonPhrase: 'No' } });
  assert.equal((await tracking.outcome).reason, 'not-bridged');
  assert.deepEqual(told, ['accept', 'reject', 'reject']);
});

test('a REFER without an answer is not taken for refused', async () => {
  const session = new JsSipSession().answer();
  const { tracking } = await tracked(session);
  session.refer('sip:carol');
  session.refers[0].emit('requestFailed', { response: null, cause: 'Request Timeout' });
  session.refers[0].emit('accepted', { status_line: { status_code: 200 } });
  assert.equal(tracking.state, undefined);
});

for (const referStatus of [404, undefined]) {
  test(`when Referee tells of it too, it has one end (status ${referStatus})`, async () => {
    const session = new JsSipSession().answer();
    const { tracking: first, wire } = await tracked(session);
    const seen = states(first);
    session.refer('sip:nobody');
    session.refers[0].emit('requestFailed', { response: { status_code: 404 } });
    await first.outcome;
    await wire.next();
    session.refer('sip:carol');
    const t1 = transfer('t1');
    const { tracking: second, id } = await tracked(session, [t1]);
    wire.event(id, 1, then(t1, 'failed', { reason: 'not-bridged', sip: { referStatus } }));
    wire.event(id, 2, transfer('t2', { state: 'accepted', sip: { referStatus: 202 } }));
    await until(() => second.state, 'a state');
    pass(60_000);
    assert.equal(second.latest.id, 't2');
    assert.equal(second.state, 'accepted');
    assert.deepEqual(seen, ['failed']);
  });
}

test('a refused REFER ends the transfer that Referee had begun to tell of', async () => {
  const session = new JsSipSession().answer();
  const { tracking, wire, id } = await tracked(session);
  session.refer('sip:nobody');
  wire.event(id, 1, transfer('t1', { pbx: 'main' }));
  await until(() => tracking.state, 'requested');
  session.refers[0].emit('requestFailed', { response: { status_code: 481 } });
  const end = await tracking.outcome;
  assert.equal(end.id, 't1');
  assert.equal(end.pbx, 'main');
  assert.equal(end.reason, 'dialog-not-found');
});

for (const [told, theirs] of [
  ['with its Call-ID', { transferor: { callId: 'of-bob' } }],
  ['without it', { transferor: {}, roles: ['transferee'] }],
]) {
  test(`a refused REFER does not end somebody else's transfer, told ${told}`, async () => {
    const session = new JsSipSession().answer();
    const { tracking, wire, id } = await tracked(session);
    wire.event(id, 1, transfer('t1', theirs));
    await until(() => tracking.state, 'requested');
    session.refer('sip:nobody');
    session.refers[0].emit('requestFailed', { response: { status_code: 481 } });
    assert.equal(tracking.state, 'requested');
  });
}

// When the call panel may be freed.

const AS_TRANSFEREE = { transferor: {}, transferee: { callId: DIALOG.callId } };
const AS_TARGET = { transferor: {}, target: { callId: DIALOG.callId } };
const AS_CONSULTING = { transferor: { callId: 'x', consultationCallId: DIALOG.callId } };
const at = (whereabouts) => ({ transferee: { whereabouts } });

for (const [hangsUp, state, more, story] of [
  [true, 'completed', {}, 'it was completed'],
  [true, 'completed', AS_CONSULTING, 'it was completed, on the consultation call'],
  [true, 'failed', at('waiting'), 'the caller waits elsewhere'],
  [true, 'failed', at('in-application'), 'the caller was taken by an application'],
  [true, 'abandoned', at('gone'), 'the caller has hung up'],
  [false, 'failed', at('with-transferor'), 'the caller is still here'],
  [false, 'failed', at('unknown'), 'nobody knows where the caller is'],
  [false, 'failed', {}, 'nothing is said of the caller'],
  [false, 'failed', { ...AS_CONSULTING, ...at('gone') }, 'the agent still consults the target'],
  [false, 'unknown', at('gone'), 'nobody knows how it ended'],
  [false, 'completed', AS_TRANSFEREE, 'this is the caller'],
  [false, 'completed', AS_TARGET, 'this is the target'],
]) {
  test(`a call is ${hangsUp ? 'hung up' : 'kept'} when ${story}`, async () => {
    const jssip = new JsSipSession().answer();
    const { tracking, wire, id } = await tracked(jssip);
    const sipjs = new SipJsSession().become('Established');
    const both = [tracking.hangUpWhenSettled(), tracking.hangUpWhenSettled(sipjs)];
    wire.event(id, 1, transfer('t', { state, ...more }));
    assert.deepEqual(await Promise.all(both), [hangsUp, hangsUp]);
    assert.deepEqual([jssip.terminated, sipjs.byes], hangsUp ? [1, 1] : [0, 0]);
  });
}

test('a call that the PBX has hung up already is left alone', async () => {
  const session = new JsSipSession().answer();
  const { tracking, wire, id } = await tracked(session);
  session.end();
  wire.event(id, 1, transfer('t', { state: 'completed' }));
  assert.equal(await tracking.hangUpWhenSettled(), false);
  assert.equal(session.terminated, 0);
});

test('a call is kept when tracking is lost', async () => {
  const session = new JsSipSession().answer();
  const { tracking } = await tracked(session);
  referee.close();
  assert.equal(await tracking.hangUpWhenSettled(), false);
  assert.equal(session.terminated, 0);
  await lostWith(tracking, 'closed');
  await lostWith(referee.track(session), 'closed');
});
