#!/usr/bin/env bash
# Software: io.vertx:vertx-core 5.0.8 (Netty 4.2.20), server.
# Expected: Sec-WebSocket-Protocol may stand several times in a request; the lines count as one
#   list (RFC 6455, section 11.3.4).
# Seen: Only the first line is looked at. With `a` and `events.v2` in two lines, as some proxies
#   and client libraries write them, no subprotocol is selected; in one line, `a, events.v2`, it
#   is. A browser then closes the connection itself.
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
import java.io.*;
import java.net.Socket;
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

  static String selected(int port, String offer) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
          + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n" + offer + "\r\n").getBytes());
      BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      String selected = "none";
      for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
        if (line.startsWith("sec-websocket-protocol:")) selected = line.substring(23).trim();
      }
      return selected;
    }
  }

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server = await(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
        .addWebSocketSubProtocol("events.v2")).webSocketHandler(socket -> {}).listen());
    check("one line", selected(server.actualPort(), "Sec-WebSocket-Protocol: a, events.v2\r\n"), "events.v2");
    check("two lines", selected(server.actualPort(),
        "Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: events.v2\r\n"), "none");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
