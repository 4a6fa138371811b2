#!/usr/bin/env bash
# Software: ajv 8.20.0 with ajv-formats 3.0.1 (npm), io.vertx:vertx-json-schema 5.0.8,
#   com.networknt:json-schema-validator 1.5.9.
# Expected: `format: date-time` is the date-time of RFC 3339, section 5.6: an offset is required
#   and has a colon, and 60 is allowed as the second of a leap second.
# Seen: A timestamp without an offset is valid for Vert.x only, an offset without a colon for ajv
#   only, and the leap second of 2016 is invalid for Vert.x only. networknt follows the RFC in all
#   three. An event that the sender checked with one validator is refused by a receiver with
#   another.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  ajv@8.20.0 ajv-formats@3.0.1
cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencyManagement><dependencies>
    <dependency>
      <groupId>io.netty</groupId><artifactId>netty-bom</artifactId>
      <version>4.2.20.Final</version><type>pom</type><scope>import</scope>
    </dependency>
    <dependency>
      <groupId>io.vertx</groupId><artifactId>vertx-stack-depchain</artifactId>
      <version>5.0.8</version><type>pom</type><scope>import</scope>
    </dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>io.vertx</groupId><artifactId>vertx-json-schema</artifactId>
      <version>5.0.8</version>
    </dependency>
    <dependency>
      <groupId>com.networknt</groupId><artifactId>json-schema-validator</artifactId>
      <version>1.5.9</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >finding.mjs <<'END'
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const ajv = new Ajv();
formats(ajv);
const valid = time => ajv.validate({ type: 'string', format: 'date-time' }, time);
check('ajv: 2026-05-01T10:00:00', valid('2026-05-01T10:00:00'), false);
check('ajv: 2026-05-01T10:00:00+0200', valid('2026-05-01T10:00:00+0200'), true);
check('ajv: 2016-12-31T23:59:60Z', valid('2016-12-31T23:59:60Z'), true);
END
node finding.mjs
cat >Finding.java <<'END'
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.*;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  public static void main(String[] args) {
    String text = "{\"type\":\"string\",\"format\":\"date-time\"}";
    Validator vertx = Validator.create(JsonSchema.of(new JsonObject(text)), new JsonSchemaOptions()
            .setBaseUri("https://example.com").setDraft(Draft.DRAFT202012));
    com.networknt.schema.JsonSchema networknt =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
    String[][] expected = {{"2026-05-01T10:00:00", "true", "false"},
        {"2026-05-01T10:00:00+0200", "false", "false"},
        {"2016-12-31T23:59:60Z", "false", "true"}};
    for (String[] row : expected) {
      check("Vert.x: " + row[0], vertx.validate(row[0]).getValid(), row[1]);
      check("networknt: " + row[0], networknt.validate("\"" + row[0] + "\"", InputFormat.JSON,
          context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)).isEmpty(), row[2]);
    }
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
