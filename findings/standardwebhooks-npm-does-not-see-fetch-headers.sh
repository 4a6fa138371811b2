#!/usr/bin/env bash
# Software: standardwebhooks 1.1.1 and svix 2.5.0 (npm), `verify`.
# Expected: A handler of the fetch API (Request, Next.js, Hono, Deno) passes `request.headers`.
#   Headers is not a plain object, so a library that cannot read it says so, or reads it.
# Seen: Both copy the enumerable own keys. Headers has none, so a genuine delivery fails with
#   "Missing required headers", which sends the engineer to the sender.
#   `Object.fromEntries(headers)` makes the same delivery pass.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  standardwebhooks@1.1.1 svix@2.5.0
cat >finding.mjs <<'END'
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const secret = Buffer.from('0123456789abcdef01234567').toString('base64');
const body = '{"state":"busy"}';
for (const [name, Webhook] of Object.entries({ standardwebhooks: Standard, svix: Svix })) {
  const webhook = new Webhook(secret);
  const now = new Date();
  const headers = new Headers({ 'webhook-id': 'msg_1', 'webhook-signature': webhook.sign('msg_1', now, body),
    'webhook-timestamp': String(Math.floor(now / 1000)) });
  const verdict = given => {
    try { webhook.verify(body, given); return 'accepted'; } catch (error) { return error.message; }
  };
  check(`${name}: Headers`, verdict(headers), 'Missing required headers');
  check(`${name}: the same as an object`, verdict(Object.fromEntries(headers)), 'accepted');
}
END
node finding.mjs
