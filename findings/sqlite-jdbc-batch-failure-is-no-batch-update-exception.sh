#!/usr/bin/env bash
# Software: org.xerial:sqlite-jdbc 3.54.1.0 (SQLite 3.54.1).
# Expected: A command of a batch that fails makes `executeBatch()` throw BatchUpdateException with
#   the counts of the commands before it (javadoc of java.sql.Statement).
# Seen: The driver throws its plain SQLiteException, so a handler of BatchUpdateException never
#   runs and which event was the double is not known. In autocommit mode the batch is half done:
#   rows before the double are stored, those behind it are not.
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
    update(db, "create table event(id text unique)");
    try (PreparedStatement insert = db.prepareStatement("insert into event values(?)")) {
      for (String id : List.of("a", "b", "b", "c")) {
        insert.setString(1, id);
        insert.addBatch();
      }
      insert.executeBatch();
      check("exception", "none", "org.sqlite.SQLiteException");
    } catch (SQLException e) {
      check("exception", e.getClass().getName(), "org.sqlite.SQLiteException");
    }
    check("rows stored", query(db, "select id from event"), "a,b");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
