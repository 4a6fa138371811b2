#!/usr/bin/env bash
# Software: io.vertx:vertx-circuit-breaker 5.0.8.
# Expected: The rolling window counts the failures of the last ten seconds (failuresRollingWindow),
#   so five failures within it open a breaker with maxFailures 5, whatever lies between them.
# Seen: Each success empties the window. A service that fails nine times in ten stays behind a
#   closed breaker for ever: what is counted is consecutive failures. In a pool where one of
#   several nodes is down the breaker never opens.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencyManagement><dependencies>
    <dependency>
      <groupId>io.netty</groupId><artifactId>netty-bom</artifactId>
      <version>4.2.20.Final</version><type>pom</type><scope>import</scope>
    </dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>io.vertx</groupId><artifactId>vertx-core</artifactId>
      <version>5.0.8</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
    <dependency>
      <groupId>io.vertx</groupId><artifactId>vertx-circuit-breaker</artifactId>
      <version>5.0.8</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >Finding.java <<'END'
import io.vertx.core.*;
import io.vertx.circuitbreaker.*;
import java.util.concurrent.TimeUnit;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static void call(CircuitBreaker breaker, boolean fails) throws Exception {
    Future<Void> result = breaker.execute(promise -> {
      if (fails) promise.fail("no answer"); else promise.complete();
    });
    try {
      await(result);
    } catch (java.util.concurrent.ExecutionException expected) {
      // the failure that the breaker counts
    }
  }

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    CircuitBreaker breaker = CircuitBreaker.create("b", vertx,
        new CircuitBreakerOptions().setMaxFailures(10).setFailuresRollingWindow(60_000));
    for (int i = 0; i < 1000; i++) call(breaker, i % 10 != 9);
    check("900 of 1000 calls failed, maxFailures 10: state", breaker.state(), "CLOSED");
    check("failures counted", breaker.failureCount(), 0);
    for (int i = 0; i < 10; i++) call(breaker, true);
    check("then 10 failures in a row: state", breaker.state(), "OPEN");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
