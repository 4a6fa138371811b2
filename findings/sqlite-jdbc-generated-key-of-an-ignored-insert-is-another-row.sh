#!/usr/bin/env bash
# Software: org.xerial:sqlite-jdbc 3.54.1.0 (SQLite 3.54.1).
# Expected: Where a statement generated no key, `getGeneratedKeys()` returns an empty result set
#   (javadoc of java.sql.Statement).
# Seen: The driver answers with the last key of the connection. INSERT OR IGNORE of a known event,
#   0 rows, yields the key of the event stored before it, and the update branch of an upsert does
#   so too. A log that takes the key as the sequence number of the event confirms another event.
#   Look at the count, or use RETURNING.
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
    update(db, "create table event(seq integer primary key autoincrement, id text unique, body text)");
    List<String> keys = new ArrayList<>();
    for (String id : List.of("a", "b", "a")) {
      try (PreparedStatement insert = db.prepareStatement(
          "insert or ignore into event(id) values(?)", Statement.RETURN_GENERATED_KEYS)) {
        insert.setString(1, id);
        int rows = insert.executeUpdate();
        ResultSet key = insert.getGeneratedKeys();
        keys.add(id + ":" + rows + " row, key " + (key.next() ? key.getLong(1) : "none"));
      }
    }
    check("insert or ignore a, b, a", keys, "[a:1 row, key 1, b:1 row, key 2, a:0 row, key 2]");
    try (PreparedStatement upsert = db.prepareStatement("insert into event(id, body) values('a', 'x')"
        + " on conflict(id) do update set body = 'x'", Statement.RETURN_GENERATED_KEYS)) {
      upsert.executeUpdate();
      ResultSet key = upsert.getGeneratedKeys();
      key.next();
      check("key of the upsert that changed row 1", key.getLong(1), 2);
    }
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
