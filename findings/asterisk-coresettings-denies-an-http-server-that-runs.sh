#!/usr/bin/env bash
# Software: Asterisk 22.10.1 (Debian forky, package asterisk). Needs root and mmdebstrap.
# Expected: the field CoreHTTPenabled of AMI's CoreSettings says whether Asterisk's HTTP server is
#   enabled (its documentation has no more than the name).
# Seen: with http.conf enabled=yes the server answers requests, and CoreSettings says No. It says Yes
#   only with webenabled=yes in manager.conf, which lets AMI itself be used by HTTP; and so also
#   where http.conf says enabled=no and nothing listens.
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
// Starts Asterisk, and what its HTTP server and CoreSettings say.
async function ask(httpEnabled, webEnabled) {
  const root = process.argv[2];
  const http = await freePort();
  const ami = await freePort();
  const files = {
    'asterisk.conf': '[options]\n',
    'modules.conf': '[modules]\nautoload=no\n',
    'http.conf': `[general]\nenabled=${httpEnabled}\nenable_status=yes\nbindaddr=127.0.0.1\n`
      + `bindport=${http}\n`,
    'manager.conf': `[general]\nenabled=yes\nwebenabled=${webEnabled}\nport=${ami}\n`
      + 'bindaddr=127.0.0.1\n[finding]\nsecret=finding\nread=system\nwrite=system,reporting\n',
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
  socket.write('Action: CoreSettings\r\n\r\n');
  const core = await until('CoreSettings', () => text.match(/CoreHTTPenabled: (\w+)/));
  const status = await fetch(`http://127.0.0.1:${http}/httpstatus`).then(r => r.status, () => 'refused');
  const ended = new Promise(r => asterisk.on('exit', r));
  socket.destroy();
  asterisk.kill();
  await ended;
  return { http: status, CoreHTTPenabled: core[1] };
}
async function main() {
  check('http.conf enabled=yes, manager.conf webenabled=no', await ask('yes', 'no'),
    { http: 200, CoreHTTPenabled: 'No' });
  check('http.conf enabled=yes, manager.conf webenabled=yes', await ask('yes', 'yes'),
    { http: 200, CoreHTTPenabled: 'Yes' });
  check('http.conf enabled=no, manager.conf webenabled=yes', await ask('no', 'yes'),
    { http: 'refused', CoreHTTPenabled: 'Yes' });
}
main().then(() => process.exit());
END
node finding.js "$dir/root"
