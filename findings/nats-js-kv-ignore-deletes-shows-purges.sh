#!/usr/bin/env bash
# Software: @nats-io/kv 3.4.0 (npm) beside io.nats:jnats 2.26.2 (Java), nats-server 2.15.1 (Debian
#   forky).
# Expected: A key goes away by `delete` or by `purge`; a watch that ignores deletes delivers
#   neither (ADR-8 of NATS: DEL and PURGE are both delete operations). jnats does so with
#   IGNORE_DELETE.
# Seen: `ignoreDeletes` of the npm client filters DEL only. A purged key arrives as an entry with
#   an empty value, which a reader that asked for values alone takes for a value. The two clients
#   show different states of one bucket.
set -euo pipefail
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 @nats-io/kv@3.4.0
cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.nats</groupId><artifactId>jnats</artifactId>
      <version>2.26.2</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
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
await kv.delete('a');
await kv.purge('b');
const seen = [];
const entries = await kv.watch({ ignoreDeletes: true });
(async () => { for await (const entry of entries) seen.push([entry.key, entry.operation, entry.string()]); })();
await kv.put('end', 'x');
for (let i = 0; i < 500 && !seen.some(([key]) => key === 'end'); i++) {
  await new Promise(resolve => setTimeout(resolve, 10));
}
check('npm: entries with ignoreDeletes', seen, [['c', 'PUT', 'x'], ['b', 'PURGE', ''], ['end', 'PUT', 'x']]);
await nc.close();
process.exit();
END
cat >Finding.java <<'END'
import io.nats.client.*;
import io.nats.client.api.*;
import java.util.*;
import java.util.concurrent.*;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  public static void main(String[] args) throws Exception {
    try (Connection nc = Nats.connect(args[0])) {
      List<String> seen = new CopyOnWriteArrayList<>();
      CountDownLatch all = new CountDownLatch(1);
      nc.keyValue("calls").watchAll(new KeyValueWatcher() {
        @Override public void watch(KeyValueEntry entry) {
          seen.add(entry.getKey() + " " + entry.getOperation());
        }

        @Override public void endOfData() {
          all.countDown();
        }
      }, KeyValueWatchOption.IGNORE_DELETE);
      all.await(10, TimeUnit.SECONDS);
      check("Java: entries with IGNORE_DELETE", seen, "[c PUT, end PUT]");
    }
    System.exit(changed ? 1 : 0);
  }
}
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
java -cp 'lib/*' Finding.java "$url"
stop
