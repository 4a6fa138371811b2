#!/usr/bin/env bash
# Software: io.vertx:vertx-circuit-breaker 5.0.8.
# Expected: The breaker opens after maxFailures failures within failuresRollingWindow, a length in
#   milliseconds (javadoc of CircuitBreakerOptions).
# Seen: The window is cut to whole seconds: 900 ms are a window of none, nothing is counted and the
#   breaker never opens, without a warning at the start. 1500 ms count as one second. With 1000 ms
#   and more it opens.
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
    for (int window : new int[] {900, 10_000}) {
      CircuitBreaker breaker = CircuitBreaker.create("b", vertx,
          new CircuitBreakerOptions().setMaxFailures(3).setFailuresRollingWindow(window));
      for (int i = 0; i < 100; i++) call(breaker, true);
      check("window of " + window + " ms, 100 failures at once: state", breaker.state(),
          window == 900 ? "CLOSED" : "OPEN");
      check("failures counted", breaker.failureCount(), window == 900 ? 0 : 3);
    }
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
