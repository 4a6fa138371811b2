#!/usr/bin/env bash
# Software: Asterisk 22.10.1 (Debian forky, package asterisk). Needs root and mmdebstrap.
# Expected: AMI's GetVar of a dialplan function that no loaded module provides answers Response: Error,
#   as GetVar does for a channel that does not exist.
# Seen: Response: Success with an empty Value, the same as for a function that is there and has nothing to
#   say; with func_channel not loaded, CHANNEL(name) of a running channel is empty, too. Only a line of
#   Asterisk's own log tells the difference.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
  echo "run as root: Asterisk starts in a chroot" >&2
  exit 2
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# ASTERISK_ROOT: a tree that mmdebstrap made before (it is copied); without it a new one is made.
if [ -n "${ASTERISK_ROOT:-}" ]; then
  cp -a --reflink=auto "$ASTERISK_ROOT" "$dir/root"
else
  mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=asterisk,ca-certificates forky "$dir/root"
fi
chroot "$dir/root" asterisk -V
mkdir -p "$dir/root/run/asterisk"
chroot "$dir/root" chown asterisk:asterisk /run/asterisk
cd "$dir"
cat >finding.js <<'END'
const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const wait = ms => new Promise(r => setTimeout(r, ms));
const until = async (what, test) => {
  for (let i = 0; i < 3000; i++) {
    const found = test();
    if (found) return found;
    await wait(10);
  }
  console.log(`CHANGED: waited 30 s for: ${what}`);
  process.exit(1);
};
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};
const freePort = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
async function main() {
  const root = process.argv[2];
  const ami = await freePort();
  const files = {
    'asterisk.conf': '[options]\n',
    'modules.conf': '[modules]\nautoload=no\nload=pbx_config.so\nload=app_echo.so\nload=func_db.so\n',
    'extensions.conf': '[finding]\nexten = s,1,Answer()\n same = n,Echo()\n',
    'manager.conf': `[general]\nenabled=yes\nport=${ami}\nbindaddr=127.0.0.1\n`
      + '[finding]\nsecret=finding\nread=all\nwrite=all\n',
  };
  fs.rmSync(`${root}/etc/asterisk`, { recursive: true, force: true });
  fs.mkdirSync(`${root}/etc/asterisk`);
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(`${root}/etc/asterisk/${name}`, text);
  }
  const asterisk = spawn('chroot',
    [root, 'asterisk', '-f', '-n', '-U', 'asterisk', '-G', 'asterisk'], { stdio: 'ignore' });
  process.on('exit', () => asterisk.kill());
  let text = '';
  let socket;
  const connect = () => {
    socket = net.connect(ami, '127.0.0.1', () => socket.write(
      'Action: Login\r\nUsername: finding\r\nSecret: finding\r\n\r\n'));
    socket.on('error', () => setTimeout(connect, 100));
    socket.on('data', data => { text += data; });
  };
  connect();
  await until('Asterisk is up', () => /FullyBooted/.test(text));
  let number = 0;
  const ask = async (action, lines) => {
    const id = `a${++number}`;
    socket.write(`Action: ${action}\r\nActionID: ${id}\r\n${lines}\r\n\r\n`);
    const answer = await until(`the answer to ${action}`, () =>
      text.match(new RegExp(`Response: (\\w+)\r\nActionID: ${id}\r\n([^]*?)\r\n\r\n`)));
    return { response: answer[1], value: (answer[2].match(/Value: (.*)/) || [])[1]?.trim() };
  };
  check('GetVar DB(no/key), whose module is loaded',
    await ask('GetVar', 'Variable: DB(no/key)'), { response: 'Success', value: '' });
  check('GetVar SHA1(x), whose module is not loaded',
    await ask('GetVar', 'Variable: SHA1(x)'), { response: 'Success', value: '' });
  check('GetVar NOSUCH(x), which no module has',
    await ask('GetVar', 'Variable: NOSUCH(x)'), { response: 'Success', value: '' });
  await ask('Originate', 'Channel: Local/s@finding\r\nApplication: Echo\r\nAsync: true');
  const channel = await until('a channel', () => text.match(/Event: Newchannel[^]*?Channel: (Local\S+;2)/));
  check('GetVar CHANNEL(name) of a channel, func_channel not loaded',
    await ask('GetVar', `Channel: ${channel[1]}\r\nVariable: CHANNEL(name)`),
    { response: 'Success', value: '' });
  check('GetVar of a channel that does not exist',
    (await ask('GetVar', 'Channel: Local/none\r\nVariable: CHANNEL(name)')).response, 'Error');
}
main().then(() => process.exit());
END
node finding.js "$dir/root"
