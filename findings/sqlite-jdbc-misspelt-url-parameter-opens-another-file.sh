#!/usr/bin/env bash
# Software: org.xerial:sqlite-jdbc 3.54.1.0 (SQLite 3.54.1).
# Expected: A parameter that the driver does not know is ignored or refused; the file is the one
#   before the question mark.
# Seen: Known pragmas are taken out of the URL, all else stays in the file name. `?journalmode=WAL`
#   (the pragma is `journal_mode`) opens a new, empty database whose name ends in
#   `?journalmode=WAL`. The log starts at 1 again, without WAL, beside the old file.
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
    update(open("events.db?journal_mode=WAL"), "create table event(id text)");
    Connection misspelt = open("events.db?journalmode=WAL");
    check("tables", query(misspelt, "select name from sqlite_master"), "");
    check("journal mode", query(misspelt, "pragma journal_mode"), "delete");
    update(misspelt, "create table other(id text)");
    check("files", Files.exists(Path.of("events.db")) + " " + Files.exists(Path.of("events.db?journalmode=WAL")),
        "true true");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
