#!/usr/bin/env bash
# Software: @nats-io/jetstream 3.4.0 (npm), nats-server 2.15.1 (Debian forky).
# Expected: an ordered consumer delivers each message of a stream in order and without a gap, and
#   makes its server-side consumer again when that is lost (documentation of NATS). A stream that
#   was deleted and made anew is another one: the reader starts it at its first message, or learns
#   that its place is gone.
# Seen: it goes on at its old place. Behind sequence 2 of the old stream come 3 and 4 of the new one,
#   1 and 2 are never delivered, and the status is the same as for a lost consumer. Keep the time at
#   which the stream was created beside the sequence.
set -euo pipefail
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0
cat >finding.mjs <<'END'
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
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

const add = () => jsm.streams.add({ name: 'CALLS', subjects: ['calls'], storage: 'memory' });
// What an ordered consumer reads when `loss` happens behind its second message.
async function read(loss) {
  await add();
  for (const text of ['a', 'b']) await js.publish('calls', text);
  const consumer = await js.consumers.get('CALLS');
  const messages = await consumer.consume({ expires: 2000, idle_heartbeat: 1000 });
  const seen = [];
  const states = new Set();
  (async () => { for await (const m of messages) seen.push(`${m.seq} ${m.string()}`); })();
  (async () => { for await (const { type } of messages.status()) states.add(type); })();
  const until = async test => {
    for (let i = 0; i < 1000 && !test(); i++) await new Promise(r => setTimeout(r, 20));
  };
  await until(() => seen.length === 2);
  await loss();
  for (const text of ['c', 'd', 'e', 'f']) await js.publish('calls', text);
  await until(() => seen.some(line => line.endsWith('f')));
  messages.stop();
  await jsm.streams.delete('CALLS');
  return [seen, [...states].filter(type => /reset|stream|recreated/.test(type)).sort()];
}
const states = ['ordered_consumer_recreated', 'reset'];
check(`${version}: the consumer is lost: messages, status`, await read(async () => {
  for await (const { name } of jsm.consumers.list('CALLS')) await jsm.consumers.delete('CALLS', name);
}), [['1 a', '2 b', '3 c', '4 d', '5 e', '6 f'], states]);
check(`${version}: the stream is made anew`, await read(async () => {
  await jsm.streams.delete('CALLS');
  await add();
}), [['1 a', '2 b', '3 e', '4 f'], states]);
await nc.close();
process.exit();
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
