#!/usr/bin/env bash
# Software: org.xerial:sqlite-jdbc 3.54.1.0 (SQLite 3.54.1).
# Expected: SQLite makes all changes of INSERT ... RETURNING in its first step, before a row comes
#   back (documentation of RETURNING, "Processing order"). In autocommit mode the insert is then
#   done, and the key that was read can be handed out.
# Seen: The transaction stays open until the result set is closed, though its one row was read.
#   Until then another connection does not see the event whose sequence number is already known,
#   and its own write ends in SQLITE_BUSY.
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
    query(db, "pragma journal_mode=wal");
    update(db, "create table event(seq integer primary key, id text)");
    Connection other = open("events.db");
    query(other, "pragma busy_timeout=100");
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery("insert into event(id) values('a') returning seq")) {
      row.next();
      check("sequence number read", row.getLong(1), 1);
      check("events that another connection sees", query(other, "select count(*) from event"), 0);
      String write = "written";
      try {
        update(other, "insert into event(id) values('b')");
      } catch (SQLException e) {
        write = e.getMessage().replaceAll(" .*", "");
      }
      check("write of another connection", write, "[SQLITE_BUSY]");
    }
    check("events after close", query(other, "select count(*) from event"), 1);
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
