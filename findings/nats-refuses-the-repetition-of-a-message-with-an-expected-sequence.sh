#!/usr/bin/env bash
# Software: nats-server 2.15.1 (Debian forky) beside 2.9.10 (Debian bookworm), @nats-io/jetstream
#   3.4.0 (npm).
# Expected: a publisher that got no acknowledgement sends its message again, with the same
#   Nats-Msg-Id and the same Nats-Expected-Last-Sequence: the duplicates window makes the second one
#   an acknowledged duplicate of the first. 2.9.10 does so.
# Seen: 2.15.1 compares the sequence before it looks for the id. The message that it stored itself
#   has moved the sequence, so the repetition is refused with "wrong last sequence": a writer takes
#   its own stored message for that of a rival. The same with the expected sequence of a subject.
#   Beside Nats-Expected-Last-Msg-Id the repetition is a duplicate in both.
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

await jsm.streams.add({ name: 'EVENTS', subjects: ['events.*'] });
const once = async (msgID, expect) => {
  try {
    const { seq, duplicate } = await js.publish('events.a', 'x', { msgID, expect });
    return `${duplicate ? 'duplicate of' : 'stored as'} ${seq}`;
  } catch (error) {
    return error.message;
  }
};
const twice = async (...message) => [await once(...message), await once(...message)];
const recent = version !== '2.9.10';
check(`${version}: the same id twice`, await twice('a'), ['stored as 1', 'duplicate of 1']);
check(`${version}: with the expected last sequence 1`, await twice('b', { lastSequence: 1 }),
  ['stored as 2', recent ? 'wrong last sequence: 2' : 'duplicate of 2']);
check(`${version}: with the expected last sequence 2 of the subject`,
  await twice('c', { lastSubjectSequence: 2 }),
  ['stored as 3', recent ? 'wrong last sequence: 3' : 'duplicate of 3']);
check(`${version}: with the expected last id c`, await twice('d', { lastMsgID: 'c' }),
  ['stored as 4', 'duplicate of 4']);
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
debian forky nats-server=2.15.1-1
serve "$(echo "$dir"/forky/usr/*bin/nats-server)" forky
node finding.mjs "$url"
stop
