package dev.referee.token;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Whose tokens are taken. At least one of the keys is given; each stands for one algorithm, so that
 * no key can be used with another one (RFC 8725 section 3.1).
 *
 * @param hs256Secret at least 32 bytes (RFC 7518 section 3.2)
 * @param rs256KeyFile a public key in PEM
 * @param es256KeyFile a public key in PEM
 * @param jwksFile a JSON Web Key Set (RFC 7517 section 5); only its RS256 and ES256 keys are taken
 * @param jwksUrl likewise, by HTTPS, or from this machine by HTTP
 * @param refresh how often key sets are read again
 * @param issuer what {@code iss} must be; null for anything
 * @param audience what {@code aud} must be or hold
 * @param leeway how far clocks may differ; counted in whole seconds
 */
public record TokenSettings(
        @Nullable String hs256Secret,
        @Nullable Path rs256KeyFile,
        @Nullable Path es256KeyFile,
        @Nullable Path jwksFile,
        @Nullable URI jwksUrl,
        Duration refresh,
        @Nullable String issuer,
        String audience,
        Duration leeway) {
    /** Whether there is any key, or where to get one. */
    public boolean hasKeys() {
        return hs256Secret != null
                || rs256KeyFile != null
                || es256KeyFile != null
                || jwksFile != null
                || jwksUrl != null;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "tokens for " + audience + (issuer == null ? "" : " by " + issuer);
    }
}
