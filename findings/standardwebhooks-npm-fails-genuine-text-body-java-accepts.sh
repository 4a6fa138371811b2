#!/usr/bin/env bash
# Software: standardwebhooks 1.1.1 (npm) beside com.standardwebhooks:standardwebhooks 1.2.0 (Java).
# Expected: The signature covers id, timestamp and the raw body, whatever its format; a body that
#   is no JSON can be genuine (Standard Webhooks specification: JSON is recommended, other content
#   types can be used).
# Seen: The npm library parses the body as JSON after the signature matched and lets the
#   SyntaxError out. A handler that answers 401 to any exception rejects genuine deliveries for
#   good, and the sender retries until it disables the webhook. Text and JSON behind a byte order
#   mark fail; svix 2.5.0 and the Java library accept both.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  standardwebhooks@1.1.1 svix@2.5.0
cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.standardwebhooks</groupId><artifactId>standardwebhooks</artifactId>
      <version>1.2.0</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >finding.mjs <<'END'
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import fs from 'node:fs';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const secret = Buffer.from('0123456789abcdef01234567').toString('base64');
const now = new Date();
const stamp = String(Math.floor(now / 1000));
const bodies = { text: 'transfer busy', 'JSON behind a BOM': '\ufeff{"state":"busy"}' };
const lines = [];
for (const [name, body] of Object.entries(bodies)) {
  const signature = new Standard(secret).sign('msg_1', now, body);
  lines.push(Buffer.from(body).toString('base64') + ' ' + stamp + ' ' + signature);
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': stamp, 'webhook-signature': signature };
  const verdict = Webhook => {
    try { new Webhook(secret).verify(body, headers); return 'accepted'; } catch (error) { return error.name; }
  };
  check(`standardwebhooks npm: ${name}`, verdict(Standard), 'SyntaxError');
  check(`svix npm: ${name}`, verdict(Svix), 'accepted');
}
fs.writeFileSync('deliveries', lines.join('\n'));
END
node finding.mjs
cat >Finding.java <<'END'
import com.standardwebhooks.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
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
    Webhook webhook = new Webhook(Base64.getEncoder().encodeToString("0123456789abcdef01234567".getBytes()));
    for (String line : Files.readAllLines(Path.of("deliveries"))) {
      String[] part = line.split(" ");
      String verdict = "accepted";
      try {
        webhook.verify(new String(Base64.getDecoder().decode(part[0]), StandardCharsets.UTF_8), Map.of(
            "webhook-id", List.of("msg_1"), "webhook-timestamp", List.of(part[1]),
            "webhook-signature", List.of(part[2])));
      } catch (Exception e) {
        verdict = e.toString();
      }
      check("Java: the same delivery", verdict, "accepted");
    }
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
