import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestVerdict } from '../../main/web/js/compare.js';
import {
  codeWords,
  disagree,
  durationMs,
  durationWord,
  endpointName,
  isMisleading,
  parties,
  standing,
  verdict,
  whereabouts,
  witnessWords,
} from '../../main/web/js/transfer-words.js';

const transfer = {
  id: 't',
  state: 'failed',
  reason: 'no-such-extension',
  sip: { notifyStatus: 200 },
  transferor: { endpoint: 'PJSIP/alice', callId: 'a' },
  transferee: { endpoint: 'PJSIP/bob', whereabouts: 'waiting' },
  target: { extension: '6002', endpoint: 'PJSIP/carol' },
  times: { requested: '2026-01-01T00:00:00Z' },
};
const REFER = { status: 202, notify: 200, callId: 'a', at: new Date(1000) };

test('the parties of a transfer are named as people say them', () => {
  assert.deepEqual(parties(transfer), { who: 'Alice', whom: 'Bob', to: 'Carol (6002)' });
  assert.equal(endpointName('PJSIP/4711'), '4711');
});

test('a party that is not known is not invented', () => {
  assert.deepEqual(parties({}), { who: 'Someone', whom: 'someone', to: 'somewhere' });
  assert.equal(whereabouts({}), '');
});

test('an end is told with its reason', () => {
  assert.equal(verdict(transfer), 'Failed: no such extension');
  assert.equal(verdict({ state: 'ringing' }), 'Ringing');
});

test("the site's own code is told where there is one", () => {
  assert.equal(codeWords({ ...transfer, wrapUpCode: '0007' }), 'Code: 0007');
  assert.equal(codeWords(transfer), '');
});

test('who saw the end is told', () => {
  assert.equal(witnessWords(['ami', 'ari']), 'Seen by AMI and ARI');
  assert.equal(witnessWords(['hep']), 'Seen by HEP');
  assert.equal(witnessWords([]), 'Nobody saw the end');
});

test('where the caller is, is told in a sentence', () => {
  const told = (place) =>
    whereabouts({ ...transfer, transferee: { endpoint: 'PJSIP/bob', whereabouts: place } });
  assert.equal(told('with-target'), 'Bob is with Carol');
  assert.equal(told('with-transferor'), 'Bob is with Alice');
  assert.equal(told('waiting'), 'Bob is waiting');
  assert.equal(told('gone'), 'Bob has hung up');
});

test('each party of a finished transfer is told what its leg is now', () => {
  const done = {
    state: 'completed',
    transferor: { endpoint: 'PJSIP/alice', callId: 'a' },
    transferee: { endpoint: 'PJSIP/bob', callId: 'b', whereabouts: 'with-target' },
    target: { endpoint: 'PJSIP/carol', callId: 'c' },
  };
  assert.equal(standing(done, 'a'), 'call over, Bob is with Carol');
  assert.equal(standing(done, 'b'), 'now with Carol');
  assert.equal(standing(done, 'c'), 'now with Bob');
  assert.equal(standing(done, 'another'), '');
  assert.equal(standing({ ...done, state: 'ringing' }, 'a'), '');
  assert.equal(standing({ ...done, target: { callId: 'c' } }, 'b'), '');
  const waiting = { ...done.transferee, whereabouts: 'waiting' };
  assert.equal(standing({ ...done, transferee: waiting }, 'b'), '');
});

test('a caller who is back with the transferor leaves that call as it is', () => {
  const failed = {
    ...transfer,
    transferee: { endpoint: 'PJSIP/bob', whereabouts: 'with-transferor' },
  };
  assert.equal(standing(failed, 'a'), '');
});

test('a NOTIFY 200 for a transfer that failed is misleading, marked or not', () => {
  assert.equal(isMisleading(transfer), true);
  assert.equal(isMisleading({ ...transfer, sip: {} }), false);
  assert.equal(isMisleading({ ...transfer, sip: {}, notifyMisleading: true }), true);
});

test('only a final status can contradict an end', () => {
  assert.equal(disagree(180, 'failed'), false);
  assert.equal(disagree(undefined, 'failed'), false);
  assert.equal(disagree(200, 'abandoned'), true);
  assert.equal(disagree(486, 'failed'), false);
  assert.equal(disagree(503, 'completed'), true);
  assert.equal(disagree(200, 'unknown'), false);
});

test('durations are read at a glance', () => {
  assert.deepEqual([0, 85, 4200, 59_949, 59_950, 65_000, 7_380_000, null].map(durationWord), [
    '0 ms',
    '85 ms',
    '4.2 s',
    '59.9 s',
    '1 min 00 s',
    '1 min 05 s',
    '2 h 03 min',
    '',
  ]);
});

test('a clock that is behind the server’s shows no negative duration', () => {
  assert.equal(durationMs(transfer, Date.parse('2025-12-31T23:59:00Z')), 0);
});

test('SIP’s 200 beside a failed transfer is a disagreement', () => {
  const found = newestVerdict(REFER, [{ transfer, at: new Date(1500) }]);
  assert.equal(found.kind, 'disagree');
  assert.equal(found.text, 'SIP says 200. In truth: failed: no such extension.');
});

test('SIP’s 200 while it still rings is premature', () => {
  const ringing = { ...transfer, state: 'ringing', reason: undefined };
  assert.equal(newestVerdict(REFER, [{ transfer: ringing, at: new Date(1500) }]).kind, 'premature');
});

test('the last transfer’s end is not taken for the next one’s', () => {
  assert.equal(
    newestVerdict({ ...REFER, at: new Date(9000) }, [{ transfer, at: new Date(1500) }]).kind,
    'pending',
  );
});

test('a phone that sent no REFER is told by Referee alone', () => {
  assert.equal(newestVerdict(null, [{ transfer, at: new Date(1) }]).kind, 'sip-silent');
  const other = { ...REFER, callId: 'another' };
  assert.equal(newestVerdict(other, [{ transfer, at: new Date(1500) }]).kind, 'sip-silent');
  assert.equal(newestVerdict(null, []), null);
});

test('a REFER that was refused needs no Referee', () => {
  assert.equal(newestVerdict({ ...REFER, status: 603, notify: null }, []).kind, 'refused');
});

test('a transfer that the PBX asked for is not called one that SIP kept quiet about', () => {
  const sentAway = {
    ...transfer,
    direction: 'outgoing',
    transferor: undefined,
    state: 'completed',
    reason: 'handed-off',
  };
  const told = (state) => newestVerdict(null, [{ transfer: state, at: new Date() }]);
  assert.deepEqual(told(sentAway), {
    kind: 'agree',
    text: 'The PBX sent the caller away. Referee: completed: handed off, says the far end.',
  });
  assert.equal(told({ ...sentAway, state: 'accepted', reason: undefined }).kind, 'pending');
});
