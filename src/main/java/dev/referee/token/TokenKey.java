package dev.referee.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;

import org.jspecify.annotations.Nullable;

import java.security.Key;

/**
 * A key by which tokens are checked, for one algorithm alone (RFC 8725 section 3.1).
 *
 * @param id how tokens name it; null for one that may have signed any
 */
record TokenKey(JWSAlgorithm algorithm, @Nullable String id, Key key) {
    /** Whether it may have signed a token with this header. */
    boolean mayHaveSigned(JWSHeader header) {
        String named = header.getKeyID();
        return algorithm.equals(header.getAlgorithm())
                && (named == null || id == null || named.equals(id));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return algorithm + " key " + id;
    }
}
