import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laneName, layout, offsetWord, stepWords } from '../../main/web/js/ladder-layout.js';

const ladder = {
  transfer: 't',
  state: 'failed',
  reason: 'busy',
  message: 'Carol is busy.',
  truncated: false,
  parties: [
    { id: 'transferor', role: 'transferor', endpoint: 'PJSIP/alice', legs: [] },
    { id: 'pbx', role: 'pbx', legs: [] },
    { id: 'target', role: 'target', endpoint: 'PJSIP/carol', legs: [] },
  ],
  steps: [
    {
      at: '1970-01-01T00:00:00.392Z',
      from: 'transferor',
      to: 'pbx',
      kind: 'refer',
      label: 'REFER',
      detail: 'Refer-To: <sip:6002@localhost>',
      sources: ['hep'],
    },
    {
      at: '1970-01-01T00:00:00.425Z',
      from: 'pbx',
      to: 'transferor',
      kind: 'notify',
      label: 'NOTIFY: 200 OK',
      sources: ['hep'],
      misleading: 'Claims success, but the transfer failed: busy; the target still rang.',
    },
    {
      at: '1970-01-01T00:00:00.606Z',
      from: 'target',
      to: 'target',
      kind: 'bridge',
      label: 'takes the place of the transferor in the bridge with the transferee',
      sources: [],
    },
  ],
};

test('a step is told in a sentence with its parties, its sources and why it misleads', () => {
  assert.equal(
    stepWords(ladder, ladder.steps[0]),
    '+0.000 s, alice to PBX: REFER. Refer-To: <sip:6002@localhost>. Reported by HEP.',
  );
  assert.equal(
    stepWords(ladder, ladder.steps[1]),
    '+0.033 s, PBX to alice: NOTIFY: 200 OK. Reported by HEP.' +
      ' Misleading: Claims success, but the transfer failed: busy; the target still rang.',
  );
});

test('times count from the first step on', () => {
  assert.equal(offsetWord(ladder.steps, ladder.steps[2]), '+0.214 s');
});

test('a lane whose party is not known is not given a name', () => {
  assert.equal(laneName({ role: 'other' }), 'unknown');
});

test('nothing leaves the picture, and rows do not overlap', () => {
  const { rows, lanes, width, height } = layout(ladder);
  let bottom = 0;
  for (const { top, height: own, label, note } of rows) {
    assert.ok(top >= bottom);
    bottom = top + own;
    for (const text of [label, note].filter(Boolean)) {
      const length = text.text.length * 6;
      const left = text.anchor === 'start' ? text.x : text.x - length;
      assert.ok(left >= 0 && left + length <= width, text.text);
    }
  }
  assert.ok(bottom <= height);
  assert.ok(lanes.every(({ x }) => x > 0 && x < width));
});

test('a misleading step is marked by a sign and not by colour alone', () => {
  const { rows } = layout(ladder);
  assert.deepEqual(
    rows.map(({ label }) => label.text.startsWith('⚠')),
    [false, true, false],
  );
});

test('a ladder without steps is drawn', () => {
  assert.equal(layout({ ...ladder, steps: [] }).rows.length, 0);
});
