#!/usr/bin/env bash
# Software: io.micrometer:micrometer-registry-prometheus 1.17.2 (Prometheus Java client 1.7).
# Expected: Prometheus naming turns dots into underscores; a gauge `sessions.created` is the series
#   sessions_created.
# Seen: The registry cuts the endings total, created, bucket and info off a gauge name, also
#   several at once: `sessions.created` is exposed as `sessions`. A second meter of that name is
#   then dropped from the scrape; only the log has a warning, once.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId>
      <version>1.17.2</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >Finding.java <<'END'
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  static String samples(PrometheusMeterRegistry registry) {
    return registry.scrape().lines().filter(line -> !line.startsWith("#") && !line.isBlank())
        .toList().toString();
  }

  static PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  static String gauge(String name, double value) {
    PrometheusMeterRegistry registry = registry();
    Gauge.builder(name, () -> value).register(registry);
    return samples(registry);
  }

  public static void main(String[] args) {
    check("sessions.created", gauge("sessions.created", 3), "[sessions 3.0]");
    check("calls.total", gauge("calls.total", 3), "[calls 3.0]");
    check("token.bucket", gauge("token.bucket", 3), "[token 3.0]");
    check("a.info.total", gauge("a.info.total", 3), "[a 3.0]");
    PrometheusMeterRegistry registry = registry();
    Gauge.builder("calls.total", () -> 3).register(registry);
    Counter.builder("calls").register(registry).increment();
    check("gauge calls.total and counter calls", samples(registry), "[calls 3.0]");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
