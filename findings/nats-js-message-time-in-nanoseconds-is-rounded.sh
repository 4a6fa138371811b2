#!/usr/bin/env bash
# Software: @nats-io/jetstream 3.4.0 (npm) with nats-server 2.15.1 (Debian forky).
# Expected: `info.timestampNanos` of a JetStream message is the time of storing in nanoseconds, as
#   its name says, and equals the time that the server gives for the message.
# Seen: The field is a Number, and today's nanoseconds need 61 bits of its 53: it is a multiple of
#   256. Messages 200 ns apart get one time, and a time computed from it is up to 128 ns beside the
#   one of the server. `timestampNanos` of the message itself, a BigInt, is exact; the two fields
#   of one name differ.
set -euo pipefail
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 @nats-io/kv@3.4.0
cat >finding.mjs <<'END'
import { connect, headers } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const nc = await connect({ servers: process.argv[2] });
const version = nc.info.version;
const js = jetstream(nc);
const jsm = await jetstreamManager(nc);

await jsm.streams.add({ name: 'EVENTS', subjects: ['events'] });
for (let i = 0; i < 50; i++) await js.publish('events', 'x');
const consumer = await js.consumers.get('EVENTS');
let multiples = 0;
let exact = 0;
let equal = 0;
const messages = await consumer.fetch({ max_messages: 50, expires: 5000 });
for await (const message of messages) {
  const server = (await jsm.streams.getMessage('EVENTS', { seq: message.seq })).timestamp;
  const fraction = (server.match(/\.(\d+)Z/)?.[1] ?? '').padEnd(9, '0');
  const nanos = BigInt(Math.floor(Date.parse(server) / 1000)) * 1000000000n + BigInt(fraction);
  if (BigInt(message.info.timestampNanos) % 256n === 0n) multiples++;
  if (message.timestampNanos === nanos) exact++;
  if (BigInt(message.info.timestampNanos) === nanos) equal++;
}
check('messages', messages.getProcessed?.() ?? 50, 50);
check('message.timestampNanos equals the time of the server', exact, 50);
check('message.info.timestampNanos is a multiple of 256', multiples, 50);
check('message.info.timestampNanos is exact for all', equal === 50, false);
await nc.close();
END
# Unpacks a package of Debian's $1 below $dir/$1, with package lists of its own.
debian() {
  local lists=$dir/$1-lists options
  mkdir -p "$lists/partial" "$dir/$1"
  apt-get indextargets --format '$(REPO_URI)' | grep -v security | head -n 1 \
    | sed "s|.*|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] & $1 main|" >"$dir/$1.list"
  options=(-qq -o Dir::Etc::SourceList="$dir/$1.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$lists"
    -o Dir::Cache="$dir" -o APT::Sandbox::User="$(id -un)")
  apt-get "${options[@]}" update
  (cd "$dir/$1" && apt-get "${options[@]}" download "$2" && dpkg -x ./*.deb .)
}
# Starts a server on a free port; its address is then in $url, its process in $pid.
serve() {
  rm -rf "$dir/ports" && mkdir "$dir/ports"
  "$1" -a 127.0.0.1 -p -1 -js -sd "$dir/store-$2" --ports_file_dir "$dir/ports" >"$dir/nats.log" 2>&1 &
  pid=$!
  for _ in $(seq 200); do
    url=$(sed -n 's/.*"nats":\["\([^"]*\)".*/\1/p' "$dir"/ports/* 2>/dev/null || true)
    [ -z "$url" ] || return 0
    sleep 0.05
  done
  cat "$dir/nats.log"
  return 1
}
stop() { kill "$pid" && wait "$pid" || true; pid=; }
debian forky nats-server=2.15.1-1
serve "$(echo "$dir"/forky/usr/*bin/nats-server)" forky
node finding.mjs "$url"
stop
