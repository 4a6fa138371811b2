#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (npm) beside io.cloudevents:cloudevents-http-basic 4.0.1 (Java).
# Expected: `time` is an RFC 3339 timestamp with any number of fractional digits and any offset; an
#   intermediary keeps an attribute as it came (CloudEvents 1.0.2, "Type system" and "time").
# Seen: The npm SDK parses the value into a Date: digits behind the millisecond are cut and the
#   offset becomes Z, in every event that passes. Two events 400 us apart then have one time. The
#   Java SDK keeps the value.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  cloudevents@10.0.0
cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.cloudevents</groupId><artifactId>cloudevents-http-basic</artifactId>
      <version>4.0.1</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >finding.mjs <<'END'
import { HTTP } from 'cloudevents';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const relay = time => HTTP.binary(HTTP.toEvent({ headers: { 'ce-id': '1', 'ce-source': '/pbx',
  'ce-type': 't', 'ce-specversion': '1.0', 'ce-time': time }, body: '' })).headers['ce-time'];
check('npm: time relayed', relay('2026-05-01T12:00:00.123145+02:00'), '2026-05-01T10:00:00.123Z');
check('npm: time 400 us later', relay('2026-05-01T12:00:00.123545+02:00'), '2026-05-01T10:00:00.123Z');
END
node finding.mjs
cat >Finding.java <<'END'
import io.cloudevents.http.HttpMessageFactory;
import java.util.HashMap;
import java.util.Map;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  public static void main(String[] args) {
    Map<String, String> relayed = new HashMap<>();
    HttpMessageFactory.createWriter(relayed::put, body -> {}).writeBinary(
        HttpMessageFactory.createReader(Map.of("ce-id", "1", "ce-source", "/pbx", "ce-type", "t",
            "ce-specversion", "1.0", "ce-time", "2026-05-01T12:00:00.123145+02:00"), new byte[0])
            .toEvent());
    check("Java: time relayed", relayed.get("ce-time"), "2026-05-01T12:00:00.123145+02:00");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
