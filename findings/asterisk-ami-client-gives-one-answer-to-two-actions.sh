#!/usr/bin/env bash
# Software: asterisk-ami-client 1.1.5 (npm).
# Expected: Asterisk repeats the ActionID of an action in its response, so that answers can be told
#   apart (AMI documentation). A client that makes the ActionID itself makes it unique for the
#   connection.
# Seen: asterisk-ami-client uses the millisecond of the clock. Two `action(message, true)` in the
#   same millisecond, such as two Getvar of a transfer's two legs in one Promise.all, carry the same
#   ActionID: both promises get the first answer, and nothing waits for the second.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts asterisk-ami-client@1.1.5
cat >finding.js <<'END'
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const net = require('net');
const AmiClient = require('asterisk-ami-client');
const asked = [];
// Answers each Getvar with the channel that was asked for.
const server = net.createServer(socket => {
  let text = '';
  socket.on('error', () => {});
  socket.write('Asterisk Call Manager/11.0.0\r\n');
  socket.on('data', data => {
    const frames = (text + data).split('\r\n\r\n');
    text = frames.pop();
    for (const frame of frames) {
      const field = name => (frame.match(new RegExp(`^${name}: (.*)`, 'm')) || [])[1];
      asked.push(field('ActionID'));
      const lines = ['Response: Success', `ActionID: ${field('ActionID')}`];
      if (field('Action') === 'Getvar') {
        lines.push('Variable: CHANNEL(pjsip,call-id)', `Value: call of ${field('Channel')}`);
      } else lines.push('Message: Authentication accepted');
      socket.write(`${lines.map(l => l.trim()).join('\r\n')}\r\n\r\n`);
    }
  });
}).listen(0, '127.0.0.1', async () => {
  const ami = new AmiClient();
  await ami.connect('user', 'secret', { host: '127.0.0.1', port: server.address().port });
  const getvar = channel => ami.action(
    { Action: 'Getvar', Channel: channel, Variable: 'CHANNEL(pjsip,call-id)' }, true);
  const realNow = Date.now;
  const now = realNow();
  Date.now = () => now; // so that both actions are in one millisecond in every run
  const pair = Promise.all([getvar('PJSIP/anna-1'), getvar('PJSIP/ben-2')]);
  Date.now = realNow;
  const values = (await pair).map(answer => answer.Value);
  check('ActionIDs of the two', asked.at(-1) === asked.at(-2), true);
  check('answers', values, ['call of PJSIP/anna-1', 'call of PJSIP/anna-1']);
  process.exit();
});
END
node finding.js
