package dev.referee.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A key with which messages are signed, as Standard Webhooks writes it. Prints nothing of it. */
public final class Secret {
    /** What it must be, to complete "it must be …". */
    public static final String EXPECTED =
            "whsec_ and 24 to 64 random bytes in base64: \"whsec_$(openssl rand -base64 32)\"";

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int GENERATED_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Webhook signer;
    private final String text;

    private Secret(Webhook signer, String text) {
        this.signer = signer;
        this.text = text;
    }

    /** Reads one; empty when the text is none (Standard Webhooks 1.0, "Signature scheme"). */
    public static Optional<Secret> of(String text) {
        try {
            int bytes = text.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(text.substring(PREFIX.length())).length
                    : 0;
            return bytes >= LEAST_BYTES && bytes <= MOST_BYTES
                    ? Optional.of(new Secret(new Webhook(text), text))
                    : Optional.empty();
        } catch (IllegalArgumentException | EmptyWebhookSecretException e) {
            return Optional.empty();
        }
    }

    /** A new one that nobody can guess. */
    static Secret generate() {
        byte[] key = new byte[GENERATED_BYTES];
        RANDOM.nextBytes(key);
        return of(PREFIX + Base64.getEncoder().encodeToString(key)).orElseThrow();
    }

    /** It itself, to be kept or to be told to the administrator who has just made it. */
    String reveal() {
        return text;
    }

    /** The header {@code webhook-signature}: one signature by each, so that any of them will do. */
    static String sign(List<Secret> secrets, String id, Instant at, String body) {
        return secrets.stream()
                .map(secret -> secret.sign(id, at, body))
                .collect(Collectors.joining(" "));
    }

    private String sign(String id, Instant at, String body) {
        try {
            return signer.sign(id, at.getEpochSecond(), body);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
