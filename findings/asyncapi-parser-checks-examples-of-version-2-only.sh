#!/usr/bin/env bash
# Software: @asyncapi/parser 3.6.3 (npm).
# Expected: The payload of a message example MUST validate against the payload of the message
#   (AsyncAPI 2.6 and 3.0, "Message Example Object").
# Seen: In a 2.6 document the parser reports an example that does not validate. In a 3.0 document
#   it says nothing, here for a string where an integer is declared and a required property left
#   out. A contract that was moved to 3.0 loses the check without a word.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @asyncapi/parser@3.6.3
cat >finding.mjs <<'END'
import { Parser } from '@asyncapi/parser';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const message = { payload: { type: 'object', required: ['id', 'seq'],
  properties: { id: { type: 'string' }, seq: { type: 'integer' } } },
  examples: [{ payload: { seq: 'first' } }] };
const info = { title: 'events', version: '1' };
const two = { asyncapi: '2.6.0', info, channels: { events: { subscribe: { message } } } };
const three = { asyncapi: '3.0.0', info, channels: { events: { address: 'events', messages: { event: message } } },
  operations: { push: { action: 'send', channel: { $ref: '#/channels/events' } } } };
for (const [document, expected] of [[two, ['asyncapi2-message-examples']], [three, []]]) {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  const errors = [...new Set(diagnostics.filter(d => d.severity === 0).map(d => d.code))];
  check(`errors of the ${document.asyncapi} document`, errors, expected);
}
END
node finding.mjs
