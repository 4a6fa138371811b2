#!/usr/bin/env bash
# Software: io.vertx:vertx-auth-jwt 5.0.8, beside com.nimbusds:nimbus-jose-jwt 10.10 and jose 6.2.3
#   (npm).
# Expected: `iat` says when the token was issued and gives no reason for rejection (RFC 7519,
#   section 4.1.6); only `exp` and `nbf` bound the time of use.
# Seen: Vert.x rejects a token whose `iat` is 5 seconds ahead of its own clock, with "token
#   expired", by default without leeway. Where the clock of the issuer is slightly ahead, each
#   fresh token gets 401 and is accepted seconds later. Nimbus and jose accept the token.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  jose@6.2.3
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
      <groupId>io.vertx</groupId><artifactId>vertx-auth-jwt</artifactId>
      <version>5.0.8</version>
    </dependency>
    <dependency>
      <groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId>
      <version>10.10</version>
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
cat >Finding.java <<'END'
import com.nimbusds.jose.*;
import com.nimbusds.jose.crypto.*;
import com.nimbusds.jose.jwk.*;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.*;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  public static void main(String[] args) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    String open = key.toPublicJWK().toJSONString();
    JWTAuth vertx = JWTAuth.create(Vertx.vertx(),
        new JWTAuthOptions().addJwk(new JsonObject(open).put("alg", "ES256")));
    DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();
    nimbus.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256,
        new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()))));
    String ahead = "";
    for (int seconds : new int[] {0, 5}) {
      long now = Instant.now().getEpochSecond();
      JWSObject token = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
          new Payload("{\"sub\":\"alice\",\"iat\":" + (now + seconds) + ",\"exp\":" + (now + 600) + "}"));
      token.sign(new ECDSASigner(key));
      ahead = token.serialize();
      String verdict = "accepted";
      try {
        vertx.authenticate(new TokenCredentials(ahead)).toCompletionStage().toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        verdict = e.getCause().getMessage();
      }
      check("Vert.x, iat " + seconds + " s ahead", verdict,
          seconds == 0 ? "accepted" : "Invalid JWT token: token expired.");
    }
    check("Nimbus, the same token", nimbus.process(ahead, null).getSubject(), "alice");
    Files.writeString(Path.of("token"), ahead);
    Files.writeString(Path.of("key"), open);
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
cat >finding.mjs <<'END'
import { importJWK, jwtVerify } from 'jose';
import fs from 'node:fs';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const key = await importJWK(JSON.parse(fs.readFileSync('key', 'utf8')), 'ES256');
check('jose, the same token', (await jwtVerify(fs.readFileSync('token', 'utf8'), key)).payload.sub, 'alice');
END
node finding.mjs
