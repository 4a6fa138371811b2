#!/usr/bin/env bash
# Software: io.vertx:vertx-web-client 5.0.8, BodyCodec.sseStream.
# Expected: a `retry` whose value is not digits alone is ignored, and the stream goes on (WHATWG HTML,
#   section 9.2.6); of digits any number is allowed.
# Seen: `retry: 3s`, `retry: 2.5` and `retry: 99999999999` (a server that says "do not come back") are
#   an exception, and the stream delivers nothing more, neither the event of the same block nor the
#   ones behind it. Unknown fields are ignored, as they should be.
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
    String events = "data: b\n\ndata: c\n\n";
    check("retry: 3000", read(vertx, "data: a\n\nretry: 3000\n" + events),
        "[message 'a', message 'b', message 'c']");
    check("an unknown field", read(vertx, "data: a\n\nwait: 3s\n" + events),
        "[message 'a', message 'b', message 'c']");
    for (String value : List.of("3s", "2.5", "99999999999")) {
      check("retry: " + value, read(vertx, "data: a\n\nretry: " + value + "\n" + events),
          "[message 'a', Invalid \"retry\" value:" + value + "]");
    }
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
