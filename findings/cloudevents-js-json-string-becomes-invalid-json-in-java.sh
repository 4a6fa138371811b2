#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (npm) to io.cloudevents:cloudevents-json-jackson 4.0.1 (Java).
# Expected: With `datacontenttype: application/json` the body in binary mode is JSON, so the string
#   hello is sent as "hello" with its quotes (CloudEvents HTTP protocol binding 1.0.2, section
#   3.1.2).
# Seen: The npm SDK sends the string as it is: the body hello, declared as application/json, is no
#   JSON. (A number or an object is left to the HTTP client.) The Java SDK takes the body without
#   parsing and copies it raw into structured mode: the whole event is then no JSON. Neither raises
#   an error; the next reader does.
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
    <dependency>
      <groupId>io.cloudevents</groupId><artifactId>cloudevents-json-jackson</artifactId>
      <version>4.0.1</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >finding.mjs <<'END'
import { CloudEvent, HTTP } from 'cloudevents';
import fs from 'node:fs';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const message = HTTP.binary(new CloudEvent({ id: '1', source: '/pbx', type: 't',
  datacontenttype: 'application/json', data: 'hello' }));
check('npm: content-type', message.headers['content-type'], 'application/json');
check('npm: body', message.body, 'hello');
fs.writeFileSync('body', message.body);
END
node finding.mjs
cat >Finding.java <<'END'
import io.cloudevents.http.HttpMessageFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> headers = Map.of("ce-id", "1", "ce-source", "/pbx", "ce-type", "t",
        "ce-specversion", "1.0", "content-type", "application/json");
    var event = HttpMessageFactory.createReader(headers, Files.readAllBytes(Path.of("body"))).toEvent();
    HttpMessageFactory.createWriter((name, value) -> {}, body -> check("Java: structured event",
        new String(body), "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/pbx\",\"type\":\"t\","
            + "\"datacontenttype\":\"application/json\",\"data\":hello}"))
        .writeStructured(event, "application/cloudevents+json");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
