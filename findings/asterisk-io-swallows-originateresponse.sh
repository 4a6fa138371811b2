#!/usr/bin/env bash
# Software: asterisk.io 0.1.1 (npm).
# Expected: the result of an Originate with `Async: true` comes as the event OriginateResponse, with
#   the headers Response (Success or Failure), Reason and the ActionID of the action (Asterisk's AMI
#   documentation). The client emits it like any event, as 'eventOriginateResponse' and 'eventAny'.
# Seen: asterisk.io takes every frame that has Response and ActionID for the response of an action,
#   whose callback has been used already by "Originate successfully queued". The event is emitted
#   nowhere: a click-to-call or consultation call that nobody answered looks like one that still
#   rings.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts asterisk.io@0.1.1
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
const net = require('net');
const asteriskIo = require('asterisk.io');
const server = net.createServer(socket => {
  let text = '';
  socket.on('error', () => {});
  socket.write('Asterisk Call Manager/11.0.0\r\n');
  socket.on('data', data => {
    const frames = (text + data).split('\r\n\r\n');
    text = frames.pop();
    for (const frame of frames) {
      const id = frame.match(/^ActionID: .*/m)[0].trim();
      const originate = /^Action: Originate/m.test(frame);
      socket.write(['Response: Success', id, `Message: ${originate
        ? 'Originate successfully queued' : 'Authentication accepted'}`, '', ''].join('\r\n'));
      if (originate) {
        socket.write(['Event: OriginateResponse', 'Privilege: call,all', id, 'Response: Failure',
          'Channel: PJSIP/cleo', 'Context: default', 'Exten: 6003', 'Reason: 3',
          'Uniqueid: <null>', 'CallerIDNum: <unknown>', 'CallerIDName: <unknown>', '', '']
          .join('\r\n'));
        socket.write('Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/x-1\r\n\r\n');
      }
    }
  });
}).listen(0, '127.0.0.1', async () => {
  const ami = asteriskIo.ami('127.0.0.1', server.address().port, 'user', 'secret');
  const events = [];
  const answers = [];
  ami.on('error', () => {});
  ami.on('eventAny', e => events.push(e.Event));
  ami.on('eventOriginateResponse', () => events.push('seen by its name'));
  ami.on('ready', () => ami.action('Originate', { Channel: 'PJSIP/cleo', Context: 'default',
    Exten: '6003', Priority: '1', Async: 'true' }, data => answers.push(data.Message)));
  await until('the event after it', () => events.includes('Newchannel'));
  await settle();
  check('answers to the action', answers, ['Originate successfully queued']);
  check('events', events, ['Newchannel']);
  process.exit();
});
END
node finding.js
