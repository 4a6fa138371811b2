#!/usr/bin/env bash
# Software: nats-server 2.9.10 (Debian bookworm) and 2.15.1 (Debian forky), @nats-io/jetstream
#   3.4.0 (npm).
# Expected: `duplicate: true` in a publish acknowledgement says that the stream has the message
#   already, under the sequence given with it; a publisher takes it as success (JetStream model
#   deep dive, "Message deduplication").
# Seen: The server remembers the Nats-Msg-Id for the duplicate window, not the message. After a
#   purge, a delete or, on 2.15.1, the end of its Nats-TTL the same message is acknowledged as a
#   duplicate with the sequence of the erased one and is not stored. A sender that refills a purged
#   stream within two minutes (the default window) gets a success for each message and an empty
#   stream.
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

await jsm.streams.add({ name: 'EVENTS', subjects: ['events.>'], allow_msg_ttl: version.startsWith('2.15.') });
const publish = async (subject, id, ttl) => {
  const h = headers();
  if (ttl) h.set('Nats-TTL', ttl);
  const { seq, duplicate } = await js.publish(subject, 'x', { msgID: id, headers: h });
  return [seq, duplicate];
};
const stored = async () => (await jsm.streams.info('EVENTS')).state.messages;
check(`${version}: first publish of m1`, await publish('events.a', 'm1'), [1, false]);
await jsm.streams.purge('EVENTS');
check('m1 after a purge', await publish('events.a', 'm1'), [1, true]);
check('m1 under another subject', await publish('events.b', 'm1'), [1, true]);
check('messages stored', await stored(), 0);
check('first publish of m2', await publish('events.a', 'm2'), [2, false]);
await jsm.streams.deleteMessage('EVENTS', 2);
check('m2 after a delete', await publish('events.a', 'm2'), [2, true]);
if (version.startsWith('2.15.')) {
  check('first publish of m3, TTL 1 s', await publish('events.a', 'm3', '1s'), [3, false]);
  for (let i = 0; i < 200 && await stored() > 0; i++) await new Promise(r => setTimeout(r, 50));
  check('m3 after its TTL', await publish('events.a', 'm3', '1s'), [3, true]);
}
check('messages stored at the end', await stored(), 0);
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
debian bookworm nats-server=2.9.10-1+b3
debian forky nats-server=2.15.1-1
for suite in bookworm forky; do
  serve "$(echo "$dir/$suite"/usr/*bin/nats-server)" "$suite"
  node finding.mjs "$url"
  stop
done
