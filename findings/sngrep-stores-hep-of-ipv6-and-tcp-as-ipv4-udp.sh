#!/usr/bin/env bash
# Software: sngrep 1.6.0 (Debian bookworm), `-L` (listen for HEP) with `-O` (write a capture).
# Expected: HEP3 carries the IP family, the transport and the addresses of the captured packet
#   (chunks 1 to 8); a capture file written from it has an IPv6 or TCP header where they were.
# Seen: Each message is written behind an IPv4 and a UDP header. SIP over TCP becomes UDP; the
#   addresses of an IPv6 call become 0.0.0.0, although the ports are kept. The file looks complete,
#   and a filter for the address or for tcp finds nothing.
set -euo pipefail
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$dir"' EXIT
cd "$dir"
# sngrep and its libraries below $dir/root.
mkdir -p archives/partial lists/partial root
: >status
apt-get indextargets --format '$(REPO_URI)' | grep -v security | head -n 1 \
  | sed "s|.*|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] & bookworm main|" >sources.list
options=(-qq -o Dir::Etc::SourceList="$dir/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$dir/lists"
  -o Dir::State::Status="$dir/status" -o Dir::Cache="$dir" -o Dir::Cache::Archives="$dir/archives"
  -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1)
{ apt-get "${options[@]}" update \
  && apt-get "${options[@]}" -d -y --no-install-recommends install sngrep=1.6.0-1; } >apt.log 2>&1 \
  || { cat apt.log; exit 1; }
for package in archives/*.deb; do
  case $package in
    */libc6_* | */libc-bin_* | */libgcc-s1_* | */libcrypt1_*) ;;
    *) dpkg -x "$package" root ;;
  esac
done
cat >send.mjs <<'END'
import dgram from 'node:dgram';
const [mode, port] = process.argv.slice(2);
const number = (size, n) => { const b = Buffer.alloc(size); b.writeUIntBE(n, 0, size); return b; };
const chunk = (type, body) => Buffer.concat([number(2, 0), number(2, type), number(2, 6 + body.length), body]);
const packet = (id, family, protocol, from, to) => {
  const sip = `INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${id}\r\n`
    + `From: <sip:alice@example.com>;tag=${id}\r\nTo: <sip:bob@example.com>\r\nCall-ID: ${id}\r\n`
    + 'CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n';
  const [source, target] = family === 2 ? [3, 4] : [5, 6];
  const body = Buffer.concat([chunk(1, number(1, family)), chunk(2, number(1, protocol)),
    chunk(source, from), chunk(target, to), chunk(7, number(2, 5060)), chunk(8, number(2, 5070)),
    chunk(9, number(4, 1790000000)), chunk(10, number(4, 0)), chunk(11, number(1, 1)),
    chunk(12, number(4, 7)), chunk(15, Buffer.from(sip))]);
  return Buffer.concat([Buffer.from('HEP3'), number(2, 6 + body.length), body]);
};
const v4 = last => Buffer.from([192, 0, 2, last]);
const v6 = last => Buffer.from(`20010db80000000000000000000000${last}`, 'hex');
const socket = dgram.createSocket('udp4');
if (mode === 'port') {
  socket.bind(0, '127.0.0.1', () => { console.log(socket.address().port); socket.close(); });
} else {
  for (const p of [packet('udp4', 2, 17, v4(1), v4(2)), packet('tcp4', 2, 6, v4(1), v4(2)),
    packet('udp6', 10, 17, v6('01'), v6('02'))]) {
    await new Promise(done => socket.send(p, Number(port), '127.0.0.1', done));
  }
  socket.close();
}
END
cat >read.mjs <<'END'
import fs from 'node:fs';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const file = fs.readFileSync(process.argv[2]);
const found = {};
for (let at = 24; at + 16 <= file.length;) {
  const length = file.readUInt32LE(at + 8);
  const frame = file.subarray(at + 16, at + 16 + length);
  at += 16 + length;
  const ip = frame.subarray(14);
  const id = /Call-ID: (\w+)/.exec(frame.toString('latin1'))?.[1];
  found[id] = [`IPv${ip[0] >> 4}`, ip[9] === 17 ? 'UDP' : `protocol ${ip[9]}`, ip.subarray(12, 16).join('.')];
}
check('UDP, IPv4, 192.0.2.1', found.udp4, ['IPv4', 'UDP', '192.0.2.1']);
check('TCP, IPv4, 192.0.2.1', found.tcp4, ['IPv4', 'UDP', '192.0.2.1']);
check('UDP, IPv6, 2001:db8::1', found.udp6, ['IPv4', 'UDP', '0.0.0.0']);
END
port=$(node send.mjs port)
LD_LIBRARY_PATH=$(echo "$dir"/root/usr/lib/*-linux-gnu):$(echo "$dir"/root/lib/*-linux-gnu) \
  root/usr/bin/sngrep -N -q -L "udp:127.0.0.1:$port" -O "$dir/hep.pcap" >sngrep.log 2>&1 </dev/null &
pid=$!
# Sends until all three are in the file: sngrep does not say when it listens.
for _ in $(seq 100); do
  node send.mjs send "$port"
  sleep 0.2
  [ "$(grep -c -a -E 'Call-ID: (udp4|tcp4|udp6)' hep.pcap 2>/dev/null || true)" -lt 3 ] || break
done
kill "$pid" && wait "$pid" || true
pid=
node read.mjs hep.pcap
