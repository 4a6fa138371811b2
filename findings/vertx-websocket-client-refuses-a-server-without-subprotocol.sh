#!/usr/bin/env bash
# Software: io.vertx:vertx-core 5.0.8 (Netty 4.2.20), client and server.
# Expected: A server that selects none of the offered subprotocols leaves the header out, and the
#   connection stands without a subprotocol; the client fails it only for one that it did not offer
#   (RFC 6455, sections 4.1, item 6, and 4.2.2).
# Seen: The Vert.x server does just that: it opens the connection when nothing matches. The Vert.x
#   client against it fails with "Invalid subprotocol. Actual: null". Server and client of one
#   library do not connect, and an old server without subprotocols cannot be asked whether it knows
#   one.
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
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >Finding.java <<'END'
import io.vertx.core.*;
import io.vertx.core.http.*;
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

  static volatile int opened;

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server = await(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
        .addWebSocketSubProtocol("events.v2")).webSocketHandler(socket -> opened++).listen());
    WebSocketClient client = vertx.createWebSocketClient();
    WebSocketConnectOptions to = new WebSocketConnectOptions().setHost("127.0.0.1")
        .setPort(server.actualPort()).setURI("/");
    await(client.connect(new WebSocketConnectOptions(to).addSubProtocol("events.v2")));
    check("client offers events.v2, server knows events.v2: opened", opened, 1);
    try {
      await(client.connect(new WebSocketConnectOptions(to).addSubProtocol("events.v1")));
      check("client offers events.v1", "connected", "Invalid subprotocol. Actual: null. Expected one of: events.v1");
    } catch (java.util.concurrent.ExecutionException e) {
      check("client offers events.v1", e.getCause().getMessage(),
          "Invalid subprotocol. Actual: null. Expected one of: events.v1");
    }
    check("server had opened it", opened, 2);
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
