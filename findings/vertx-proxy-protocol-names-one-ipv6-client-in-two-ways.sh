#!/usr/bin/env bash
# Software: io.vertx:vertx-core 5.0.8 with netty-codec-haproxy 4.2.20, `setUseProxyProtocol(true)`.
# Expected: PROXY protocol version 1 (text) and version 2 (binary) carry the same address, so
#   `remoteAddress()` of one client is the same with either; RFC 5952 gives IPv6 addresses one
#   text.
# Seen: With version 1 the address is the text of the proxy (2001:db8::7), with version 2 it is
#   written in full (2001:db8:0:0:0:0:0:7), and the two SocketAddress are not equal. A log search
#   or a count of connections for each address sees two clients when the proxy is switched to
#   version 2.
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
      <groupId>io.netty</groupId><artifactId>netty-codec-haproxy</artifactId>
      <version>4.2.20.Final</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >Finding.java <<'END'
import io.vertx.core.*;
import io.vertx.core.net.*;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

  static final BlockingQueue<SocketAddress> seen = new LinkedBlockingQueue<>();

  // Returns when the server has taken the connection, so that the two come in order.
  static void send(int port, byte[] header) throws Exception {
    int before = seen.size();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(header);
      socket.getOutputStream().write('x');
      for (int i = 0; i < 1000 && seen.size() == before; i++) Thread.sleep(10);
    }
  }

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    NetServer server = await(vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0)
        .setUseProxyProtocol(true)).connectHandler(socket -> seen.add(socket.remoteAddress())).listen());
    send(server.actualPort(), "PROXY TCP6 2001:db8::7 2001:db8::8 5555 443\r\n".getBytes());
    send(server.actualPort(), HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "21210024"
        + "20010db8000000000000000000000007" + "20010db8000000000000000000000008" + "15b301bb"));
    SocketAddress one = seen.poll(10, TimeUnit.SECONDS);
    SocketAddress two = seen.poll(10, TimeUnit.SECONDS);
    check("version 1", one.host(), "2001:db8::7");
    check("version 2", two.host(), "2001:db8:0:0:0:0:0:7");
    check("equal", one.equals(two), false);
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
