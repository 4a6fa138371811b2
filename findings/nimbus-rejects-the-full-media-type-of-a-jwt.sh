#!/usr/bin/env bash
# Software: com.nimbusds:nimbus-jose-jwt 10.10, DefaultJWTProcessor as it comes.
# Expected: `typ` is a media type, for which a value without a slash is read with "application/" in
#   front: "JWT" and "application/jwt" are the same, and so are "at+jwt" and "application/at+jwt"
#   (RFC 7515, section 4.1.9; RFC 9068, section 4).
# Seen: "JWT" is accepted, "application/jwt" is "not allowed". A verifier set up for RFC 9068 with
#   at+jwt refuses "application/at+jwt" in the same way, which the RFC requires it to accept. The
#   full form must be listed beside the short one.
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
      <groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId>
      <version>10.10</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B -l mvn.log -DoutputDirectory=lib \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  >/dev/null 2>&1 || { cat mvn.log; exit 1; }
cat >Finding.java <<'END'
import com.nimbusds.jose.*;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.*;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

class Finding {
  static boolean changed;

  static void check(String what, Object seen, Object expected) {
    boolean same = String.valueOf(seen).equals(String.valueOf(expected));
    System.out.println((same ? "seen: " : "CHANGED: ") + what + ": " + seen
        + (same ? "" : ", was " + expected));
    changed |= !same;
  }

  static String verdict(String type, JOSEObjectTypeVerifier<SecurityContext> types) throws Exception {
    byte[] secret = new byte[32];
    JWSObject token = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS256)
        .type(new JOSEObjectType(type)).build(), new Payload("{\"sub\":\"alice\"}"));
    token.sign(new MACSigner(secret));
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(secret)));
    if (types != null) processor.setJWSTypeVerifier(types);
    try {
      return processor.process(token.serialize(), null).getSubject();
    } catch (BadJOSEException e) {
      return e.getMessage();
    }
  }

  public static void main(String[] args) throws Exception {
    check("JWT", verdict("JWT", null), "alice");
    check("application/jwt", verdict("application/jwt", null),
        "JOSE header typ (type) application/jwt not allowed");
    var access = new DefaultJOSEObjectTypeVerifier<SecurityContext>(new JOSEObjectType("at+jwt"));
    check("at+jwt of an access token", verdict("at+jwt", access), "alice");
    check("application/at+jwt of an access token", verdict("application/at+jwt", access),
        "JOSE header typ (type) application/at+jwt not allowed");
    System.exit(changed ? 1 : 0);
  }
}
END
java -cp 'lib/*' Finding.java
