#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (npm) and io.cloudevents:cloudevents-json-jackson 4.0.1 (Java).
# Expected: A `datacontenttype` whose subtype ends in +json declares JSON, as application/json
#   does; in structured mode its data stands in `data` as a JSON value (CloudEvents JSON format
#   1.0.2, section 3.1; RFC 6839, section 3.1).
# Seen: Only application/json counts. Java writes an application/vnd.example+json payload as
#   `data_base64`. The npm SDK reads it in binary mode as text and writes a JSON string with JSON
#   inside into `data`. One event has three shapes after one relay; a reader that expects an object
#   gets none.
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
import { HTTP } from 'cloudevents';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const relay = type => {
  const event = HTTP.toEvent({ headers: { 'ce-id': '1', 'ce-source': '/pbx', 'ce-type': 't',
    'ce-specversion': '1.0', 'content-type': type }, body: '{"a":1}' });
  return JSON.parse(HTTP.structured(event).body).data;
};
check('npm: data of application/json', relay('application/json'), { a: 1 });
check('npm: data of +json', relay('application/vnd.example+json'), '{"a":1}');
END
node finding.mjs
cat >Finding.java <<'END'
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  static String data(String type) {
    String[] text = {""};
    HttpMessageFactory.createWriter((name, value) -> {}, body -> text[0] = new String(body))
        .writeStructured(CloudEventBuilder.v1().withId("1").withSource(URI.create("/pbx")).withType("t")
            .withData(type, "{\"a\":1}".getBytes()).build(), "application/cloudevents+json");
    return text[0].substring(text[0].indexOf("\"data"));
  }

  public static void main(String[] args) {
    check("Java: data of application/json", data("application/json").endsWith("\"data\":{\"a\":1}}"), true);
    check("Java: data of +json",
        data("application/vnd.example+json").endsWith("\"data_base64\":\"eyJhIjoxfQ==\"}"), true);
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
