#!/usr/bin/env bash
# Software: io.vertx:vertx-web-client 5.0.8, BodyCodec.sseStream.
# Expected: CRLF is one line end, and a block without `data` is no event (WHATWG HTML, sections 9.2.5
#   and 9.2.6): a comment that keeps the connection open, a `retry` and an `id` alone dispatch
#   nothing.
# Seen: each block is an event `message` with empty data, and CRLF counts as two line ends: one event
#   that ends with CRLF CRLF arrives with two empty ones behind it. The same stream with LF has no
#   surplus. A consumer that parses the data as JSON fails at each heartbeat.
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
      <groupId>io.vertx</groupId><artifactId>vertx-web-client</artifactId>
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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.util.*;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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

  // The events that the client makes of a stream, each as type and data, then its end.
  static List<String> read(Vertx vertx, String stream) throws Exception {
    HttpServer server = await(vertx.createHttpServer().requestHandler(request -> {
      request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
      request.response().end(Buffer.buffer(stream));
    }).listen(0, "127.0.0.1"));
    List<String> seen = new CopyOnWriteArrayList<>();
    CountDownLatch end = new CountDownLatch(1);
    WebClient.create(vertx).get(server.actualPort(), "127.0.0.1", "/")
        .as(BodyCodec.sseStream(events -> events
            .handler(event -> seen.add(event.event() + " '" + event.data() + "'"))
            .exceptionHandler(error -> seen.add(error.getMessage()))
            .endHandler(done -> end.countDown())))
        .send();
    if (!end.await(10, TimeUnit.SECONDS)) seen.add("no end");
    await(server.close());
    return seen;
  }

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    check("two events with LF", read(vertx, "data: a\n\ndata: b\n\n"), "[message 'a', message 'b']");
    check("two events with CRLF", read(vertx, "data: a\r\n\r\ndata: b\r\n\r\n"),
        "[message 'a', message '', message '', message 'b', message '', message '']");
    check("a comment", read(vertx, ": keep-alive\n\n"), "[message '']");
    check("retry alone", read(vertx, "retry: 3000\n\n"), "[message '']");
    check("id alone", read(vertx, "id: 7\n\n"), "[message '']");
    check("event alone", read(vertx, "event: hangup\n\n"), "[hangup '']");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
