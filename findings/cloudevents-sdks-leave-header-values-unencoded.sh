#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (npm) and io.cloudevents:cloudevents-http-basic 4.0.1 (Java), binary
#   mode.
# Expected: Attribute values in ce- headers are percent-encoded by the sender and decoded by the
#   receiver: space, double quote, percent sign and all that is not printable ASCII (CloudEvents
#   HTTP protocol binding 1.0.2, section 3.1.3.2: MUST).
# Seen: Neither SDK encodes or decodes. A subject with a euro sign leaves both as it is, and the
#   HTTP client of Node then refuses the request (ERR_INVALID_CHAR). A subject that a conforming
#   sender encoded reaches the application with its percent signs, so an event keyed by subject
#   splits in two.
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
import { CloudEvent, HTTP } from 'cloudevents';
import http from 'node:http';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const subject = 'caller "5 %" \u20ac';
const { headers } = HTTP.binary(new CloudEvent({ id: '1', source: '/pbx', type: 't', subject }));
check('npm: ce-subject as sent', headers['ce-subject'], subject);
let refusal = '';
try { http.request({ host: '127.0.0.1', headers: { 'ce-subject': headers['ce-subject'] } }); }
catch (error) { refusal = error.code; }
check('npm: Node sends it', refusal, 'ERR_INVALID_CHAR');
const read = HTTP.toEvent({ headers: { 'ce-id': '1', 'ce-source': '/pbx', 'ce-type': 't',
  'ce-specversion': '1.0', 'ce-subject': 'caller%20%E2%82%AC' }, body: '' });
check('npm: subject as read', read.subject, 'caller%20%E2%82%AC');
END
node finding.mjs
cat >Finding.java <<'END'
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
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
    String subject = "caller \"5 %\" \u20ac";
    Map<String, String> sent = new HashMap<>();
    HttpMessageFactory.createWriter(sent::put, body -> {}).writeBinary(CloudEventBuilder.v1()
        .withId("1").withSource(URI.create("/pbx")).withType("t").withSubject(subject).build());
    check("Java: ce-subject as sent is unchanged", sent.get("ce-subject").equals(subject), true);
    Map<String, String> headers = Map.of("ce-id", "1", "ce-source", "/pbx", "ce-type", "t",
        "ce-specversion", "1.0", "ce-subject", "caller%20%E2%82%AC");
    check("Java: subject as read",
        HttpMessageFactory.createReader(headers, new byte[0]).toEvent().getSubject(),
        "caller%20%E2%82%AC");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
