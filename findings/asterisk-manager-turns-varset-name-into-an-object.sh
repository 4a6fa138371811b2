#!/usr/bin/env bash
# Software: asterisk-manager 0.2.0 (npm).
# Expected: a VarSet event has the headers `Variable: DIALSTATUS` and `Value: BUSY` (Asterisk's AMI
#   documentation of VarSet), so `event.variable` is 'DIALSTATUS'. All other headers are strings, or
#   arrays of strings if they come more than once.
# Seen: any header named Variable or ChanVariable is cut at the equals sign. `event.variable` of a
#   VarSet is `{ DIALSTATUS: '' }`: a comparison with the name is never true, and the value, which
#   stands in `event.value`, looks empty. With prefixed headers it is the other way round:
#   `DestChanVariable: a=1` stays the string 'a=1', or an array of such strings if the channel shows
#   more than one variable.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts asterisk-manager@0.2.0
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
const net = require('net');
const Manager = require('asterisk-manager');
const event = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;
const server = net.createServer(socket => {
  socket.on('error', () => {});
  socket.write('Asterisk Call Manager/11.0.0\r\n');
  socket.write(event('Event: VarSet', 'Privilege: dialplan,all', 'Channel: PJSIP/anna-00000001',
    'Uniqueid: 1700000000.1', 'Variable: DIALSTATUS', 'Value: BUSY'));
  socket.write(event('Event: DialEnd', 'Privilege: call,all', 'Channel: PJSIP/anna-00000001',
    'ChanVariable: CALLID=7', 'DestChannel: PJSIP/ben-00000002', 'DestChanVariable: CALLID=7',
    'DialStatus: BUSY'));
  socket.write(event('Event: DialEnd', 'Privilege: call,all', 'Channel: PJSIP/anna-00000001',
    'ChanVariable: CALLID=7', 'ChanVariable: TEAM=a', 'DestChannel: PJSIP/ben-00000002',
    'DestChanVariable: CALLID=7', 'DestChanVariable: TEAM=a', 'DialStatus: BUSY'));
}).listen(0, '127.0.0.1', async () => {
  const ami = new Manager(server.address().port, '127.0.0.1', 'user', 'secret', true);
  const events = [];
  ami.on('managerevent', e => events.push(e));
  await until('three events', () => events.length === 3);
  const [varset, one, two] = events;
  check('variable of VarSet', varset.variable, { DIALSTATUS: '' });
  check('value of VarSet', varset.value, 'BUSY');
  check('chanvariable, one', one.chanvariable, { CALLID: '7' });
  check('destchanvariable, one', one.destchanvariable, 'CALLID=7');
  check('chanvariable, two', two.chanvariable, { CALLID: '7', TEAM: 'a' });
  check('destchanvariable, two', two.destchanvariable, ['CALLID=7', 'TEAM=a']);
  process.exit();
});
END
node finding.js
