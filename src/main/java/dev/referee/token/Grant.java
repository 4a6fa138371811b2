package dev.referee.token;

import com.nimbusds.jwt.JWTClaimsSet;

import dev.referee.model.EndpointPattern;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a valid token allows.
 *
 * @param admin whether all transfers of everybody may be seen, and webhooks be administered
 * @param endpoints whose transfers may be seen. A star elsewhere than at the end of one stands for
 *     itself: whoever signed it may have meant less
 * @param until when it no longer counts
 */
public record Grant(boolean admin, List<EndpointPattern> endpoints, Instant until) {
    private static final int MOST_ENTRIES = 100;

    public Grant {
        endpoints = List.copyOf(endpoints);
    }

    /** Whether it allows the transfers of an endpoint of exactly this name. */
    public boolean allows(String endpoint) {
        return admin || endpoints.stream().anyMatch(pattern -> pattern.matches(endpoint));
    }

    /**
     * Reads the claims of a token that was found valid.
     *
     * @return empty when they are not what docs/PROTOCOL.md says
     */
    static Optional<Grant> of(JWTClaimsSet claims, Duration leeway) {
        Instant until = claims.getExpirationTime().toInstant().plus(leeway);
        Optional<List<String>> endpoints = texts(claims.getClaim("endpoints"));
        Optional<List<String>> roles = texts(claims.getClaim("roles"));
        return endpoints.flatMap(patterns -> roles.map(names -> new Grant(
                names.contains("admin"),
                patterns.stream().map(EndpointPattern::new).toList(),
                until)));
    }

    private static Optional<List<String>> texts(@Nullable Object value) {
        if (value == null) {
            return Optional.of(List.of());
        }
        if (!(value instanceof List<?> list) || list.size() > MOST_ENTRIES) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof String text)) {
                return Optional.empty();
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }
}
