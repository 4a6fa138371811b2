#!/usr/bin/env bash
# Software: io.micrometer:micrometer-registry-prometheus 1.17.2 (Prometheus Java client 1.7).
# Expected: A gauge exposes the number that its function returns.
# Seen: A gauge whose name ends in `.info` is exposed as 1, whatever it returns: the registry makes
#   an info metric of it and drops the value. No warning, and TYPE still says gauge. A zero that
#   should raise an alert is a one.
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
    check("queue.info, value 3", gauge("queue.info", 3), "[queue_info 1]");
    check("trunk.info, value 0", gauge("trunk.info", 0), "[trunk_info 1]");
    check("queue.infos, value 3", gauge("queue.infos", 3), "[queue_infos 3.0]");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
