package dev.referee.log;

import dev.referee.model.Dialog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What secrets are looked up by: a keyed hash (RFC 2104), of which nobody outside of this process knows
 * the key. The time that a look-up takes says nothing about the secrets that are there.
 */
public final class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecretKeySpec KEY = new SecretKeySpec(random(), ALGORITHM);

    private Fingerprints() {}

    /** Of both tags together. */
    public static String ofTags(Dialog dialog) {
        return of("tags", dialog.tags());
    }

    /** Of what names a session, as {@link Dialog#comparableSessionId} gives it. */
    public static String ofSessionId(String sessionId) {
        return of("session", sessionId);
    }

    private static String of(String kind, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            mac.update(kind.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
