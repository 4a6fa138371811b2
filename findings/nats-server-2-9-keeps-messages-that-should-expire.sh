#!/usr/bin/env bash
# Software: nats-server 2.9.10 (Debian bookworm), @nats-io/jetstream 3.4.0 (npm).
# Expected: A server that does not know a field of a stream configuration or a header that changes
#   how a message is kept refuses it, or the client compares the version, as it does for a batch
#   get.
# Seen: `allow_msg_ttl` (2.11) is accepted and missing in the configuration that the server
#   returns; a message with Nats-TTL is acknowledged and kept for ever. Nothing in the API says so.
#   Read the configuration back at the start. For a batched direct get the same client does say
#   that the server is too old.
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

const { config } = await jsm.streams.add({ name: 'EVENTS', subjects: ['events'], allow_msg_ttl: true });
check(`${version}: allow_msg_ttl in the answer`, config.allow_msg_ttl ?? 'absent', 'absent');
const h = headers();
h.set('Nats-TTL', '1s');
check('publish with Nats-TTL 1s', (await js.publish('events', 'x', { headers: h })).seq, 1);
await new Promise(resolve => setTimeout(resolve, 4000));
check('messages after 4 s', (await jsm.streams.info('EVENTS')).state.messages, 1);
let refused = '';
try { await jsm.direct.getBatch('EVENTS', { seq: 1, batch: 1 }); } catch (error) { refused = error.message; }
check('batched direct get', refused, 'batch direct require server 2.11.0');
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
serve "$(echo "$dir"/bookworm/usr/*bin/nats-server)" bookworm
node finding.mjs "$url"
stop
