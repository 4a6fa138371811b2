#!/usr/bin/env bash
# Software: org.xerial:sqlite-jdbc 3.54.1.0 (SQLite 3.54.1).
# Expected: A string with two statements is run whole, as `executeUpdate` of the same driver runs
#   it, or it is refused.
# Seen: `execute()` and a prepared statement run the first statement and drop the rest without an
#   exception or a warning; `getMoreResults()` says that there is no more. A migration script given
#   to `execute()` creates its first table and reports success.
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
      <groupId>org.xerial</groupId><artifactId>sqlite-jdbc</artifactId>
      <version>3.54.1.0</version>
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.*;
import java.util.*;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  static Connection open(String file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  static String query(Connection db, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = db.createStatement(); ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) rows.add(found.getString(1));
    }
    return String.join(",", rows);
  }

  static int update(Connection db, String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  public static void main(String[] args) throws Exception {
    Connection db = open("events.db");
    update(db, "create table event(id text)");
    int rows = update(db, "insert into event values('u1'); insert into event values('u2')");
    check("executeUpdate", rows + " " + query(db, "select id from event where id like 'u%'"), "2 u1,u2");
    try (Statement statement = db.createStatement()) {
      statement.execute("insert into event values('e1'); insert into event values('e2')");
      check("execute: more results", statement.getMoreResults(), false);
      check("execute: warnings", statement.getWarnings(), null);
    }
    check("execute", query(db, "select id from event where id like 'e%'"), "e1");
    try (PreparedStatement statement = db.prepareStatement(
        "insert into event values('p1'); insert into event values('p2')")) {
      statement.executeUpdate();
    }
    check("prepared statement", query(db, "select id from event where id like 'p%'"), "p1");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
