#!/usr/bin/env bash
# Software: @nats-io/kv 3.4.0 (npm) with nats-server 2.15.1 (Debian forky).
# Expected: `isUpdate` of a watch entry is false for what was in the bucket when the watch began
#   and true for what changes later, so a reader knows when it has the whole state.
# Seen: The last existing entry comes with isUpdate true; with one key in the bucket, that one. A
#   reader that acts on updates alone acts once at each start on a change that was none.
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

const kv = await new Kvm(js).create('calls', { history: 5 });
for (const key of ['a', 'b', 'c']) await kv.put(key, 'x');
const watch = async (options, count) => {
  const seen = [];
  const entries = await kv.watch(options);
  for await (const entry of entries) {
    seen.push([entry.key, entry.isUpdate]);
    if (seen.length === count) break;
  }
  entries.stop();
  return seen;
};
check('watch of a, b, c', await watch({}, 3), [['a', false], ['b', false], ['c', true]]);
check('watch of one key', await watch({ key: 'a' }, 1), [['a', true]]);
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
