#!/usr/bin/env bash
# Software: asterisk-ami-client 1.1.5 and asterisk.io 0.1.1 (npm).
# Expected: AMI repeats a header for each value: since Asterisk 14 every line of a Command's output
#   is an `Output:` header of its own, and every channel variable is a `ChanVariable:` header
#   (Asterisk's UPGRADE-14 and manager.conf). A client keeps all of them.
# Seen: both clients overwrite: of `core show channels concise` the last line remains, of the
#   variables the last one. Nothing says that there were more. (asterisk-ami-client's `$content` is
#   filled by the format before Asterisk 14 only.)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts asterisk-ami-client@1.1.5 asterisk.io@0.1.1
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
const AmiClient = require('asterisk-ami-client');
const asteriskIo = require('asterisk.io');
const server = net.createServer(socket => {
  let text = '';
  socket.on('error', () => {});
  socket.write('Asterisk Call Manager/11.0.0\r\n');
  socket.on('data', data => {
    const frames = (text + data).split('\r\n\r\n');
    text = frames.pop();
    for (const frame of frames) {
      const lines = ['Response: Success', frame.match(/^ActionID: .*/m)[0].trim()];
      if (/^Action: Command/m.test(frame)) {
        lines.push('Message: Command output follows', 'Output: PJSIP/anna-1!default!6001!1!Up',
          'Output: PJSIP/ben-2!default!6002!1!Ring');
      } else lines.push('Message: Authentication accepted');
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      if (/^Action: Command/m.test(frame)) {
        socket.write(['Event: Newstate', 'Privilege: call,all', 'Channel: PJSIP/anna-1',
          'ChanVariable: CALLID=7', 'ChanVariable: TEAM=a', '', ''].join('\r\n'));
      }
    }
  });
}).listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const Command = 'core show channels concise';
  const client = new AmiClient();
  let variable;
  client.on('event', e => { variable = e.ChanVariable; });
  await client.connect('user', 'secret', { host: '127.0.0.1', port });
  const answer = await client.action({ Action: 'Command', Command }, true);
  check('asterisk-ami-client, Output', answer.Output, 'PJSIP/ben-2!default!6002!1!Ring');
  check('asterisk-ami-client, $content', answer.$content ?? 'none', 'none');
  await until('event', () => variable);
  check('asterisk-ami-client, ChanVariable', variable, 'TEAM=a');
  const io = asteriskIo.ami('127.0.0.1', port, 'user', 'secret');
  let output;
  let ioVariable;
  io.on('error', () => {});
  io.on('eventNewstate', e => { ioVariable = e.ChanVariable; });
  io.on('ready', () => io.action('Command', { Command }, data => { output = data.Output; }));
  await until('asterisk.io', () => output && ioVariable);
  check('asterisk.io, Output', output, 'PJSIP/ben-2!default!6002!1!Ring');
  check('asterisk.io, ChanVariable', ioVariable, 'TEAM=a');
  process.exit();
});
END
node finding.js
