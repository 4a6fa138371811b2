package dev.referee.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import java.security.Key;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks tokens by a fixed list of keys. */
final class Verifier {
    /** RFC 9068 section 2.1: what some sites' servers call their tokens. */
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final List<TokenKey> keys;
    private final TokenSettings settings;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** The token names a key, or an algorithm, for which there is no key. */
    static final class KeyMissing extends KeySourceException {
        KeyMissing() {
            super("no such key");
        }
    }

    Verifier(List<TokenKey> keys, TokenSettings settings) {
        this.keys = List.copyOf(keys);
        this.settings = settings;
        JWTClaimsSet.Builder exactly = new JWTClaimsSet.Builder();
        if (settings.issuer() != null) {
            exactly.issuer(settings.issuer());
        }
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                settings.audience(), exactly.build(), Set.of("aud", "exp"));
        claims.setMaxClockSkew((int) settings.leeway().toSeconds());
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        processor.setJWSKeySelector((header, context) -> keysFor(header));
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * What a token allows; empty when it is not valid.
     *
     * @throws KeyMissing when another key could make it valid
     */
    Optional<Grant> check(String token) throws KeyMissing {
        try {
            return Grant.of(processor.process(token, null), settings.leeway());
        } catch (KeyMissing e) {
            throw e;
        } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
            // Nimbus 10.10 throws a NullPointerException when the header is the JSON null.
            return Optional.empty();
        }
    }

    private List<Key> keysFor(JWSHeader header) throws KeyMissing {
        List<Key> candidates = keys.stream()
                .filter(key -> key.mayHaveSigned(header))
                .map(TokenKey::key)
                .toList();
        if (candidates.isEmpty()) {
            throw new KeyMissing();
        }
        return candidates;
    }
}
